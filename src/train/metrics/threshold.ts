/** From which score on an example counts as positive, chosen where choices are made: on validation examples. */
import { mustBe, type Rows } from "../splits/sides.ts"
import { checkPairs } from "./check.ts"
import { f1 } from "./classification.ts"

/** A decision that was chosen. */
export interface Threshold {
  /** Scores at or above it are positive. */
  readonly value: number
  /** What the metric was on the examples that it was chosen by: too good to be believed of others. */
  readonly score: number
  /** 1 for scores at or above it, else 0. */
  readonly apply: (scores: ArrayLike<number>) => Int32Array
}

const classify = (value: number, scores: ArrayLike<number>): Int32Array =>
  Int32Array.from({ length: scores.length }, (_, row) => (scores[row]! >= value ? 1 : 0))

/** Halfway between neighbouring scores, and beyond both ends. */
const candidates = (scores: ArrayLike<number>): ReadonlyArray<number> => {
  const sorted = [...new Set(Array.from(scores))].sort((a, b) => a - b)
  return [sorted[0]!, ...sorted.slice(1).map((score, k) => (score + sorted[k]!) / 2), Infinity]
}

/**
 * The threshold with the highest `metric` (default: F1 of class 1) on the validation side; of equally good ones the one
 * nearest to 0.5. `truth` holds 0 or 1 per example and must be taken from a split's validation side, `scores` the model's
 * scores of the same examples.
 *
 * @throws {DataLeak} for labels of another side: a threshold chosen on the test side makes that one part of the training.
 */
export const chooseThreshold = (
  truth: Rows<number, "validation">,
  scores: ArrayLike<number>,
  metric: (truth: ArrayLike<number>, predicted: ArrayLike<number>) => number = f1
): Threshold => {
  mustBe(
    "validation",
    truth,
    "chooseThreshold",
    "A threshold is a setting: chosen by the examples that judge it, or by those that the model has learnt, it promises too much."
  )
  checkPairs("chooseThreshold", truth, scores)
  let best = { value: 0.5, score: -Infinity }
  for (const value of candidates(scores)) {
    const score = metric(truth, classify(value, scores))
    const isNearer = Math.abs(value - 0.5) < Math.abs(best.value - 0.5)
    if (score > best.score || (score === best.score && isNearer)) best = { value, score }
  }
  return { ...best, apply: (others) => classify(best.value, others) }
}
