/** Predicts, and judges predictions. */
import type { Tensor } from "@tensorflow/tfjs-core"
import { judgingBatches } from "../../fitting/batches.ts"
import type { TensorFlow } from "../TensorFlow.ts"
import type { Source } from "./data.ts"
import type { Loss } from "./losses.ts"
import type { Fittable } from "./models.ts"

/** Predictions of all examples of one side, in the order of the examples. What metrics are computed from. */
export interface Judged {
  /** Classes, or numbers. */
  readonly truth: ArrayLike<number>
  /** The most probable class of each example; for numbers, the numbers. With one output, 1 from a probability of 0.5. */
  readonly predicted: ArrayLike<number>
  /** `outputs` numbers per example, row by row: probabilities of classes, or the outputs. */
  readonly scores: Float32Array
  readonly outputs: number
}

/** A number that judges predictions. */
export type Metric = (judged: Judged) => number

const most = (scores: Float32Array, row: number, outputs: number): number => {
  let best = 0
  for (let k = 1; k < outputs; k++) if (scores[row * outputs + k]! > scores[row * outputs + best]!) best = k
  return best
}

const predictions = (scores: Float32Array, outputs: number, kind: Loss["kind"]): ArrayLike<number> => {
  if (kind === "numbers") return scores
  if (kind === "binary") return Int32Array.from(scores, (score) => (score >= 0.5 ? 1 : 0))
  return Int32Array.from({ length: scores.length / outputs }, (_, row) => most(scores, row, outputs))
}

/** The mean loss of all examples, each counting once and without smoothing, and their predictions. */
export const judge = async <X>(
  tf: TensorFlow,
  model: Fittable<X>,
  loss: Loss,
  source: Source<X>,
  batchSize: number
): Promise<{ readonly loss: number; readonly judged: Judged }> => {
  let scores: Float32Array | undefined
  let outputs = 1
  let sum = 0
  for (const indices of judgingBatches(source.count, batchSize, source.lengths)) {
    const [losses, found] = tf.tidy(() => {
      const given = model.forward(source.inputs(indices), false)
      return [loss.perExample(source.truth(indices), given, 0), loss.scores(given)] as [Tensor, Tensor]
    })
    for (const value of await losses.data<"float32">()) sum += value
    const values = await found.data<"float32">()
    tf.dispose([losses, found])
    outputs = values.length / indices.length
    scores ??= new Float32Array(source.count * outputs)
    for (const [row, index] of indices.entries()) {
      scores.set(values.subarray(row * outputs, (row + 1) * outputs), index * outputs)
    }
  }
  const all = scores ?? new Float32Array()
  const judged = { truth: await source.labels(), predicted: predictions(all, outputs, loss.kind), scores: all, outputs }
  return { loss: sum / source.count, judged }
}
