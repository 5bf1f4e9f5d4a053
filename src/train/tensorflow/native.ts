import util from "node:util"
import type { KernelFunc } from "@tensorflow/tfjs-core"
import { loadLibrary } from "./library.ts"
import { Refused } from "./Refused.ts"
import type { Core, TensorFlow } from "./TensorFlow.ts"

/** What the native backend says of itself beyond the common interface. */
interface NativeBackend {
  readonly isUsingGpuDevice?: boolean
}

/**
 * Starts the TensorFlow C library, on a GPU or on the CPU. Its addon is loaded into this process for good: it takes the
 * last GPU that it may see, so let a process see one (`CUDA_VISIBLE_DEVICES`).
 */
export const startNative = async (backend: "tensorflow-gpu" | "tensorflow"): Promise<TensorFlow> => {
  restoreRemovedUtilities()
  // The library reads the environment when it is loaded; without growth one process takes the whole memory of the GPU.
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "2"
  process.env["TF_FORCE_GPU_ALLOW_GROWTH"] ??= "true"
  if (backend === "tensorflow") process.env["CUDA_VISIBLE_DEVICES"] = "-1"

  const { tf, load } = loadLibrary(backend)
  load(0)
  if (!(await tf.setBackend("tensorflow"))) throw new Error("the TensorFlow library does not start")
  const { isUsingGpuDevice } = tf.backend() as NativeBackend
  if (backend === "tensorflow-gpu" && isUsingGpuDevice !== true) {
    throw new Refused(
      "the TensorFlow library sees no GPU",
      "Install an NVIDIA driver, CUDA 11.2 and cuDNN 8.1 (libcudart.so.11.0 and libcudnn.so.8 must be found), and check CUDA_VISIBLE_DEVICES."
    )
  }
  seedMultinomial(tf)
  return tf
}

/** tfjs-node 4.22 still calls two functions that Node 23 has removed or deprecated. */
const restoreRemovedUtilities = (): void => {
  const utilities = util as unknown as Record<string, (value: unknown) => boolean>
  utilities["isNullOrUndefined"] = (value) => value === null || value === undefined
  utilities["isArray"] = Array.isArray
}

/**
 * Makes `tf.multinomial` repeatable. TensorFlow.js draws a seed between 0 and 1, the library wants a whole number, and
 * so every seed becomes 0, which means "seed me from the clock".
 */
const seedMultinomial = (core: Core): void => {
  const config = core.getKernel("Multinomial", "tensorflow")
  if (config === undefined) return
  core.unregisterKernel("Multinomial", "tensorflow")
  const kernelFunc: KernelFunc = (call) => {
    const seed = Number(call.attrs?.["seed"])
    const whole = Number.isInteger(seed) && seed !== 0 ? seed : 1 + Math.floor(Math.abs(seed % 1) * 0x7ffffffe)
    return config.kernelFunc({ ...call, attrs: { ...call.attrs, seed: whole } })
  }
  core.registerKernel({ ...config, kernelFunc })
}
