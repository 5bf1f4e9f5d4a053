import { loadLibrary } from "./library.ts"
import { Refused, remedy } from "./Refused.ts"
import type { TensorFlow } from "./TensorFlow.ts"

/** The part of the package `webgpu` (Dawn for Node) that is used here. */
interface Dawn {
  readonly create: (flags: Array<string>) => Gpu
  readonly globals: Record<string, unknown>
}

interface Gpu {
  readonly requestAdapter: (options: { powerPreference: string }) => Promise<Adapter | null>
}

interface Adapter {
  readonly info: { readonly architecture: string; readonly description: string; readonly isFallbackAdapter?: boolean }
}

/** TensorFlow.js's own choice is 15. */
const kernelsPerSubmission = 100

let started: Adapter | undefined

/** The GPU that was started, in its driver's words. */
export const adapterName = (): string | undefined => started?.info.description || started?.info.architecture

/**
 * Starts WebGPU on the fastest adapter. A software adapter is refused, because WASM is faster, unless the environment
 * has SWEEP_SOFTWARE_GPU=1. Values on it are read with `await x.data()`; `dataSync` cannot work without a canvas.
 */
export const startWebGpu = async (): Promise<TensorFlow> => {
  const { tf, load } = loadLibrary("webgpu")
  const { create, globals } = load(1) as Dawn
  const gpu = create([])
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" })
  if (adapter === null) throw new Refused("no graphics driver offers an adapter", remedy.webgpu)
  const { architecture, description, isFallbackAdapter } = adapter.info
  const software = isFallbackAdapter === true || architecture === "software"
  if (software && process.env["SWEEP_SOFTWARE_GPU"] !== "1") {
    throw new Refused(
      `its only adapter computes in software (${description})`,
      `${remedy.webgpu} SWEEP_SOFTWARE_GPU=1 allows the software adapter.`
    )
  }

  // The backend registers itself only where `navigator.gpu` exists when it is loaded; Node's own is a getter.
  Object.assign(globalThis, globals)
  const navigator = { gpu, userAgent: "node" }
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true, writable: true })
  load(0)
  // Every submission costs up to a millisecond in the driver: a step of some hundred kernels makes a few of them.
  tf.env().set("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE", kernelsPerSubmission)
  if (!(await tf.setBackend("webgpu"))) throw new Refused("the adapter gives no device", remedy.webgpu)
  started = adapter
  return tf
}
