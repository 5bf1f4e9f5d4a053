import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm"
import { loadLibrary } from "./library.ts"
import { Refused, remedy } from "./Refused.ts"
import type { TensorFlow } from "./TensorFlow.ts"
import { refuseNullPointers } from "./wasm/refuseNullPointers.ts"
import { registerKernels } from "./wasm/registerKernels.ts"

/** Starts WebAssembly, with the kernels that training needs. One core: TensorFlow.js has no threads for it in Node. */
export const startWasm = async (): Promise<TensorFlow> => {
  const { tf, load } = loadLibrary("wasm")
  load(1)
  load(0)
  registerKernels(tf)
  const listeners = listenersOf()
  if (!(await tf.setBackend("wasm"))) throw new Refused("its WebAssembly module does not start", remedy.wasm)
  removeAllBut(listeners)
  refuseNullPointers(tf.backend() as BackendWasm)
  return tf
}

const crashes = ["uncaughtException", "unhandledRejection"] as const

const listenersOf = () => new Map(crashes.map((event) => [event, process.rawListeners(event)] as const))

/**
 * Removes what Emscripten's start-up code adds: listeners that throw every uncaught failure once more, so that a mistake
 * in a study would end the process with status 7 and the wrong stack.
 */
const removeAllBut = (kept: ReturnType<typeof listenersOf>): void => {
  for (const [event, known] of kept) {
    for (const listener of process.rawListeners(event)) {
      if (!known.includes(listener)) process.removeListener(event, listener as (...args: Array<unknown>) => void)
    }
  }
}
