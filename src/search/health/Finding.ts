/** What a look at a study's health starts from, and what it may find. */
import type { Design, Measured } from "../ranking/Measured.ts"
import type { Params, Scalar, SearchSpace } from "../SearchSpace.ts"
import type { TrialState } from "../Trial.ts"

/** A trial as its health is judged, by one objective. */
export interface Examined {
  readonly params: Params
  readonly state: TrialState
  /** The objective, lower is better, finite; only where complete. */
  readonly value?: number
  /** Why it failed, in a word. */
  readonly failure?: string
  /** Intermediate values of the objective by rising step, lower is better, finite. */
  readonly curve: ReadonlyArray<readonly [step: number, value: number]>
}

/** A study to be looked at, by one objective. */
export interface Examination {
  readonly space: SearchSpace
  readonly trials: ReadonlyArray<Examined>
  /** Repeats or folds of complete trials, lower is better; absent where nothing was measured twice. */
  readonly measured?: { readonly trials: ReadonlyArray<Measured>; readonly design: Design }
  readonly seed: number
}

/** The objective is the same whatever the params are. */
export interface Flat {
  readonly check: "flat"
  /** Lower is better. */
  readonly value: number
  readonly same: number
  readonly complete: number
}

/** The best trials crowd at the end of a param's range: better ones may lie beyond it. */
export interface Edge {
  readonly check: "edge"
  readonly param: string
  readonly side: "low" | "high"
  /** The bound that is there. */
  readonly bound: Scalar
  /** Of the best trials, so many lie in the outermost part of the range. */
  readonly crowded: number
  readonly best: number
  /** How large that part is, as a share of the range. */
  readonly zone: number
  /** The probability of as many by chance, times the number of ends looked at. */
  readonly p: number
}

/** The best trials crowd in the lowest tenth of a range of many orders of magnitude. */
export interface LogScale {
  readonly check: "logScale"
  readonly param: string
  readonly low: number
  readonly high: number
  readonly crowded: number
  readonly best: number
  /** Times the number of params looked at. */
  readonly p: number
}

/** Trials are pruned at a step whose values say little of the end. */
export interface EagerPruner {
  readonly check: "eagerPruner"
  readonly step: number
  readonly pruned: number
  readonly ended: number
  /** Correlation between ranks at that step and at the end, corrected for trials that were pruned; and its upper bound. */
  readonly correlation: number
  readonly upper: number
  readonly complete: number
}

/** Failures crowd where a param has some values. */
export interface Failures {
  readonly check: "failures"
  readonly param: string
  /** Above or up to a number, or at one value. */
  readonly where: ">" | "<=" | "=="
  readonly bound: Scalar
  readonly failedThere: number
  readonly there: number
  readonly failedElsewhere: number
  readonly elsewhere: number
  /** The commonest reason among them. */
  readonly reason: string | undefined
  /** Times the number of places looked at. */
  readonly p: number
  readonly looks: number
}

/** Differences between trials are smaller than those between repeats of one. */
export interface Noise {
  readonly check: "noise"
  /** Standard deviation of one measurement. */
  readonly noise: number
  /** Standard deviation of what trials are worth, the noise in their means taken off. */
  readonly effect: number
  readonly trials: number
  readonly design: Design
}

/** There is too little to conclude from. */
export interface Few {
  readonly check: "few"
  readonly complete: number
  readonly params: number
  readonly wanted: number
}

/** Something about a study that deserves a look, with its numbers. */
export type Finding = Flat | Edge | LogScale | EagerPruner | Failures | Noise | Few

/** What is looked for, in the order of its importance. */
export const checkNames = ["few", "flat", "failures", "noise", "edge", "logScale", "eagerPruner"] as const

/** One of the checks. */
export type CheckName = (typeof checkNames)[number]

/** A check that could not be made, and why. */
export interface Unchecked {
  readonly check: CheckName
  readonly because: string
}

/** Whose it is: the metric of an objective. Absent where it is the whole study's, whatever the objective. */
export interface OfObjective {
  readonly objective?: string
}

/** What all checks came to. */
export interface Health {
  readonly findings: ReadonlyArray<Finding & OfObjective>
  readonly unchecked: ReadonlyArray<Unchecked & OfObjective>
}
