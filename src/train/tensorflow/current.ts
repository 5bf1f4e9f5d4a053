import type { BackendName } from "./Backend.ts"
import { setCurrent } from "./shared.ts"
import { startBackend } from "./startBackend.ts"
import type { TensorFlow } from "./TensorFlow.ts"

/**
 * Starts a backend and makes it what `tf` of `hypersweep/tensorflow` stands for in this process. A trial's process calls
 * it before it loads the study.
 *
 * @throws {BackendUnavailable} as `startBackend` does.
 */
export const useBackend = async (name: BackendName): Promise<TensorFlow> => {
  const tf = await startBackend(name)
  setCurrent({ name, tf })
  return tf
}
