import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm"
import type { KernelFunc, TensorInfo } from "@tensorflow/tfjs-core"
import type { Core } from "../TensorFlow.ts"

/** What TensorFlow.js hands to a kernel of the WASM backend. */
interface Call<Inputs, Attributes> {
  /** TensorFlow.js types every input as perhaps missing. */
  readonly inputs: { readonly [Name in keyof Inputs]: NonNullable<Inputs[Name]> }
  readonly attrs: Attributes
  readonly backend: BackendWasm
}

export type Shape4D = [number, number, number, number]

/** A kernel that makes one tensor on the WASM heap. */
export type Kernel<Inputs, Attributes> = (call: Call<Inputs, Attributes>) => TensorInfo

/** The kernels that one kernel calls on its way, and their results, which nobody else frees. */
export class Scratch {
  readonly #core: Core
  readonly #backend: BackendWasm
  readonly #made: Array<TensorInfo> = []

  constructor(core: Core, backend: BackendWasm) {
    this.#core = core
    this.#backend = backend
  }

  /** Runs another WASM kernel; its result lives until `free`. */
  run(kernel: string, inputs: Record<string, TensorInfo>, attributes: Record<string, unknown>): TensorInfo {
    const { kernelFunc } = this.#core.getKernel(kernel, "wasm")
    // Attributes are typed as what JSON can hold, which leaves out the nested arrays that kernels themselves expect.
    const attrs = attributes as NonNullable<Parameters<KernelFunc>[0]["attrs"]>
    return this.keep(kernelFunc({ inputs, attrs, backend: this.#backend }) as TensorInfo)
  }

  keep(tensor: TensorInfo): TensorInfo {
    this.#made.push(tensor)
    return tensor
  }

  /** For the results of one round of a loop. */
  nested(): Scratch {
    return new Scratch(this.#core, this.#backend)
  }

  /** Frees every result except `result`, and hands that one on. */
  free<Result extends TensorInfo | undefined>(result: Result): Result {
    for (const tensor of this.#made) if (tensor !== result) this.#backend.disposeData(tensor.dataId)
    return result
  }
}

/**
 * The numbers of a tensor, seen on the WASM heap itself. Take the view after the last allocation: an allocation may
 * grow the heap, and every earlier view is then empty.
 */
export const view = (backend: BackendWasm, tensor: TensorInfo): Float32Array =>
  backend.typedArrayFromHeap(tensor) as Float32Array

/** A tensor of zeros on the WASM heap, which hands out memory as the last owner left it. */
export const zeros = (
  backend: BackendWasm,
  shape: Array<number>,
  dtype: TensorInfo["dtype"] = "float32"
): TensorInfo => {
  const tensor = backend.makeOutput(shape, dtype)
  backend.typedArrayFromHeap(tensor).fill(0)
  return tensor
}
