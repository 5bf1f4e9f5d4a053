import type { BackendName } from "./Backend.ts"
import type { TensorFlow } from "./TensorFlow.ts"

/** What `tf` of `hypersweep/tensorflow` stands for in this process. */
export interface Current {
  readonly name: BackendName
  readonly tf: TensorFlow
}

// On the global object under a shared symbol: a study may load another copy of this module than its runner.
const key = Symbol.for("hypersweep.tensorflow.current")
const shared = globalThis as { [key]?: Current }

/** The backend that was started for the trials of this process, if one was. */
export const current = (): Current | undefined => shared[key]

export const setCurrent = (value: Current): void => {
  shared[key] = value
}
