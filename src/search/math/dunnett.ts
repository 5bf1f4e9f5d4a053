/**
 * Dunnett's distribution: the greatest of k differences between a mean and a common reference, each in units of its
 * standard error, when all means are equal (Dunnett 1955). The differences are correlated by 1/2, for they share the reference.
 */
import { normalCdf, normalDensity, normalQuantile } from "./normal.ts"
import { studentTQuantile } from "./studentT.ts"

const nodes = 48
const farthest = 6
const deviationNodes = 60

/** Beyond so many degrees of freedom the error of the deviation no longer shows in four digits. */
const manyDegrees = 2000

/** P(max ≤ d) for a known deviation: ∫ Φ(z + d√2)^k φ(z) dz. */
const withKnownDeviation = (d: number, comparisons: number): number => {
  const step = (2 * farthest) / nodes
  let sum = 0
  for (let node = 0; node <= nodes; node++) {
    const z = -farthest + node * step
    sum += normalCdf(z + d * Math.SQRT2) ** comparisons * normalDensity(z)
  }
  return sum * step
}

/** P(max ≤ d) with k ≥ 1 comparisons and a deviation that was estimated with ν ≥ 1 degrees of freedom. */
export const dunnettCdf = (d: number, comparisons: number, degrees: number): number => {
  if (degrees > manyDegrees) return withKnownDeviation(d, comparisons)
  // Over u = ln s, where s = χ_ν/√ν has the density e^{νu − ν e^{2u}/2} up to a constant, which cancels in the quotient.
  const low = -9 / Math.sqrt(degrees) - 9 / degrees
  const high = Math.log1p(6 / Math.sqrt(2 * degrees))
  const step = (high - low) / deviationNodes
  let weights = 0
  let sum = 0
  for (let node = 0; node <= deviationNodes; node++) {
    const u = low + node * step
    const weight = Math.exp(degrees * (u + 0.5 - Math.exp(2 * u) / 2))
    weights += weight
    if (weight > 1e-12) sum += weight * withKnownDeviation(d * Math.exp(u), comparisons)
  }
  return sum / weights
}

/**
 * The d that the greatest difference exceeds with probability `alpha`, one-sided, when all means are equal. It lies between
 * the critical values of one comparison and of Bonferroni's; found by regula falsi (Illinois).
 */
export const dunnettCritical = (alpha: number, comparisons: number, degrees: number): number => {
  if (comparisons < 1) return 0
  const ofT = (p: number): number => (degrees > manyDegrees ? normalQuantile(p) : studentTQuantile(p, degrees))
  const excess = (d: number): number => dunnettCdf(d, comparisons, degrees) - (1 - alpha)
  let [low, high] = [ofT(1 - alpha), ofT(1 - alpha / comparisons)]
  if (comparisons === 1) return low
  let [below, above] = [excess(low), excess(high)]
  if (above <= 0) return high
  for (let round = 0; round < 50 && high - low > 1e-6 * high; round++) {
    const d = (low * above - high * below) / (above - below)
    const value = excess(d)
    if (Math.abs(value) < 1e-8) return d
    if (value < 0) {
      ;[low, below] = [d, value]
      above /= 2
    } else {
      ;[high, above] = [d, value]
      below /= 2
    }
  }
  return (low + high) / 2
}
