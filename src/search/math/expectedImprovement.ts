/**
 * Expected improvement on a log scale, where it keeps a slope however small it gets.
 * EI = σ h(z), h(z) = φ(z) + z Φ(z), z = (μ − best)/σ for maximisation (Jones, Schonlau, Welch 1998, eq. 15);
 * ln h as in Ament, Daulton, Eriksson, Balandat, Bakshy 2023, "Unexpected improvements to expected improvement", sec. 4.1.
 */
import { logNormalDensity, millsRatio, normalCdf, normalDensity } from "./normal.ts"

/** Below this z the difference 1 + z M(−z) has lost too many digits, and its asymptotic series has enough of them. */
const tail = -20

/**
 * h(z)/φ(z) = 1 − a M(a) at a = −z ≥ 1, M being Mills' ratio.
 * Far out: a⁻² (1 − 3 a⁻² (1 − 5 a⁻² (1 − …))), from the asymptotic series of erfc.
 */
const scaledImprovement = (z: number): number => {
  if (z > tail) return 1 + z * millsRatio(-z)
  const inverse = 1 / (z * z)
  let series = 1
  for (let odd = 23; odd >= 3; odd -= 2) series = 1 - odd * inverse * series
  return inverse * series
}

/** ln h(z), finite for every finite z down to −1e150. */
export const logImprovement = (z: number): number =>
  z > -1 ? Math.log(normalDensity(z) + z * normalCdf(z)) : logNormalDensity(z) + Math.log(scaledImprovement(z))

/** d ln h/dz = Φ(z)/h(z). */
export const logImprovementSlope = (z: number): number =>
  z > -1 ? normalCdf(z) / (normalDensity(z) + z * normalCdf(z)) : millsRatio(-z) / scaledImprovement(z)
