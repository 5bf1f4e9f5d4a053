/** What declared noise means for the model. */
import type { Rng } from "../../math/rng.ts"
import type { NoiseSpec } from "../../objectives/noise.ts"
import { logExpectedImprovement, type Acquisition } from "./acquisition.ts"
import type { Column } from "./columns.ts"
import { drawFantasies } from "./fantasies.ts"
import { someNoise, type NoisePrior } from "./hyperparameters.ts"
import type { Kernel } from "./kernel.ts"
import { Surrogate } from "./surrogate.ts"

/** How far the fitted noise may be from the declared one: ln of a factor in variance. */
const trust = 0.3
/** How many of the rows with the best posterior means may be the best one. */
const rivals = 12

/**
 * The prior of the noise of warped observations `y` of `values`. A declared standard deviation is carried over by the
 * slope of the warp between the best value and the median, where the search takes place.
 */
export const noisePrior = ({ sd }: NoiseSpec, values: Float64Array, y: Float64Array): NoisePrior => {
  if (sd === undefined) return someNoise
  const order = Array.from(values, (_, index) => index).sort((a, b) => values[a]! - values[b]!)
  const [best, median] = [order[0]!, order[order.length >> 1]!]
  const slope = (y[best]! - y[median]!) / (values[median]! - values[best]!)
  const mean = Math.max(-19, Math.min(1, 2 * Math.log(sd * slope)))
  return Number.isFinite(mean) ? { mean, deviation: trust, start: mean } : someNoise
}

/** Observations, each the mean of so many trials. */
export interface Known {
  readonly rows: ReadonlyArray<Float64Array>
  readonly y: Float64Array
  readonly counts: Float64Array
}

/**
 * ln of the expected improvement over the best of what is there, not of what was seen: the noise-free values at the 12 rows
 * with the best posterior means, and at the pending ones, are drawn jointly, and the new trial is integrated exactly (Letham
 * et al. 2019, "Constrained Bayesian optimization with noisy experiments"). Another look at one of these rows promises no
 * improvement in itself, so that the search does not stay at its incumbent for the noise there.
 */
export const noisyImprovement = (
  columns: ReadonlyArray<Column>,
  kernel: Kernel,
  known: Known,
  eligible: ReadonlyArray<number>,
  pending: ReadonlyArray<Float64Array>,
  margin: number,
  rng: Rng
): Acquisition => {
  const seen = known.counts.map((count) => kernel.noise / count)
  const means = meansAt(new Surrogate(columns, kernel, known.rows, known.y, undefined, seen), known.rows, eligible)
  const best = eligible
    .map((position, index) => ({ position, mean: means[index]! }))
    .sort((a, b) => b.mean - a.mean || a.position - b.position)
    .slice(0, rivals)
    .map(({ position }) => known.rows[position]!)
  const rows = [...known.rows, ...pending, ...best]
  const noises = new Float64Array(rows.length)
  noises.set(seen)
  const surrogate = new Surrogate(columns, kernel, rows, known.y, undefined, noises)
  return logExpectedImprovement(surrogate, drawFantasies(surrogate, -Infinity, rng, best.length), margin)
}

/** The posterior mean at each of the chosen rows. */
export const meansAt = (
  surrogate: Surrogate,
  rows: ReadonlyArray<Float64Array>,
  chosen: ReadonlyArray<number>
): ReadonlyArray<number> =>
  chosen.map((position) => {
    surrogate.at(rows[position]!)
    return surrogate.meanHere()
  })
