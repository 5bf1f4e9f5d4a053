/** Where trials fail. */
import { logNormalCdf, logNormalDensity } from "../../math/normal.ts"
import type { Acquisition } from "./acquisition.ts"
import type { Column } from "./columns.ts"
import type { Kernel } from "./kernel.ts"
import { Surrogate } from "./surrogate.ts"

/** Below so many failures nothing is concluded from them. */
export const fewestFailures = 2

/** No region is given up for good. */
const leastChance = Math.log(0.02)

/** What a label leaves open: added to the variance before it is squashed. */
const labelVariance = 0.1

/**
 * ln P(a trial at x succeeds), as the probit Φ((½ − m)/√(v + 0.1)) of a Gaussian process over the labels 0 (it did) and
 * 1 (it failed), at least 0.02. It borrows the lengthscales of the objective's model, as labels alone are too few to fit them.
 */
export const logChanceOfSuccess = (
  columns: ReadonlyArray<Column>,
  kernel: Kernel,
  succeeded: ReadonlyArray<Float64Array>,
  failed: ReadonlyArray<Float64Array>
): Acquisition => {
  const labels = new Float64Array(succeeded.length + failed.length).fill(1, succeeded.length)
  const surrogate = new Surrogate(
    columns,
    { ...kernel, amplitude: 1, noise: 0.01 },
    [...succeeded, ...failed],
    labels,
    0
  )
  const { projection, residual, size } = surrogate
  const coefficients = new Float64Array(size)
  let deviation = 1
  let z = 0
  const value = (x: Float64Array): number => {
    deviation = Math.sqrt(surrogate.at(x) + labelVariance)
    z = (0.5 - surrogate.meanHere()) / deviation
    return Math.max(leastChance, logNormalCdf(z))
  }
  const slope = (x: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0)
    const total = value(x)
    if (total === leastChance) return total
    const rate = Math.exp(logNormalDensity(z) - total)
    // dz = −dm/√(v + 0.1) − z dv/2(v + 0.1), dv = −2 vᵀdv
    for (let i = 0; i < size; i++) {
      coefficients[i] = (rate / deviation) * ((z / deviation) * projection[i]! - residual[i]!)
    }
    surrogate.addGradient(x, coefficients, gradient)
    return total
  }
  return { value, slope }
}
