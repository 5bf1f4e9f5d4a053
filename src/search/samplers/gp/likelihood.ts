/**
 * How badly θ explains the observations: −ln [p(y | θ) p(θ)] up to a constant, with its gradient.
 *   K = k + noise C⁻¹, C the diagonal of how many trials each observation is the mean of, k as in kernel.ts,  r² = Σₖ wₖ D²ₖ,  wₖ = ℓₖ⁻²
 *   −ln p(y | θ) = ½ (y − μ)ᵀ α + ½ ln det K,  α = K⁻¹(y − μ)  (Rasmussen and Williams 2006, eq. 2.30)
 *   its gradient = ½ tr[(K⁻¹ − α αᵀ) ∂K/∂θ]  (eq. 5.9)
 * μ is the generalised least squares mean 1ᵀK⁻¹y / 1ᵀK⁻¹1. It minimises the first term, so it adds nothing to the gradient.
 */
import {
  choleskyWithJitter,
  dot,
  inverseFromFactor,
  logDeterminant,
  solveLower,
  solveLowerTransposed
} from "../../math/cholesky.ts"
import { matern52All } from "../../math/matern.ts"
import type { Objective } from "../../math/minimize.ts"
import type { PairDistances } from "./distances.ts"
import { noiseFloor, priorPenalty, type Layout } from "./hyperparameters.ts"

/**
 * The constant mean μ of the observations in `values`, which end up as L⁻¹(y − μ), L being the leading block of `factor`
 * (size × size) that is as large as they are many; `ones`, as long, is scratch.
 */
export const whiten = (factor: Float64Array, size: number, ones: Float64Array, values: Float64Array): number => {
  const count = values.length
  ones.fill(1)
  solveLower(factor, size, ones, count)
  solveLower(factor, size, values, count)
  const mean = dot(ones, 0, values, 0, count) / dot(ones, 0, ones, 0, count)
  for (let i = 0; i < count; i++) values[i]! -= mean * ones[i]!
  return mean
}

/**
 * The function of θ to be minimised, over fixed observations y (n values for n rows, whose pair distances are given), each
 * the mean of as many trials as `counts` says (default 1).
 */
