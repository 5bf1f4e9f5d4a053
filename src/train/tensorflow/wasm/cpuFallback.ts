import type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu"
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm"
import type { KernelFunc, NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs-core"
import type { Core } from "../TensorFlow.ts"

/**
 * A WASM kernel made from the plain JavaScript backend's: the inputs are copied out of the WASM heap, the results back
 * into it. Slow, and right, also for text and complex numbers.
 */
export const cpuFallback = (core: Core, kernel: string): KernelFunc => {
  const { kernelFunc } = core.getKernel(kernel, "cpu")
  return (call) => {
    const cpu = core.findBackend("cpu") as MathBackendCPU
    const wasm = call.backend as BackendWasm
    const copies: Array<TensorInfo> = []
    const copy = (tensor: TensorInfo): TensorInfo => {
      const made = copyToCpu(core, cpu, wasm, tensor)
      copies.push(made)
      // Some kernels take for granted that an input is a whole Tensor, which knows its rank.
      return Object.assign(made, { rank: tensor.shape.length })
    }

    const inputs: Record<string, unknown> = Array.isArray(call.inputs) ? ([] as never) : {}
    // Some kernels take a list of tensors under one name, or as their only input; the types know of neither.
    for (const [name, input] of Object.entries<TensorInfo | Array<TensorInfo> | null | undefined>(call.inputs)) {
      inputs[name] = Array.isArray(input) ? input.map(copy) : input ? copy(input) : input
    }
    const results = kernelFunc({ ...call, inputs: inputs as NamedTensorInfoMap, backend: cpu })
    const moved = Array.isArray(results)
      ? results.map((result) => copyToWasm(cpu, wasm, result))
      : copyToWasm(cpu, wasm, results)
    for (const tensor of [...copies, ...[results].flat()]) cpu.disposeData(tensor.dataId, true)
    return moved
  }
}

const copyToCpu = (core: Core, cpu: MathBackendCPU, wasm: BackendWasm, tensor: TensorInfo): TensorInfo => {
  const { shape, dtype, dataId } = tensor
  if (dtype !== "complex64") return cpu.makeTensorInfo(shape, dtype, wasm.readSync(dataId))
  // On the WASM heap a complex number is a pair of floats; the JavaScript backend keeps two tensors.
  const pairs = wasm.typedArrayFromHeap({ dataId, shape: [...shape, 2], dtype: "float32" })
  const part = (offset: 0 | 1) =>
    cpu.makeTensorInfo(
      shape,
      "float32",
      Float32Array.from({ length: pairs.length / 2 }, (_, k) => pairs[2 * k + offset]!)
    )
  const inputs = { real: part(0), imag: part(1) }
  const complex = core.getKernel("Complex", "cpu").kernelFunc({ inputs, attrs: {}, backend: cpu }) as TensorInfo
  for (const half of [inputs.real, inputs.imag]) cpu.disposeData(half.dataId)
  return complex
}

const copyToWasm = (cpu: MathBackendCPU, wasm: BackendWasm, { shape, dtype, dataId }: TensorInfo): TensorInfo =>
  wasm.makeOutput(shape, dtype, undefined, cpu.readSync(dataId))
