/** What pending trials may turn out to be. */
import { dot } from "../../math/cholesky.ts"
import type { Rng } from "../../math/rng.ts"
import type { Surrogate } from "./surrogate.ts"

/** Pending trials beyond so many are taken to turn out exactly as the model expects. */
const mostDrawn = 16

/** Joint draws of the outcomes of the pending trials. */
export interface Fantasies {
  /** M, the number of draws; 1 where nothing is pending. */
  readonly count: number
  /** M × pending standard normals: fantasy m has the whitened residuals draws[m]. */
  readonly draws: Float64Array
  /** The best value to be improved on in each fantasy. */
  readonly bests: Float64Array
}

/**
 * 32 antithetic draws, 64 for more than four pending trials. Only the last 16 of the surrogate's pending rows vary (and the
 * `more` before them); the others come first in its factor, so that zeros in their place are their conditional expectations.
 */
export const drawFantasies = (surrogate: Surrogate, best: number, rng: Rng, more = 0): Fantasies => {
  const pending = surrogate.size - surrogate.observed
  const { count, draws, values } = drawOutcomes(surrogate, pending > 4 ? 64 : 32, rng, more)
  const bests = new Float64Array(count).fill(best)
  values.forEach((value, index) => {
    const m = Math.floor(index / pending)
    bests[m] = Math.max(bests[m]!, value)
  })
  return { count, draws, bests }
}

/** Joint draws of what the pending trials turn out to be. */
export interface Outcomes extends Omit<Fantasies, "bests"> {
  /** M × pending values. */
  readonly values: Float64Array
}

/** So many antithetic draws, of the same rows as in `drawFantasies`; one, of nothing, where nothing is pending. */
export const drawOutcomes = (surrogate: Surrogate, wanted: number, rng: Rng, more = 0): Outcomes => {
  const { factor, mean, observed, residual, size } = surrogate
  const pending = size - observed
  const count = pending === 0 ? 1 : wanted
  const draws = new Float64Array(count * pending)
  for (let m = 0; m + 1 < count; m += 2) {
    for (let j = Math.max(0, pending - mostDrawn - more); j < pending; j++) {
      const normal = rng.normal()
      draws[m * pending + j] = normal
      draws[(m + 1) * pending + j] = -normal
    }
  }
  const values = new Float64Array(count * pending)
  for (let j = 0; j < pending; j++) {
    const row = (observed + j) * size
    const expected = mean + dot(factor, row, residual, 0, observed)
    for (let m = 0; m < count; m++)
      values[m * pending + j] = expected + dot(factor, row + observed, draws, m * pending, j + 1)
  }
  return { count, draws, values }
}
