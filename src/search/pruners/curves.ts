/** Questions that rules ask of curves. */
import type { Curve, Peers } from "../Pruner.ts"
import type { CurvePoint } from "../Trial.ts"

/** The value of the first report at or after a step; undefined where the trial did not get so far. */
export const firstAtOrAfter = (points: ReadonlyArray<CurvePoint>, step: number): number | undefined => {
  const last = points.at(-1)
  return last === undefined || last.step < step ? undefined : points.find((point) => point.step >= step)!.value
}

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
  firstAtOrAfter: (step, among = () => true) =>
    curves.flatMap(({ number, points }) => (among(number) ? (firstAtOrAfter(points, step) ?? []) : [])),
  latestAt: (step, later, most, among = () => true) =>
    curves
      .toSorted((a, b) => a.number - b.number)
      .flatMap(({ number, points }) => {
        const here = among(number) ? firstAtOrAfter(points, step) : undefined
        return here === undefined ? [] : [[here, firstAtOrAfter(points, later)] as const]
      })
      .slice(-most),
  bestOfCompleteUpTo: (step) =>
    curves.flatMap(({ points, state }) => (state === "complete" ? (bestUpTo(points, step) ?? []) : []))
})
