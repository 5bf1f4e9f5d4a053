import { BackendUnavailable } from "../../errors.ts"
import type { BackendName } from "./Backend.ts"
import { loadLibrary } from "./library.ts"
import { startNative } from "./native.ts"
import { refusalOf } from "./Refused.ts"
import type { TensorFlow } from "./TensorFlow.ts"
import { startWasm } from "./wasm.ts"
import { startWebGpu } from "./webgpu.ts"

const starters: Readonly<Record<BackendName, () => Promise<TensorFlow>>> = {
  "tensorflow-gpu": () => startNative("tensorflow-gpu"),
  tensorflow: () => startNative("tensorflow"),
  wasm: startWasm,
  webgpu: startWebGpu,
  cpu: async () => {
    const { tf, load } = loadLibrary("cpu")
    load(0)
    await tf.setBackend("cpu")
    return tf
  }
}

/** The started backends of this process. A native addon or a WASM heap is never started twice. */
const started = new Map<BackendName, Promise<TensorFlow>>()

/** Starts a backend, or fails with what `refusalOf` understands. */
export const start = async (name: BackendName): Promise<TensorFlow> => {
  const starting = started.get(name) ?? starters[name]()
  started.set(name, starting)
  try {
    const tf = await starting
    await tf.setBackend(name === "tensorflow-gpu" ? "tensorflow" : name)
    return tf
  } catch (cause) {
    started.delete(name)
    throw cause
  }
}

/**
 * Starts a backend in this process, makes it TensorFlow.js's current one, and answers TensorFlow.js: core and layers,
 * chained operations included. Asked again for the same backend, it answers the same object.
 *
 * All randomness of TensorFlow.js comes from `Math.random`: `randomUniform`, `randomNormal`, `truncatedNormal`,
 * `dropout`, `multinomial`, `util.shuffle`, the layers' initialisers and the shuffling of `model.fit` draw their seeds
 * there unless one is given. So a seeded `Math.random` makes a training repeatable, bit for bit on WASM and plain
 * JavaScript. Starting a backend draws nothing from it. A `seed` given to `layers.dropout` gives the same mask at every
 * step: leave it out.
 *
 * @throws {BackendUnavailable} with the reason and the remedy. A native library that crashes takes the process with it:
 * `probeBackend` finds out without risk.
 */
export const startBackend = async (name: BackendName): Promise<TensorFlow> => {
  try {
    return await start(name)
  } catch (cause) {
    const { reason, fix } = refusalOf(name, cause)
    throw new BackendUnavailable(name, reason, fix)
  }
}
