/** The hyperparameters that explain the observations best: maximum a posteriori, from several starts. */
import { minimize, type Minimum } from "../../math/minimize.ts"
import type { Rng } from "../../math/rng.ts"
import type { Trial } from "../../Trial.ts"
import type { Column } from "./columns.ts"
import { pairDistances } from "./distances.ts"
import type { Expert } from "./experts.ts"
import { restore, type Layout } from "./hyperparameters.ts"
import { negativeLogPosterior } from "./likelihood.ts"

/** An expert's hyperparameters. */
export interface Fit {
  readonly theta: Float64Array
  /** How many observations there were when they were fitted. */
  readonly observations: number
}

/** The latest fit of an expert that the history remembers. */
export const latestFit = (trials: ReadonlyArray<Trial>, expert: Expert, layout: Layout): Fit | undefined => {
  for (let index = trials.length - 1; index >= 0; index--) {
    const fitted = trials[index]!.evidence?.fitted
    if (fitted === undefined || fitted.expert !== expert.code) continue
    const theta = restore(layout, fitted)
    if (theta !== undefined) return { theta, observations: Number(fitted.observations) }
  }
  return undefined
}

/** A warm start alone is trusted until the observations have doubled: at 10, 20, 40, … the search starts afresh too. */
const crossesDoubling = (before: number, after: number): boolean =>
  Math.floor(Math.log2(Math.max(1, before / 10))) !== Math.floor(Math.log2(Math.max(1, after / 10)))

/** Whether a fit still does: always anew up to 100 observations, then when they have grown by 5 %, from 300 on by 10 %. */
export const isRecent = (before: number, now: number): boolean =>
  now > 100 && now >= before && now < before * (now <= 300 ? 1.05 : 1.1)

/** θ fitted to `y` at `rows`, means of `counts` trials each; `observations` is their number before any subset was taken. */
export const fit = (
  columns: ReadonlyArray<Column>,
  layout: Layout,
  rows: ReadonlyArray<Float64Array>,
  y: Float64Array,
  observations: number,
  warm: Fit | undefined,
  rng: Rng,
  counts?: Float64Array
): Fit => {
  const starts: Array<Float64Array> = []
  if (warm !== undefined) starts.push(warm.theta)
  if (warm === undefined || crossesDoubling(warm.observations, observations)) {
    const centre = Float64Array.from(layout.mean)
    centre[layout.noise] = layout.startingNoise
    const drawn = centre.map(
      (value, i) =>
        value + (i === layout.noise ? Math.min(2, layout.deviation[i]!) : layout.deviation[i]!) * rng.normal()
    )
    starts.push(centre, drawn)
  }
  const objective = negativeLogPosterior(layout, pairDistances(columns, rows), y, counts)
  let best: Minimum | undefined
  for (const start of starts) {
    const end = minimize(objective, start, layout.lower, layout.upper, {
      iterations: 60,
      gradientTolerance: 1e-2,
      valueTolerance: 1e-6
    })
    if (best === undefined || end.value < best.value) best = end
  }
  return { theta: best!.point, observations }
}
