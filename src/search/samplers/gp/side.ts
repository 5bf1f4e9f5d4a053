/** What else trials came to, besides the objective: a Gaussian process of its own for each such number. */
import { rngFor } from "../../math/rng.ts"
import type { Evidence, Trial } from "../../Trial.ts"
import type { Column } from "./columns.ts"
import { fit, isRecent, type Fit } from "./fit.ts"
import { layoutOf, someNoise, type Layout } from "./hyperparameters.ts"
import { kernelOf } from "./kernel.ts"
import { Surrogate } from "./surrogate.ts"

/** Most observations that it is fitted to, and conditioned on: it is there in addition to the objective's. */
const most = 150

/** What a side model learns from. */
export interface SideRequest {
  /** Under which its hyperparameters are stored in the evidence: its own for each number of a study. */
  readonly name: string
  readonly columns: ReadonlyArray<Column>
  readonly rows: ReadonlyArray<Float64Array>
  /** One per row. */
  readonly values: ReadonlyArray<number>
  /** How many trials each row is the mean of. */
  readonly counts: Float64Array
  /** Which rows are learned from, rising, where there are too many. */
  readonly choose: (limit: number) => ReadonlyArray<number>
  readonly trials: ReadonlyArray<Trial>
  readonly seed: number
  readonly number: number
}

/** A fitted side model. */
export interface SideModel {
  /** Of the standardised values. */
  readonly surrogate: Surrogate
  /** A value as the surrogate sees it. */
  readonly standardise: (value: number) => number
  readonly deviation: number
  readonly fitted: NonNullable<Evidence["fitted"]>
}

/** A Gaussian process over values that may be noisy, as measured times are; it is fitted like the objective's. */
export const sideModel = (request: SideRequest): SideModel => {
  const { choose, columns, counts, name, number, rows, seed, trials, values } = request
  const indices = choose(most)
  const chosen = indices.map((i) => values[i]!)
  const mean = chosen.reduce((sum, value) => sum + value / chosen.length, 0)
  const deviation = Math.sqrt(chosen.reduce((sum, value) => sum + (value - mean) ** 2 / chosen.length, 0)) || 1
  const standardise = (value: number): number => (value - mean) / deviation
  const y = Float64Array.from(chosen, standardise)
  const layout = layoutOf(columns, { mean: Math.log(0.5), deviation: 1 }, false, someNoise)
  const places = indices.map((i) => rows[i]!)
  const means = Float64Array.from(indices, (i) => counts[i]!)
  const before = latest(trials, name, layout)
  const { observations, theta } =
    before !== undefined && isRecent(before.observations, values.length)
      ? before
      : fit(columns, layout, places, y, values.length, before, rngFor(seed, number, `gp.${name}`), means)
  const kernel = kernelOf(layout, theta)
  const noises = means.map((count) => kernel.noise / count)
  return {
    surrogate: new Surrogate(columns, kernel, places, y, undefined, noises),
    standardise,
    deviation,
    fitted: { [name]: Array.from(theta, Math.exp), [`${name}Observations`]: observations }
  }
}

const latest = (trials: ReadonlyArray<Trial>, name: string, layout: Layout): Fit | undefined => {
  for (let index = trials.length - 1; index >= 0; index--) {
    const { [name]: natural, [`${name}Observations`]: observations } = trials[index]!.evidence?.fitted ?? {}
    if (!Array.isArray(natural) || natural.length !== layout.size) continue
    const theta = Float64Array.from(natural as ReadonlyArray<number>, Math.log)
    if (theta.every(Number.isFinite)) return { theta, observations: Number(observations) }
  }
  return undefined
}
