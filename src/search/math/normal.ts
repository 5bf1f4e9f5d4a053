/** The standard normal distribution. */
import { erfcx } from "./erfcx.ts"

/** ln √(2π) */
const logSqrtTwoPi = 0.9189385332046728

/** ln φ(z) = −z²/2 − ln √(2π) */
export const logNormalDensity = (z: number): number => -0.5 * z * z - logSqrtTwoPi

/** φ(z), the density. */
export const normalDensity = (z: number): number => Math.exp(logNormalDensity(z))

/** Φ(z), the probability of a value below z; accurate relative to itself in the lower tail too. */
export const normalCdf = (z: number): number => {
  const tail = 0.5 * Math.exp(-0.5 * z * z) * erfcx(Math.abs(z) * Math.SQRT1_2)
  return z < 0 ? tail : 1 - tail
}

/** ln Φ(z), without underflow in the lower tail. */
export const logNormalCdf = (z: number): number =>
  z < 0 ? -0.5 * z * z - Math.LN2 + Math.log(erfcx(-z * Math.SQRT1_2)) : Math.log1p(-normalCdf(-z))

/** Mills' ratio of the upper tail, (1 − Φ(a))/φ(a) = √(π/2) erfcx(a/√2). */
export const millsRatio = (a: number): number => 1.2533141373155003 * erfcx(a * Math.SQRT1_2)

/**
 * Φ⁻¹(p) for p in (0, 1); ∓Infinity at 0 and 1. Newton's method on ln Φ, which is concave and increasing: from
 * z = −√(−2 ln 2p), which lies left of the root as Φ(z) ≤ e^{−z²/2}/2, the iterates rise to it without overshooting.
 */
export const normalQuantile = (p: number): number => {
  if (p > 0.5) return -normalQuantile(1 - p)
  if (p <= 0) return -Infinity
  const target = Math.log(p)
  let z = -Math.sqrt(Math.max(0, -2 * (Math.LN2 + target)))
  for (let iteration = 0; iteration < 40; iteration++) {
    const step = (target - logNormalCdf(z)) * millsRatio(-z)
    z += step
    if (Math.abs(step) <= 1e-15 * Math.max(1, Math.abs(z))) break
  }
  return z
}
