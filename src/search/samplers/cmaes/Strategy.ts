/**
 * One evolution strategy with covariance matrix adaptation (Hansen 2016, arXiv:1604.00772) over the unit cube. Samples are
 * x = m + σ D y, y ~ N(0, C), where the diagonal D is the margin's (see margin.ts). C is factored as L Lᵀ, and L⁻¹
 * stands where the tutorial has C^−½, as in Krause, Arbonès, Igel 2016 ("CMA-ES with optimal covariance update and
 * storage complexity").
 */
import { cholesky, solveLower } from "../../math/cholesky.ts"
import type { Rng } from "../../math/rng.ts"
import { constantsFor, type Constants } from "./constants.ts"

/** What the tutorial calls the state of the strategy. Matrices are row-major, lower triangles. */
export interface Strategy {
  readonly constants: Constants
  readonly generation: number
  readonly mean: Float64Array
  readonly step: number
  readonly scales: Float64Array
  readonly covariance: Float64Array
  readonly factor: Float64Array
  readonly stepPath: Float64Array
  readonly covariancePath: Float64Array
}

/** A strategy that has seen nothing. */
export const startStrategy = (mean: Float64Array, step: number, population: number): Strategy => {
  const n = mean.length
  const identity = Float64Array.from({ length: n * n }, (_, index) => (index % (n + 1) === 0 ? 1 : 0))
  return {
    constants: constantsFor(n, population),
    generation: 0,
    mean,
    step,
    scales: new Float64Array(n).fill(1),
    covariance: identity,
    factor: identity,
    stepPath: new Float64Array(n),
    covariancePath: new Float64Array(n)
  }
}

/** x = m + σ D L z, z ~ N(0, I). May lie outside the cube. */
export const drawPoint = ({ factor, mean, scales, step }: Strategy, rng: Rng): Float64Array => {
  const n = mean.length
  const z = Float64Array.from({ length: n }, () => rng.normal())
  return mean.map((centre, i) => {
    let y = 0
    for (let j = 0; j <= i; j++) y += factor[i * n + j]! * z[j]!
    return centre + step * scales[i]! * y
  })
}

/** No coordinate is ever drawn with a larger deviation than this. */
const widest = 1

/** The deviation of coordinate `i`. */
export const deviationOf = ({ covariance, mean, scales, step }: Strategy, i: number): number =>
  step * scales[i]! * Math.sqrt(covariance[i * (mean.length + 1)]!)

/**
 * The state after a generation, its points best first; undefined where the covariance is no longer positive definite.
 * Points may come from anywhere: each is first pulled in to a Mahalanobis distance of √n + 2n/(n + 2) from the mean, by
 * Hansen 2011, "Injecting external solutions into CMA-ES" (arXiv:1110.4181).
 */
export const updated = (strategy: Strategy, points: ReadonlyArray<Float64Array>): Strategy | undefined => {
  const { constants, covariance, factor, generation, mean, scales, step } = strategy
  const { expectedLength, pathRate, rankManyRate, rankOneRate, stepDamping, stepRate, weights } = constants
  const n = mean.length
  const farthest = Math.sqrt(n) + (2 * n) / (n + 2)
  const lengths = new Float64Array(points.length)
  const moves = points.map((point, index) => {
    const y = point.map((value, i) => (value - mean[i]!) / (step * scales[i]!))
    const length = normOf(whitened(factor, y))
    lengths[index] = Math.min(length, farthest)
    return length > farthest ? y.map((value) => (value * farthest) / length) : y
  })

  const move = new Float64Array(n)
  for (let rank = 0; rank < constants.parents; rank++) {
    for (let i = 0; i < n; i++) move[i]! += weights[rank]! * moves[rank]![i]!
  }
  // Eq. 43 and 44.
  const white = whitened(factor, move)
  const stepGain = Math.sqrt(stepRate * (2 - stepRate) * constants.effective)
  const stepPath = strategy.stepPath.map((value, i) => (1 - stepRate) * value + stepGain * white[i]!)
  const pathLength = normOf(stepPath)
  // Eq. 45: the covariance's path stands still while the step grows fast.
  const settled = Math.sqrt(1 - (1 - stepRate) ** (2 * (generation + 1)))
  const isSteady = pathLength / settled < (1.4 + 2 / (n + 1)) * expectedLength ? 1 : 0
  const pathGain = isSteady * Math.sqrt(pathRate * (2 - pathRate) * constants.effective)
  const covariancePath = strategy.covariancePath.map((value, i) => (1 - pathRate) * value + pathGain * move[i]!)

  // Eq. 46 and 47.
  let kept = 1 + rankOneRate * (1 - isSteady) * pathRate * (2 - pathRate) - rankOneRate
  for (const weight of weights) kept -= rankManyRate * weight
  const next = covariance.map((value) => kept * value)
  addOuter(next, rankOneRate, covariancePath)
  moves.forEach((y, rank) => {
    const weight = weights[rank]!
    addOuter(next, rankManyRate * (weight >= 0 ? weight : (weight * n) / (lengths[rank]! ** 2 + 1e-12)), y)
  })
  const nextFactor = new Float64Array(n * n)
  if (!cholesky(next, n, 0, nextFactor)) return undefined

  const wanted = step * Math.exp((stepRate / stepDamping) * (pathLength / expectedLength - 1))
  return {
    constants,
    generation: generation + 1,
    mean: mean.map((value, i) => Math.min(1, Math.max(0, value + step * scales[i]! * move[i]!))),
    step: Math.min(wanted, longestStep(next, scales)),
    scales,
    covariance: next,
    factor: nextFactor,
    stepPath,
    covariancePath
  }
}

/** The state after a generation that tells nothing, all its values being equal or missing: a longer step (Hansen 2016, app. B). */
export const widened = (strategy: Strategy): Strategy => {
  const { covariance, generation, scales, step } = strategy
  const { stepDamping, stepRate } = strategy.constants
  const wanted = step * Math.exp(0.2 + stepRate / stepDamping)
  return { ...strategy, generation: generation + 1, step: Math.min(wanted, longestStep(covariance, scales)) }
}

const longestStep = (covariance: Float64Array, scales: Float64Array): number => {
  const n = scales.length
  let largest = 0
  for (let i = 0; i < n; i++) largest = Math.max(largest, scales[i]! * Math.sqrt(covariance[i * (n + 1)]!))
  return widest / largest
}

/** L⁻¹ y */
const whitened = (factor: Float64Array, y: Float64Array): Float64Array => {
  const z = y.slice()
  solveLower(factor, y.length, z)
  return z
}

const normOf = (vector: Float64Array): number => {
  let sum = 0
  for (const value of vector) sum += value * value
  return Math.sqrt(sum)
}

/** Adds weight · y yᵀ to a lower triangle. */
const addOuter = (matrix: Float64Array, weight: number, y: Float64Array): void => {
  const n = y.length
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) matrix[i * n + j]! += weight * y[i]! * y[j]!
}
