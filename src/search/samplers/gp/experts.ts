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

/** Whose turn it is. */
export const expertFor = (number: number): Expert => (number % 2 === 0 ? long : short)
