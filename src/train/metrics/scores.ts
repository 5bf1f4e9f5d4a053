/** What scores are worth before a threshold turns them into classes. NaN and empty input are refused. */
import { checkPairs } from "./check.ts"

/** Groups of equal scores from the highest down, each with its positive and negative examples. */
const descending = (truth: ArrayLike<number>, scores: ArrayLike<number>, positive: number) => {
  const order = Array.from({ length: truth.length }, (_, row) => row).sort((a, b) => scores[b]! - scores[a]!)
  const groups: Array<{ readonly score: number; positives: number; negatives: number }> = []
  for (const row of order) {
    if (groups.at(-1)?.score !== scores[row]) groups.push({ score: scores[row]!, positives: 0, negatives: 0 })
    const group = groups.at(-1)!
    if (truth[row] === positive) group.positives++
    else group.negatives++
  }
  return groups
}

/**
 * Area under the receiver operating characteristic: the probability that a random positive example has a higher score than
 * a random negative one, ties counting half (Hanley and McNeil 1982). NaN where there are no positives or no negatives.
 * `scores` holds one number per example; every class but `positive` (default 1) is negative.
 */
export const rocAuc = (truth: ArrayLike<number>, scores: ArrayLike<number>, positive = 1): number => {
  checkPairs("rocAuc", truth, scores)
  let wins = 0
  let positives = 0
  let negatives = 0
  for (const group of descending(truth, scores, positive)) {
    wins += group.negatives * (positives + group.positives / 2)
    positives += group.positives
    negatives += group.negatives
  }
  return wins / (positives * negatives)
}

/**
 * Area under the precision-recall curve as average precision, Σ (Rₙ − Rₙ₋₁)·Pₙ over the thresholds from the highest down,
 * without interpolation; equal scores are one threshold. A random order gives the share of positives. NaN without positives.
 */
export const averagePrecision = (truth: ArrayLike<number>, scores: ArrayLike<number>, positive = 1): number => {
  checkPairs("averagePrecision", truth, scores)
  let sum = 0
  let positives = 0
  let seen = 0
  for (const group of descending(truth, scores, positive)) {
    positives += group.positives
    seen += group.positives + group.negatives
    sum += (group.positives * positives) / seen
  }
  return sum / positives
}

/** Keeps the logarithm of a probability of 0 finite. */
const tiny = 1e-15

/**
 * Mean of −ln(probability of the true class). `scores` holds the probability of class 1 per example, or with `classes` one
 * probability per class and example, row by row. Probabilities are kept within 1e-15 … 1 − 1e-15.
 */
export const logLoss = (truth: ArrayLike<number>, scores: ArrayLike<number>, classes = 1): number => {
  checkPairs("logLoss", truth, scores, classes)
  let sum = 0
  for (let row = 0; row < truth.length; row++) {
    const label = truth[row]!
    const given = classes === 1 ? scores[row]! : scores[row * classes + label]!
    const right = classes === 1 && label !== 1 ? 1 - given : given
    sum -= Math.log(Math.min(1 - tiny, Math.max(tiny, right)))
  }
  return sum / truth.length
}
