/** Small problems that can be trained on in milliseconds. */
import type { FunctionModel, FitContext } from "../../../../src/train/tensorflow.ts"
import type { TensorFlow } from "../../../../src/train/tensorflow/TensorFlow.ts"
import { rngFor } from "../../../../src/search/math/rng.ts"

/** Points in the plane with their class: which of three lines through the origin they are nearest to, with some noise. */
const points = (count: number, seed = 1) => {
  const rng = rngFor(seed, 0, "points")
  const x: Array<[number, number]> = []
  const y: Array<number> = []
  for (let row = 0; row < count; row++) {
    const label = rng.below(3)
    const angle = (2 * Math.PI * label) / 3
    x.push([Math.cos(angle) + 0.4 * rng.normal(), Math.sin(angle) + 0.4 * rng.normal()])
    y.push(label)
  }
  return { x, y }
}

/** The points as data of `fit`. The tensors are the caller's to dispose of. */
export const pointData = (tf: TensorFlow, trainCount = 60, validationCount = 40) => {
  const train = points(trainCount, 1)
  const validation = points(validationCount, 2)
  return {
    train: { x: tf.tensor2d(train.x), y: train.y },
    validation: { x: tf.tensor2d(validation.x), y: validation.y }
  }
}

/** Fixed numbers in −0.5 … 0.5. */
const numbers = (count: number, seed: number): Float32Array => {
  const rng = rngFor(seed, 0, "weights")
  return Float32Array.from({ length: count }, () => rng.uniform() - 0.5)
}

/** Two dense layers as a function of four variables, with dropout between them. */
export const twoLayers = (tf: TensorFlow, dropout = 0, units = 8): FunctionModel => {
  const variables = {
    "hidden/kernel": tf.variable(tf.tensor2d(numbers(2 * units, 1), [2, units])),
    "hidden/bias": tf.variable(tf.zeros([units])),
    "head/kernel": tf.variable(tf.tensor2d(numbers(units * 3, 2), [units, 3])),
    "head/bias": tf.variable(tf.zeros([3]))
  }
  return {
    variables,
    forward: (x, { training }) => {
      const hidden = tf.tanh(
        tf.add(tf.matMul(x as never, variables["hidden/kernel"] as never), variables["hidden/bias"])
      )
      const seen = training && dropout > 0 ? tf.dropout(hidden, dropout) : hidden
      return tf.add(tf.matMul(seen as never, variables["head/kernel"] as never), variables["head/bias"])
    }
  }
}

/** All numbers of a model's variables. */
export const weightsOf = (model: FunctionModel): ReadonlyArray<ReadonlyArray<number>> =>
  Object.values(model.variables).map((variable) => Array.from(variable.dataSync()))

export interface Recorded {
  readonly step: number
  readonly metrics: Readonly<Record<string, number>>
  readonly fold: number | undefined
}

/** A context that remembers what it is told. `afterReport` may stop the training. */
export const recordingContext = (
  afterReport: (step: number, stop: AbortController) => void = () => {},
  kept: { step: number; bytes: Uint8Array } | undefined = undefined
) => {
  const reports: Array<Recorded> = []
  const stop = new AbortController()
  let saved = kept
  const saves: Array<number> = []
  const context: FitContext = {
    seed: 5,
    signal: stop.signal,
    report: async (step, metrics, at) => {
      reports.push({ step, metrics, fold: at?.fold })
      afterReport(step, stop)
      stop.signal.throwIfAborted()
    },
    checkpoint: {
      save: async (step, state) => {
        saves.push(step)
        if (!(state instanceof Uint8Array)) throw new TypeError("fit saves bytes")
        saved = { step, bytes: state.slice() }
      },
      load: async () => saved
    }
  }
  return { context, reports, stop, saves, saved: () => saved }
}
