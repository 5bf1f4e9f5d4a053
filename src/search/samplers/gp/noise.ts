/** What declared noise means for the model. */
import type { NoiseSpec } from "../../objectives/noise.ts"
import { someNoise, type NoisePrior } from "./hyperparameters.ts"

/** How far the fitted noise may be from the declared one: ln of a factor in variance. */
const trust = 0.3

/**
 * The prior of the noise of warped observations `y` of `values`. A declared standard deviation is carried over by the
 * slope of the warp between the best value and the median, where the search takes place.
 */
export const noisePrior = ({ sd }: NoiseSpec, values: Float64Array, y: Float64Array): NoisePrior => {
  if (sd === undefined) return someNoise
  const order = Array.from(values, (_, index) => index).sort((a, b) => values[a]! - values[b]!)
  const [best, median] = [order[0]!, order[order.length >> 1]!]
  const slope = (y[best]! - y[median]!) / (values[median]! - values[best]!)
  const mean = 2 * Math.log(sd * slope)
  return Number.isFinite(mean) ? { mean: Math.max(-19, Math.min(1, mean)), deviation: trust, start: mean } : someNoise
}
