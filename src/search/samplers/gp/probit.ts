/** The chance that something stays below a threshold, as an acquisition. */
import { logNormalCdf, logNormalDensity } from "../../math/normal.ts"
import type { Acquisition } from "./acquisition.ts"
import type { Surrogate } from "./surrogate.ts"

/**
 * ln Φ((threshold − m)/√(v + extra)) of a surrogate with mean m and variance v, at least `least`: no region is given up for
 * good. Where it is at the least, it has no slope.
 */
export const logChanceBelow = (surrogate: Surrogate, threshold: number, extra: number, least: number): Acquisition => {
  const { projection, residual, size } = surrogate
  const coefficients = new Float64Array(size)
  let deviation = 1
  let z = 0
  const value = (x: Float64Array): number => {
    deviation = Math.sqrt(surrogate.at(x) + extra)
    z = (threshold - surrogate.meanHere()) / deviation
    return Math.max(least, logNormalCdf(z))
  }
  const slope = (x: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0)
    const total = value(x)
    if (total === least) return total
    const rate = Math.exp(logNormalDensity(z) - total)
    // dz = −dm/√(v + extra) − z dv/2(v + extra), dv = −2 vᵀdv
    for (let i = 0; i < size; i++) {
      coefficients[i] = (rate / deviation) * ((z / deviation) * projection[i]! - residual[i]!)
    }
    surrogate.addGradient(x, coefficients, gradient)
    return total
  }
  return { value, slope }
}