export const negativeLogPosterior = (
  layout: Layout,
  distances: PairDistances,
  y: Float64Array,
  counts: Float64Array = new Float64Array(y.length).fill(1)
): Objective => {
  const n = y.length
  const { fixed, mismatch, pairs } = distances
  const squared = new Float64Array(pairs)
  const values = new Float64Array(pairs)
  const slopes = new Float64Array(pairs)
  const matrix = new Float64Array(n * n)
  const factor = new Float64Array(n * n)
  const work = new Float64Array(n * n)
  const inverse = new Float64Array(n * n)
  const ones = new Float64Array(n)
  const alpha = new Float64Array(n)
  const isAdditive = layout.additive >= 0
  const sums = new Float64Array(isAdditive ? pairs : 0)
  const scaled = new Float64Array(isAdditive ? pairs : 0)
  const columnSlopes = Array.from({ length: isAdditive ? layout.columns : 0 }, () => new Float64Array(pairs))
  const sensitivities = new Float64Array(isAdditive ? pairs : 0)

  /** Writes D wₖ D²ₖ of every pair. */
  const scaleColumn = (theta: Float64Array, k: number): void => {
    const weight = layout.columns * Math.exp(-2 * theta[k]!)
    const distance = fixed[k]!
    for (let pair = 0; pair < pairs; pair++) scaled[pair] = weight * distance[pair]!
    const differs = mismatch[k]
    if (differs === undefined) return
    const gap = weight * Math.exp(theta[layout.mismatch[k]!]!)
    for (let pair = 0; pair < pairs; pair++) scaled[pair]! += gap * differs[pair]!
  }

  const fillMatrix = (theta: Float64Array): void => {
    squared.fill(0)
    sums.fill(0)
    for (let k = 0; isAdditive && k < layout.columns; k++) {
      scaleColumn(theta, k)
      matern52All(scaled, values, columnSlopes[k]!)
      for (let pair = 0; pair < pairs; pair++) sums[pair]! += values[pair]!
    }
    const additive = isAdditive ? Math.exp(theta[layout.additive]!) : 0
    for (let k = 0; k < layout.columns; k++) {
      const weight = Math.exp(-2 * theta[k]!)
      const distance = fixed[k]!
      for (let pair = 0; pair < pairs; pair++) squared[pair]! += weight * distance[pair]!
      const differs = mismatch[k]
      if (differs === undefined) continue
      const gap = weight * Math.exp(theta[layout.mismatch[k]!]!)
      for (let pair = 0; pair < pairs; pair++) squared[pair]! += gap * differs[pair]!
    }
    const amplitude = Math.exp(theta[layout.amplitude]!)
    const prior = amplitude + additive
    const noise = Math.exp(theta[layout.noise]!)
    matern52All(squared, values, slopes)
    let pair = 0
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++, pair++) {
        matrix[i * n + j] = amplitude * values[pair]! + (isAdditive ? (additive * sums[pair]!) / layout.columns : 0)
        slopes[pair]! *= amplitude
      }
      matrix[i * n + i] = prior + noise / counts[i]! + noiseFloor
    }
  }

  /** What a change of D²ₖ of every pair changes, both parts of the kernel together. */
  const slopesAlong = (k: number): Float64Array => {
    const own = columnSlopes[k]!
    for (let pair = 0; pair < pairs; pair++) own[pair] = slopes[pair]! + sensitivities[pair]! * own[pair]!
    return own
  }

  return (theta, gradient) => {
    gradient.fill(0)
    fillMatrix(theta)
    const amplitude = Math.exp(theta[layout.amplitude]!)
    const additive = isAdditive ? Math.exp(theta[layout.additive]!) : 0
    if (Number.isNaN(choleskyWithJitter(matrix, n, amplitude + additive, factor))) return Infinity
    alpha.set(y)
    whiten(factor, n, ones, alpha)
    let value = 0.5 * dot(alpha, 0, alpha, 0, n) + 0.5 * logDeterminant(factor, n)
    solveLowerTransposed(factor, n, alpha)
    inverseFromFactor(factor, n, work, inverse)

    // Each pair stands for two entries of the symmetric matrices, which cancels the ½ of the trace.
    let trace = 0
    let noiseTrace = 0
    let totalSlope = 0
    let additiveSlope = 0
    let pair = 0
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++, pair++) {
        const sensitivity = inverse[i * n + j]! - alpha[i]! * alpha[j]!
        totalSlope += sensitivity * matrix[i * n + j]!
        slopes[pair]! *= sensitivity
        if (!isAdditive) continue
        additiveSlope += (sensitivity * additive * sums[pair]!) / layout.columns
        sensitivities[pair] = sensitivity * additive
      }
      const own = inverse[i * n + i]! - alpha[i]! * alpha[i]!
      trace += own
      noiseTrace += own / counts[i]!
    }
    if (isAdditive) gradient[layout.additive] = additiveSlope + 0.5 * trace * additive
    gradient[layout.amplitude] = totalSlope - additiveSlope + 0.5 * trace * amplitude
    gradient[layout.noise] = 0.5 * noiseTrace * Math.exp(theta[layout.noise]!)
    for (let k = 0; k < layout.columns; k++) {
      const weight = Math.exp(-2 * theta[k]!)
      const along = isAdditive ? slopesAlong(k) : slopes
      let slope = dot(along, 0, fixed[k]!, 0, pairs)
      const differs = mismatch[k]
      if (differs !== undefined) {
        let gap = 0
        for (let p = 0; p < pairs; p++) gap += along[p]! * differs[p]!
        gap *= Math.exp(theta[layout.mismatch[k]!]!)
        gradient[layout.mismatch[k]!] = weight * gap
        slope += gap
      }
      gradient[k] = -2 * weight * slope
    }
    value += priorPenalty(layout, theta, gradient)
    return value
  }
}
