/** The port through which running trials are stopped early, paused, and resumed. */
import type { Group } from "./pruners/Ranking.ts"
import type { CurvePoint, History, TrialState } from "./Trial.ts"

/** Whether a trial goes on. A verdict that ends it says why, in numbers. */
export type Verdict =
  | { readonly _tag: "Continue"; readonly reason?: string }
  | { readonly _tag: "Prune"; readonly reason: string }
  | { readonly _tag: "Pause"; readonly rung: number; readonly reason: string }

/** The verdict of a pruner that has nothing to say. */
export const goOn: Verdict = { _tag: "Continue" }

/** One intermediate value of a fold, lower is better. Folds count from 0; steps count within a fold. */
export interface FoldPoint extends CurvePoint {
  readonly fold: number
}

/** A trial's intermediate values, lower is better, by rising step, step 0 left out. */
export interface Curve {
  readonly number: number
  readonly state: TrialState
  readonly points: ReadonlyArray<CurvePoint>
  /** What was reported of folds, by rising fold and step. Default: nothing. */
  readonly folds?: ReadonlyArray<FoldPoint>
}

/** Values of some trials at two steps: those of the first report at or after each of them. */
export interface RungValues {
  readonly here: ReadonlyArray<number>
  /** In the same order; undefined where the trial has not got so far. */
  readonly later: ReadonlyArray<number | undefined>
}

/** Read-only view of the other trials of the study. */
export interface Peers {
  /** Every trial that has reported, the judged one excepted, by rising number. */
  readonly curves: Iterable<Curve>
  /**
   * For each other trial that got so far, the value of its first report at or after `step`; of all, or of a group. By
   * rising order, NaN last. A view may index the values of a group by the function that tells it: one and the same function
   * is answered sooner than a new one each time.
   */
  readonly firstAtOrAfter: (step: number, group?: Group) => ReadonlyArray<number>
  /** The values at `step` and at `later` of the latest so many other trials that got to `step`, by rising number. */
  readonly latestAt: (step: number, later: number, most: number, group?: Group) => RungValues
  /** For each complete trial that had reported a number by then, the best value up to `step`, by rising order. */
  readonly bestOfCompleteUpTo: (step: number) => ReadonlyArray<number>
}

/** What a verdict on any report is asked with. */
interface RequestBase {
  readonly peers: Peers
  /** Writes a value as the study's objective has it, for reasons that people read. */
  readonly show: (value: number) => string
  /** Writes one value per objective, where the study has several. Default: as they are. */
  readonly showAll?: (values: ReadonlyArray<number>) => string
  /** A value as `train` reported it: the objective's direction undone. Default: as it is. */
  readonly asReported?: (value: number) => number
  /** Whether the trial can be resumed from a checkpoint, so that it may be paused. Default false. */
  readonly resumable?: boolean
}

/** One report to be judged. Its step is at least 1: step 0 is recorded and never judged. */
export interface JudgeRequest extends RequestBase {
  /** The judged trial, its new report included as the last point. */
  readonly trial: Curve
  readonly report: CurvePoint
}

/** One report of a fold to be judged. */
export interface JudgeFoldRequest extends RequestBase {
  /** The judged trial, its new report included in its folds. */
  readonly trial: Curve
  readonly report: FoldPoint
  /** The best complete trial, where there is one. */
  readonly incumbent?: Curve
}

/** What `next` is asked with. */
export interface NextRequest {
  readonly history: History
  /** Whether the study's budget still has room for new trials. */
  readonly canStart: boolean
  readonly show: (value: number) => string
}

/** A paused trial that is worth more training now than a new one, and why. */
export interface Resumption {
  readonly resume: number
  readonly reason: string
}

/** Judges running trials by their reports. Pure: the same request gives the same verdict, in any process. */
export interface Pruner {
  readonly _tag: "Pruner"
  readonly name: string
  /** The settings in force, stored with the study: plain data. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly judge: (request: JudgeRequest) => Verdict
  /** Judges the reports of folds. Without it they are only recorded. */
  readonly judgeFold?: (request: JudgeFoldRequest) => Verdict
  /** Asked before the sampler is. Without it paused trials are never resumed. */
  readonly next?: (request: NextRequest) => Resumption | undefined
}
