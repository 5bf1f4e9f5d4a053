/** The normal distribution cut off outside [0, 1]. */
import { normalCdf } from "./normal.ts"
import type { Rng } from "./rng.ts"

/** Φ(b) − Φ(a) for a ≤ b, accurate relative to itself in both tails. */
const between = (a: number, b: number): number => (a > 0 ? normalCdf(-a) - normalCdf(-b) : normalCdf(b) - normalCdf(a))

/** P(low < X < high) for X ~ N(mean, deviation²). */
export const normalMass = (low: number, high: number, mean: number, deviation: number): number =>
  between((low - mean) / deviation, (high - mean) / deviation)

const mostDraws = 100

/** A draw of N(mean, deviation²) given that it is in [0, 1]; for a mean in [0, 1], where rejection is quick. */
export const drawTruncated = (mean: number, deviation: number, rng: Rng): number => {
  for (let draw = 0; draw < mostDraws; draw++) {
    const value = mean + deviation * rng.normal()
    if (value >= 0 && value <= 1) return value
  }
  return mean
}
