/** Where trials fail. */
import { dot, logDeterminant } from "../../math/cholesky.ts"
import type { Acquisition } from "./acquisition.ts"
import type { Column } from "./columns.ts"
import type { Kernel } from "./kernel.ts"
import { logChanceBelow } from "./probit.ts"
import { Surrogate } from "./surrogate.ts"

/** Below so many failures nothing is concluded from them. */
export const fewestFailures = 2

/** No region is given up for good. */
const leastChance = Math.log(1e-6)

/** How sharply the mean label is turned into a chance: 0.6 is already a likely failure. */
const labelVariance = 0.01

/** Label noise that is considered: from failures that depend on the params alone to failures by pure chance. */
const noises = [0.01, 0.1, 1]

/** Failure often begins at an edge, however smooth the objective is: shares of its lengthscales that are considered. */
const shares = [1, 0.3, 0.1]

/**
 * ln P(a trial at x succeeds), as the probit Φ((½ − m)/√(v + 0.01)) of a Gaussian process with mean 0 over the labels 0
 * (it did) and 1 (it failed), at least 1e-6. Labels alone are too few to fit lengthscales to: those of the
 * objective's model are taken over, shrunk together, with the share and the noise under which the labels are most likely.
 */
export const logChanceOfSuccess = (
  columns: ReadonlyArray<Column>,
  kernel: Kernel,
  succeeded: ReadonlyArray<Float64Array>,
  failed: ReadonlyArray<Float64Array>
): Acquisition => {
  const rows = [...succeeded, ...failed]
  const labels = new Float64Array(rows.length).fill(1, succeeded.length)
  const surrogate = shares
    .flatMap((share) => {
      const weights = kernel.weights.map((weight) => weight / share ** 2)
      return noises.map(
        (noise) => new Surrogate(columns, { ...kernel, weights, amplitude: 1, additive: 0, noise }, rows, labels, 0)
      )
    })
    .reduce((likeliest, other) => (logLikelihood(other) > logLikelihood(likeliest) ? other : likeliest))
  return logChanceBelow(surrogate, 0.5, labelVariance, leastChance)
}

/** ln p(labels) up to a constant. */
const logLikelihood = ({ factor, residual, size }: Surrogate): number =>
  -0.5 * dot(residual, 0, residual, 0, size) - 0.5 * logDeterminant(factor, size)
