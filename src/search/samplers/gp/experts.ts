/**
 * Three views of the same data that take turns, trial by trial. The one with long lengthscales and the log warp refines
 * quickly. The additive one carries over what a value of one param was worth to all values of the others, and so steps
 * out of a basin that is wrong in one param only. The one with short lengthscales does not believe so easily that a basin
 * is the only one, and takes no interest in its last decimals.
 */
import type { LengthscalePrior } from "./hyperparameters.ts"
import type { Warp } from "./outputs.ts"

/** One view. */
export interface Expert {
  readonly name: "long" | "short" | "additive"
  /** How it is stored among fitted hyperparameters. */
  readonly code: number
  readonly prior: LengthscalePrior
  readonly isAdditive: boolean
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
  isAdditive: false,
  warp: "log",
  margin: 0,
  localCandidates: 256
}

const short: Expert = {
  name: "short",
  code: 1,
  prior: { mean: -1.6, deviation: 0.5 },
  isAdditive: false,
  warp: "rank",
  margin: 0.1,
  localCandidates: 128
}

const additive: Expert = {
  name: "additive",
  code: 2,
  prior: { mean: Math.log(0.5), deviation: 1 },
  isAdditive: true,
  warp: "rank",
  margin: 0,
  localCandidates: 256
}

/** Turns as long as there is progress. */
const turns = [long, additive, long, short]
/** Turns while the best value only gains decimals, which can wait. */
const searching = [long, additive, short, additive, short, additive, short, additive]
/** Turns in the last tenth of the budget, when what is found must still be refined. */
const refining = [long, additive]
const finish = 0.1

/** So many of the latest values are looked at for progress. */
const window = 6
/** Progress that counts, as a part of the distance from the best to the median value. */
const progress = 1e-4

/** Whether the latest of `values`, in the order of their trials, hardly improved on those before them. */
export const isPolishing = (values: Float64Array): boolean => {
  if (values.length < 2 * window) return false
  const least = (some: Float64Array): number => some.reduce((a, b) => Math.min(a, b), Infinity)
  const before = least(values.subarray(0, values.length - window))
  const now = Math.min(before, least(values.subarray(values.length - window)))
  const median = values.slice().sort()[values.length >> 1]!
  return before - now <= progress * (median - now)
}

/** Whose turn it is where a front is looked for, along which there is always progress. */
export const frontExpertFor = (number: number): Expert => turns[number % turns.length]!

/** Whose turn it is at trial `number` of `budget`, after complete trials with these values. */
export const expertFor = (number: number, budget: number, values: Float64Array): Expert => {
  const order = number >= (1 - finish) * budget ? refining : isPolishing(values) ? searching : turns
  return order[number % order.length]!
}
