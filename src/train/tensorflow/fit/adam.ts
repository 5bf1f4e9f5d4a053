/** Adam's move of one variable (Kingma and Ba 2015), as TensorFlow.js operations and over the WASM heap. */
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm"
import type { Tensor, Variable } from "@tensorflow/tfjs-core"
import { adamNumbers, adamRoutine } from "../wasm/adamRoutine.ts"
import { assembled } from "../wasm/assembly.ts"
import type { TensorFlow } from "../TensorFlow.ts"
import type { Move } from "./optimizers.ts"

/** Adam's own settings. */
export interface AdamSettings {
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
}

/** β · old + (1 − β) · value, from an old value of zero where there is none. */
const blend = (tf: TensorFlow, old: Tensor | undefined, value: Tensor, beta: number): Tensor => {
  const fresh = tf.mul(value, 1 - beta)
  return old === undefined ? fresh : tf.add(tf.mul(old, beta), fresh)
}

const byOperations =
  (tf: TensorFlow, { beta1, beta2, epsilon }: AdamSettings): Move =>
  ({ moments: [first, second], updates }, variable, gradient, rate, kept) => {
    const nextFirst = blend(tf, first, gradient, beta1)
    const nextSecond = blend(tf, second, tf.square(gradient), beta2)
    // Both corrections for the zero start: m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
    const root = tf.mul(tf.sqrt(nextSecond), 1 / Math.sqrt(1 - beta2 ** updates))
    const step = tf.mul(tf.div(nextFirst, tf.add(root, epsilon)), rate / (1 - beta1 ** updates))
    const weights = tf.sub(kept === 1 ? variable : tf.mul(variable, kept), step)
    return { moments: [nextFirst, nextSecond], weights }
  }

const routineOn = assembled(adamRoutine)

/** One pass over the numbers in place of a dozen kernels, each with a call and a pass of its own. */
const overHeap =
  (tf: TensorFlow, { beta1, beta2, epsilon }: AdamSettings): Move =>
  ({ moments, updates }, variable, gradient, rate, kept) => {
    const backend = tf.backend() as BackendWasm
    const first = moments[0] ?? tf.zeros(variable.shape)
    const second = moments[1] ?? tf.zeros(variable.shape)
    // New weights have data of their own: XNNPACK keeps what it has packed of a tensor by its identity.
    const made = backend.makeOutput(variable.shape, "float32")
    const numbers = {
      fresh1: 1 - beta1,
      fresh2: 1 - beta2,
      decay: 1 - kept,
      scale: rate / (1 - beta1 ** updates),
      correction: 1 / Math.sqrt(1 - beta2 ** updates),
      epsilon
    }
    const settings = tf.tensor1d(adamNumbers(numbers))
    const addresses = [first, second, gradient, variable, made, settings].map(({ dataId }) =>
      backend.getMemoryOffset(dataId)
    )
    routineOn(backend)(...addresses, 4 * variable.size)
    settings.dispose()
    return { moments: [first, second], weights: tf.engine().makeTensorFromTensorInfo(made) }
  }

const isOnHeap = (tf: TensorFlow, variable: Variable): boolean =>
  tf.getBackend() === "wasm" && variable.dtype === "float32"

/** Adam as the backend does it best. */
export const adamMove = (tf: TensorFlow, settings: AdamSettings): Move => {
  const [general, quick] = [byOperations(tf, settings), overHeap(tf, settings)]
  return (slot, variable, ...rest) => (isOnHeap(tf, variable) ? quick : general)(slot, variable, ...rest)
}
