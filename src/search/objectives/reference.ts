/** Up to where values of several objectives are worth anything. */
import type { Point } from "./front.ts"

/** How far beyond the front's worst value the reference lies, in parts of the front's range. */
const beyond = 0.1

/**
 * The reference point of a front, beyond which an improvement does not count: in each objective the front's worst value
 * and a tenth of the front's range more. Where the front has no range, a tenth of the range of `all` is added; where these
 * have none either, 1. Lower is better.
 */
export const referenceOf = (front: ReadonlyArray<Point>, all: ReadonlyArray<Point>): Point =>
  front[0]!.map((_, k) => {
    const [low, high] = rangeOf(front, k)
    const [least, most] = rangeOf(all, k)
    return high + (high > low ? beyond * (high - low) : most > least ? beyond * (most - least) : 1)
  })

const rangeOf = (points: ReadonlyArray<Point>, k: number): readonly [low: number, high: number] =>
  points.reduce<readonly [number, number]>(
    ([low, high], point) => [Math.min(low, point[k]!), Math.max(high, point[k]!)],
    [Infinity, -Infinity]
  )
