/**
 * The numbers that are fitted, as one vector θ of logarithms:
 * [ln ℓ₀ … ln ℓ_{D−1}, ln s, ln noise, ln γ of each conditional column, ln a]: lengthscales, the amplitude (a
 * variance) of the kernel's joint part, the noise variance above its floor, the squared distance between a param that
 * exists and one that does not, and, where the kernel has one, the amplitude of its additive part. Every entry has a normal prior and a box.
 */
import type { Evidence } from "../../Trial.ts"
import type { Column } from "./columns.ts"

/** Noise variance below which the likelihood is not trusted. The observations have variance 1. */
export const noiseFloor = 1e-7

/** Which entry of θ is what, with priors and bounds. */
export interface Layout {
  /** D, the number of columns. */
  readonly columns: number
  readonly size: number
  readonly amplitude: number
  readonly noise: number
  /** For each column the entry of its γ; −1 where it always exists. */
  readonly mismatch: Int32Array
  /** The entry of ln a; −1 where the kernel has no additive part. */
  readonly additive: number
  /** Where a fit of ln noise starts. */
  readonly startingNoise: number
  readonly mean: Float64Array
  readonly deviation: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
}

/** The prior of ln ℓ, for one column in one dimension: ln ℓ ~ N(mean + ½ ln D, deviation²). */
export interface LengthscalePrior {
  readonly mean: number
  readonly deviation: number
}

/** The prior of the logarithm of the noise variance, and where a fit starts from when nothing was fitted before. */
export interface NoisePrior {
  readonly mean: number
  readonly deviation: number
  readonly start: number
}

/** Where nothing is said of noise: hardly any, though much is not ruled out. Around the prior's mean the likelihood is flat. */
const hardlyAny: NoisePrior = { mean: -10, deviation: 4, start: -6 }

/** Where noise is declared: some, from hardly any to all of the variance. */
export const someNoise: NoisePrior = { mean: -3, deviation: 1.5, start: -3 }

/**
 * Lengthscales grow with √D a priori, as distances do (Hvarfner, Hellsten, Nardi 2024, "Vanilla Bayesian optimization
 * performs great in high dimensions"). The remaining priors: ln s and ln a ~ N(0, 1), ln γ ~ N(ln ½, 1), and `noise`.
 */
export const layoutOf = (
  columns: ReadonlyArray<Column>,
  prior: LengthscalePrior,
  isAdditive = false,
  noise: NoisePrior = hardlyAny
): Layout => {
  const count = columns.length
  const mismatch = new Int32Array(count).fill(-1)
  let size = count + 2
  columns.forEach((column, k) => {
    if (column.parent !== undefined) mismatch[k] = size++
  })
  const additive = isAdditive ? size++ : -1
  const fill = (lengthscale: number, amplitude: number, logNoise: number, gamma: number): Float64Array => {
    const theta = new Float64Array(size).fill(gamma)
    theta.fill(lengthscale, 0, count)
    theta[count] = amplitude
    theta[count + 1] = logNoise
    if (isAdditive) theta[additive] = amplitude
    return theta
  }
  return {
    columns: count,
    size,
    amplitude: count,
    noise: count + 1,
    mismatch,
    additive,
    startingNoise: noise.start,
    mean: fill(prior.mean + 0.5 * Math.log(Math.max(1, count)), 0, noise.mean, Math.log(0.5)),
    deviation: fill(prior.deviation, 1, noise.deviation, 1),
    lower: fill(-5, -7, -20, -5),
    upper: fill(6, 5, 1, 3)
  }
}

/** −ln prior(θ) up to a constant; its gradient is added to `gradient`. */
export const priorPenalty = (layout: Layout, theta: Float64Array, gradient: Float64Array): number => {
  let penalty = 0
  for (let i = 0; i < layout.size; i++) {
    const z = (theta[i]! - layout.mean[i]!) / layout.deviation[i]!
    penalty += 0.5 * z * z
    gradient[i]! += z / layout.deviation[i]!
  }
  return penalty
}

/** θ as it is stored with a trial. */
export const describe = (layout: Layout, theta: Float64Array): NonNullable<Evidence["fitted"]> => ({
  lengthscales: Array.from(theta.subarray(0, layout.columns), Math.exp),
  amplitude: Math.exp(theta[layout.amplitude]!),
  noise: Math.exp(theta[layout.noise]!) + noiseFloor,
  mismatch: Array.from(
    theta.subarray(layout.columns + 2, layout.additive < 0 ? layout.size : layout.additive),
    Math.exp
  ),
  ...(layout.additive < 0 ? {} : { additive: Math.exp(theta[layout.additive]!) })
})

/** θ from what a trial has stored; undefined where that was fitted to other columns. */
export const restore = (layout: Layout, fitted: NonNullable<Evidence["fitted"]>): Float64Array | undefined => {
  const { additive, amplitude, lengthscales, mismatch, noise } = fitted
  if (!Array.isArray(lengthscales) || !Array.isArray(mismatch)) return undefined
  const natural = [...lengthscales, amplitude, Math.max(Number(noise) - noiseFloor, 1e-12), ...mismatch]
  if (layout.additive >= 0) natural.push(additive)
  const theta = Float64Array.from(natural, (value) => Math.log(Number(value)))
  return theta.length === layout.size && theta.every(Number.isFinite) ? theta : undefined
}
