/** What predicted numbers are worth. NaN and empty input are refused. */
import { checkPairs } from "./check.ts"

type Numbers = ArrayLike<number>

const meanOf = (count: number, term: (row: number) => number): number => {
  let sum = 0
  for (let row = 0; row < count; row++) sum += term(row)
  return sum / count
}

/** Mean of the squared differences, in the square of the unit. */
export const meanSquaredError = (truth: Numbers, predicted: Numbers): number => {
  checkPairs("meanSquaredError", truth, predicted)
  return meanOf(truth.length, (row) => (predicted[row]! - truth[row]!) ** 2)
}

/** Mean of the absolute differences, in the unit of the truth. */
export const meanAbsoluteError = (truth: Numbers, predicted: Numbers): number => {
  checkPairs("meanAbsoluteError", truth, predicted)
  return meanOf(truth.length, (row) => Math.abs(predicted[row]! - truth[row]!))
}

/**
 * R²: 1 − Σ(predicted − truth)² / Σ(truth − mean)². 1 is perfect, 0 is what the mean of the truth would get; worse is below 0.
 * Where the truth is constant: 1 for exact predictions, else 0.
 */
export const rSquared = (truth: Numbers, predicted: Numbers): number => {
  checkPairs("rSquared", truth, predicted)
  const mean = meanOf(truth.length, (row) => truth[row]!)
  const variance = meanOf(truth.length, (row) => (truth[row]! - mean) ** 2)
  const error = meanOf(truth.length, (row) => (predicted[row]! - truth[row]!) ** 2)
  if (variance === 0) return error === 0 ? 1 : 0
  return 1 - error / variance
}
