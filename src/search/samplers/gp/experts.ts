/**
 * Two views of the same data that take turns, trial by trial. The one with long lengthscales and the log warp refines
 * quickly; the one with short lengthscales and no log warp does not believe so easily that a basin is the only one, and
 * takes no interest in its last decimals.
 */
import type { LengthscalePrior } from "./hyperparameters.ts"
import type { Warp } from "./outputs.ts"

/** One view. */
export interface Expert {
  readonly name: "long" | "short"
  /** How it is stored among fitted hyperparameters. */
  readonly code: number
  readonly prior: LengthscalePrior
  readonly warp: Warp
  /** An improvement counts from here on, in standard deviations of the warped values. */
  readonly margin: number
  /** How many of its candidates lie near the best trials. */
  readonly localCandidates: number
}

const long: Expert = {
  name: "long",
  code: 0,
  prior: { mean: Math.log(0.5), deviation: 1 },
  warp: "log",
  margin: 0,
  localCandidates: 256
}

const short: Expert = {
  name: "short",
  code: 1,
  prior: { mean: -1.6, deviation: 0.5 },
  warp: "rank",
  margin: 0.1,
  localCandidates: 128
}

/** So many of the latest values are looked at for progress. */
const window = 6
/** Progress that counts, as a part of the distance from the best to the median value. */
const progress = 1e-4
/** While there is none, the long expert keeps one ask in so many. */
const rarely = 8
/** The share of the budget at its end in which only refinement is still worth an ask. */
const finish = 0.1

/** Whether the latest values hardly improved on those before them. `values` in the order of their trials. */
export const isPolishing = (values: Float64Array): boolean => {
  if (values.length < 2 * window) return false
  const least = (some: Float64Array): number => some.reduce((a, b) => Math.min(a, b), Infinity)
  const before = least(values.subarray(0, values.length - window))
  const now = Math.min(before, least(values.subarray(values.length - window)))
  const median = values.slice().sort()[values.length >> 1]!
  return before - now <= progress * (median - now)
}

/**
 * Whose turn it is at trial `number` of `budget`, after `values`. The two alternate; while the best value only gains
 * decimals, the short expert has most of the long one's turns, and at the end of the budget the long one has them all.
 */
export const expertFor = (number: number, budget: number, values: Float64Array): Expert => {
  if (number >= (1 - finish) * budget) return long
  return number % (isPolishing(values) ? rarely : 2) === 0 ? long : short
}
