/** One of several objectives (lower is better) to what the model learns from (higher is better, mean 0, variance 1). */
import { referenceOf } from "../../objectives/reference.ts"

/** How far values beyond the pivot can get, in units of the scale. */
const farthest = 3

/** So many of the first values are of trials that are spread over the space, and say how far values can be apart there. */
const early = 20

/** Values as the model has them, and the reference point among them. */
export interface FrontOutputs {
  readonly y: Float64Array
  readonly reference: number
}

/**
 * Standardised, and linear where it matters: a front is spread over good and middling values of each objective, and the
 * hypervolume is an area of them. Values beyond the pivot, which is the reference or the median, whichever is worse, count
 * as a logarithm only: v ← pivot + s · min(3, ln(1 + (v − pivot)/s)), s being the distance from the best value to the
 * pivot. `front` holds the indices of the values on the front, at least one; complete trials come first, by rising number.
 */
export const warpForFront = (values: Float64Array, front: ReadonlyArray<number>, isWide: boolean): FrontOutputs => {
  // Scaled first, so that sums and differences of huge values stay finite.
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1
  const scaled = values.map((value) => value / largest)
  const reference = referenceOf(
    front.map((index) => scaled[index]!),
    isWide || front.length < 2 ? [...scaled.subarray(0, early)] : []
  )
  const sorted = scaled.slice().sort()
  const pivot = Math.max(reference, sorted[sorted.length >> 1]!)
  const scale = pivot - sorted[0]!
  const squashed = scaled.map((value) =>
    value > pivot ? pivot + scale * Math.min(farthest, Math.log1p((value - pivot) / scale)) : value
  )
  const mean = squashed.reduce((sum, value) => sum + value, 0) / squashed.length
  const variance = squashed.reduce((sum, value) => sum + (value - mean) ** 2, 0) / squashed.length
  const deviation = Math.sqrt(variance) > 1e-15 ? Math.sqrt(variance) : scale
  const place = (value: number): number => (mean - value) / deviation
  return { y: squashed.map(place), reference: place(reference) }
}
