/**
 * How a learning curve goes on, by the power law y(t) = c + a·t^(−b) + noise (pow3 in Domhan, Springenberg, Hutter 2015).
 * For a given b it is linear in c and a: with flat priors on them and 1/σ on the noise, both the prediction (Student's t
 * with n − 2 degrees of freedom) and the evidence for b, |XᵀX|^(−1/2) · RSS^(−(n−2)/2), are closed forms (Gelman et al.
 * 2013, "Bayesian data analysis", section 14.2). a is the whole drop from step 1 on, which
 * means the same for every b. b is averaged over a grid, so that nothing is drawn at random.
 */
import type { CurvePoint } from "../../Trial.ts"
import { studentTCdf } from "../../math/studentT.ts"

/** b from 0.05 to 4, evenly in log b. */
const exponents = Float64Array.from({ length: 41 }, (_, index) => 0.05 * 80 ** (index / 40))

/** The residual that no fit is trusted to be below, as a share of the curve's range: a perfect fit knows nothing of noise. */
const finest = 1e-3

interface Prediction {
  readonly logEvidence: number
  readonly mean: number
  readonly scale: number
}

const predict = (points: ReadonlyArray<CurvePoint>, at: number, b: number, floor: number): Prediction => {
  const n = points.length
  const x = points.map(({ step }) => step ** -b)
  const meanX = x.reduce((sum, value) => sum + value, 0) / n
  const meanY = points.reduce((sum, { value }) => sum + value, 0) / n
  let sxx = 0
  let sxy = 0
  for (const [index, { value }] of points.entries()) {
    sxx += (x[index]! - meanX) ** 2
    sxy += (x[index]! - meanX) * (value - meanY)
  }
  const a = sxy / sxx
  let rss = n * floor * floor
  for (const [index, { value }] of points.entries()) rss += (value - meanY - a * (x[index]! - meanX)) ** 2
  const ahead = at ** -b - meanX
  return {
    logEvidence: -0.5 * Math.log(sxx) - 0.5 * (n - 2) * Math.log(rss),
    mean: meanY + a * ahead,
    scale: Math.sqrt((rss / (n - 2)) * (1 + 1 / n + (ahead * ahead) / sxx))
  }
}

/** What a curve promises for a step. */
export interface Forecast {
  /** The expected value at the step. */
  readonly expected: number
  /** The probability that the value there is below a bound. */
  readonly below: (bound: number) => number
}

/** The forecast for the value at step `at`, from at least 4 finite points at different steps. */
export const forecast = (points: ReadonlyArray<CurvePoint>, at: number): Forecast => {
  const values = points.map(({ value }) => value)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  // A curve that does not move has no range; its floor only has to be above what its square underflows to.
  const floor = Math.max(finest * (high - low), 1e-9 * Math.abs(high), 1e-100)
  const predictions = Array.from(exponents, (b) => predict(points, at, b, floor))
  const most = Math.max(...predictions.map(({ logEvidence }) => logEvidence))
  const weights = predictions.map(({ logEvidence }) => Math.exp(logEvidence - most))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const average = (of: (prediction: Prediction) => number): number =>
    predictions.reduce((sum, prediction, index) => sum + weights[index]! * of(prediction), 0) / total
  return {
    expected: average(({ mean }) => mean),
    below: (bound) => average(({ mean, scale }) => studentTCdf((bound - mean) / scale, points.length - 2))
  }
}
