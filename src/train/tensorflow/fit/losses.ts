/** What training makes small. Every loss answers one number per example. */
import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core"
import { InvalidDefinition } from "../../../errors.ts"
import type { TensorFlow } from "../TensorFlow.ts"

/**
 * - `crossEntropy`: classes 0 … k − 1 from k outputs
 * - `binaryCrossEntropy`: 0 or 1 from one output; with several outputs, each is a question of its own
 * - `meanSquaredError`: numbers
 */
export type LossName = "crossEntropy" | "binaryCrossEntropy" | "meanSquaredError"

/** A loss of one's own: the truth as it was given, and the outputs, to one number per example. */
export type CustomLoss = (truth: Tensor, outputs: Tensor) => Tensor1D

/** A loss, ready for batches. */
export interface Loss {
  readonly perExample: (truth: Tensor, outputs: Tensor, smoothing: number) => Tensor
  /** What metrics are given: probabilities of classes, or the outputs where there are none. */
  readonly scores: (outputs: Tensor) => Tensor
  readonly kind: "classes" | "binary" | "numbers"
}

/** Keeps logarithms of probabilities finite. */
const tiny = 1e-7

const flat = (tf: TensorFlow, tensor: Tensor): Tensor => tf.reshape(tensor, [tensor.shape[0]!, -1])

const crossEntropy = (tf: TensorFlow, probabilities: boolean): Loss => ({
  kind: "classes",
  perExample: (truth, outputs, smoothing) => {
    const classes = outputs.shape.at(-1)!
    const logs = probabilities ? tf.log(tf.clipByValue(outputs, tiny, 1)) : tf.logSoftmax(outputs)
    const hot = truth.rank === outputs.rank ? truth : tf.oneHot(tf.cast(truth, "int32"), classes)
    const target = smoothing === 0 ? hot : tf.add(tf.mul(hot, 1 - smoothing), smoothing / classes)
    return tf.neg(tf.sum(tf.mul(target, logs), -1))
  },
  scores: (outputs) => (probabilities ? outputs : tf.softmax(outputs))
})

const binaryCrossEntropy = (tf: TensorFlow, probabilities: boolean): Loss => ({
  kind: "binary",
  perExample: (truth, outputs, smoothing) => {
    const given = flat(tf, outputs)
    const exact = tf.reshape(tf.cast(truth, "float32"), given.shape)
    const target = smoothing === 0 ? exact : tf.add(tf.mul(exact, 1 - smoothing), smoothing / 2)
    if (!probabilities) {
      // max(z, 0) − z·y + log(1 + e^−|z|), which no z overflows.
      const rest = tf.log1p(tf.exp(tf.neg(tf.abs(given))))
      return tf.mean(tf.add(tf.sub(tf.relu(given), tf.mul(given, target)), rest), -1)
    }
    const safe = tf.clipByValue(given, tiny, 1 - tiny)
    const right = tf.mul(target, tf.log(safe))
    const wrong = tf.mul(tf.sub(1, target), tf.log(tf.sub(1, safe)))
    return tf.neg(tf.mean(tf.add(right, wrong), -1))
  },
  scores: (outputs) => (probabilities ? outputs : tf.sigmoid(outputs))
})

const numbers = (tf: TensorFlow, perExample: CustomLoss): Loss => ({ kind: "numbers", perExample, scores: tf.clone })

const meanSquaredError = (tf: TensorFlow): Loss =>
  numbers(tf, (truth, outputs) => {
    const given = flat(tf, outputs)
    return tf.mean(tf.squaredDifference(given, tf.reshape(truth, given.shape)), -1) as Tensor1D
  })

/** The loss that is meant, for a model whose outputs are probabilities or not. */
export const lossOf = (tf: TensorFlow, loss: LossName | CustomLoss, probabilities: boolean): Loss => {
  if (typeof loss === "function") return numbers(tf, loss)
  switch (loss) {
    case "crossEntropy":
      return crossEntropy(tf, probabilities)
    case "binaryCrossEntropy":
      return binaryCrossEntropy(tf, probabilities)
    case "meanSquaredError":
      return meanSquaredError(tf)
    default:
      throw new InvalidDefinition(
        `There is no loss ${JSON.stringify(loss)}.`,
        "Use crossEntropy, binaryCrossEntropy, meanSquaredError, or a function of truth and outputs."
      )
  }
}
