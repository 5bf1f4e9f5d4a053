/** The port through which running trials are stopped early. */
import type { CurvePoint, TrialState } from "./Trial.ts"

/** Whether a trial goes on. A verdict that ends it says why, in numbers. */
export type Verdict =
  | { readonly _tag: "Continue"; readonly reason?: string }
  | { readonly _tag: "Prune"; readonly reason: string }
  | { readonly _tag: "Pause"; readonly rung: number; readonly reason: string }

/** The verdict of a pruner that has nothing to say. */
export const goOn: Verdict = { _tag: "Continue" }

/** A trial's intermediate values, lower is better, by rising step, step 0 left out. */
export interface Curve {
  readonly number: number
  readonly state: TrialState
  readonly points: ReadonlyArray<CurvePoint>
}

/** Read-only view of the other trials of the study. */
export interface Peers {
  /** Every trial that has reported, the judged one excepted, by rising number. */
  readonly curves: Iterable<Curve>
  /** For each other trial that got so far, the value of its first report at or after `step`. */
  readonly firstAtOrAfter: (step: number) => ReadonlyArray<number>
}

/** One report to be judged. Its step is at least 1: step 0 is recorded and never judged. */
export interface JudgeRequest {
  /** The judged trial, its new report included as the last point. */
  readonly trial: Curve
  readonly report: CurvePoint
  readonly peers: Peers
  /** Writes a value as the study's objective has it, for reasons that people read. */
  readonly show: (value: number) => string
}

/** Judges running trials by their reports. Pure: the same request gives the same verdict, in any process. */
export interface Pruner {
  readonly _tag: "Pruner"
  readonly name: string
  /** The settings in force, stored with the study: plain data. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly judge: (request: JudgeRequest) => Verdict
}
