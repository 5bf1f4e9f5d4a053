/** How much a trial at a point promises, as logarithms that add up. */
import { logImprovement, logImprovementSlope } from "../../math/expectedImprovement.ts"
import { dot } from "../../math/cholesky.ts"
import type { Fantasies } from "./fantasies.ts"
import type { Surrogate } from "./surrogate.ts"

/** A function of a row, to be maximised. */
export interface Acquisition {
  readonly value: (x: Float64Array) => number
  /** Also writes the gradient, with zeros for categories and for columns that do not exist in x. */
  readonly slope: (x: Float64Array, gradient: Float64Array) => number
}

/**
 * ln of the expected improvement over the best of observed and pending trials by more than `margin`, the pending ones integrated over M joint
 * draws of their outcomes (fantasies), the new one exactly:
 *   ln σ + ln (1/M) Σₘ h(zₘ),  zₘ = (μₘ(x) − bestₘ − margin)/σ
 * With v = L⁻¹ k(x) over observed and pending rows, μₘ = μ + v·[L⁻¹(y − μ); eₘ] and σ² = s − v·v, where eₘ are the
 * standard normals that drew fantasy m: whitened, a fantasy is its own residual.
 */
export const logExpectedImprovement = (surrogate: Surrogate, fantasies: Fantasies, margin = 0): Acquisition => {
  const { observed, projection, residual, size } = surrogate
  const { bests, count, draws } = fantasies
  const pending = size - observed
  const z = new Float64Array(count)
  const logs = new Float64Array(count)
  const coefficients = new Float64Array(size)

  const value = (x: Float64Array): number => {
    const deviation = Math.sqrt(surrogate.at(x))
    const mean = surrogate.meanHere()
    let highest = -Infinity
    for (let m = 0; m < count; m++) {
      z[m] = (mean + dot(projection, observed, draws, m * pending, pending) - bests[m]! - margin) / deviation
      logs[m] = logImprovement(z[m]!)
      highest = Math.max(highest, logs[m]!)
    }
    let sum = 0
    for (let m = 0; m < count; m++) sum += Math.exp(logs[m]! - highest)
    return Math.log(deviation) + highest + Math.log(sum / count)
  }

  const slope = (x: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0)
    const total = value(x)
    const variance = surrogate.prior - dot(projection, 0, projection, 0, size)
    if (!(variance > 0)) return total
    const deviation = Math.sqrt(variance)
    const normaliser = total - Math.log(deviation) + Math.log(count)
    coefficients.fill(0)
    let meanWeight = 0
    let deviationWeight = 1
    for (let m = 0; m < count; m++) {
      const weight = Math.exp(logs[m]! - normaliser) * logImprovementSlope(z[m]!)
      meanWeight += weight
      deviationWeight -= weight * z[m]!
      for (let j = 0; j < pending; j++) coefficients[observed + j]! += weight * draws[m * pending + j]!
    }
    for (let i = 0; i < observed; i++) coefficients[i] = meanWeight * residual[i]!
    // dσ = −vᵀdv/σ
    for (let i = 0; i < size; i++) {
      coefficients[i] = coefficients[i]! / deviation - (deviationWeight * projection[i]!) / variance
    }
    surrogate.addGradient(x, coefficients, gradient)
    return total
  }
  return { value, slope }
}

/** first + weight · second. */
export const sumOf = (first: Acquisition, second: Acquisition, weight = 1): Acquisition => {
  let scratch = new Float64Array(0)
  return {
    value: (x) => first.value(x) + weight * second.value(x),
    slope: (x, gradient) => {
      if (scratch.length !== gradient.length) scratch = new Float64Array(gradient.length)
      const total = first.slope(x, gradient) + weight * second.slope(x, scratch)
      for (let i = 0; i < gradient.length; i++) gradient[i]! += weight * scratch[i]!
      return total
    }
  }
}
