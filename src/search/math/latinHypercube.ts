/** Start-up designs. */
import type { Rng } from "./rng.ts"

/**
 * `count` points in [0, 1)^dimensions, row-major, such that in each dimension every one of `count` equal intervals
 * holds exactly one point (McKay, Beckman, Conover 1979).
 */
export const latinHypercube = (count: number, dimensions: number, rng: Rng): Float64Array => {
  const points = new Float64Array(count * dimensions)
  const interval = new Int32Array(count)
  for (let k = 0; k < dimensions; k++) {
    for (let i = 0; i < count; i++) interval[i] = i
    // Fisher and Yates' shuffle.
    for (let i = count - 1; i > 0; i--) {
      const other = rng.below(i + 1)
      const held = interval[i]!
      interval[i] = interval[other]!
      interval[other] = held
    }
    for (let i = 0; i < count; i++) points[i * dimensions + k] = (interval[i]! + rng.uniform()) / count
  }
  return points
}
