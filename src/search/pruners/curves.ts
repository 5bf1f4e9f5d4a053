/** Questions that rules ask of curves. */
import type { Curve, Peers } from "../Pruner.ts"
import { risingWithNaN } from "./Ranking.ts"
import type { CurvePoint } from "../Trial.ts"

/** The first report at or after a step, of points by rising step; undefined where the trial did not get so far. */
export const pointAtOrAfter = (points: ReadonlyArray<CurvePoint>, step: number): CurvePoint | undefined => {
  let [from, to] = [0, points.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (points[middle]!.step < step) from = middle + 1
    else to = middle
  }
  return points[from]
}

/** The value of that report. */
export const firstAtOrAfter = (points: ReadonlyArray<CurvePoint>, step: number): number | undefined =>
  pointAtOrAfter(points, step)?.value

/** The best value up to a step; undefined where there was none but NaN and Infinity. */
export const bestUpTo = (points: ReadonlyArray<CurvePoint>, step: number): number | undefined => {
  let best = Infinity
  for (const point of points) {
    if (point.step > step) break
    if (point.value < best) best = point.value
  }
  return best === Infinity ? undefined : best
}

/** Curves as peers, without an index: what every indexed view must agree with. */
export const peersFrom = (curves: ReadonlyArray<Curve>): Peers => ({
  curves,
  firstAtOrAfter: (step, group = () => true) =>
    risingWithNaN(curves.flatMap(({ number, points }) => (group(number) ? (firstAtOrAfter(points, step) ?? []) : []))),
  latestAt: (step, later, most, group = () => true) => {
    const latest = curves
      .filter(({ number, points }) => group(number) && pointAtOrAfter(points, step) !== undefined)
      .sort((a, b) => a.number - b.number)
      .slice(-most)
    return {
      here: latest.map(({ points }) => firstAtOrAfter(points, step)!),
      later: latest.map(({ points }) => firstAtOrAfter(points, later))
    }
  },
  bestOfCompleteUpTo: (step) =>
    risingWithNaN(curves.flatMap(({ points, state }) => (state === "complete" ? (bestUpTo(points, step) ?? []) : [])))
})
