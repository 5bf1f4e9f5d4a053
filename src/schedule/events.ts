/** What happens in a run, as data: what the live view and the reporters draw. Times are milliseconds since 1970. */
import type { ObjectiveSpec, Objectives } from "../search/objectives/direction.ts"
import type { Params } from "../search/SearchSpace.ts"
import type { Failure } from "../store/records.ts"

/** How far a run has come when it starts. */
export interface StudyStarted {
  readonly _tag: "StudyStarted"
  readonly at: number
  readonly study: string
  readonly store: string
  /** The first objective. */
  readonly objective: ObjectiveSpec
  /** All of them; only where there are several. */
  readonly objectives?: Objectives
  /** Budget of trials in force. */
  readonly trials: number
  /** Trials that were finished before this run. */
  readonly finished: number
  /** Trials that are paused. Default 0. */
  readonly paused?: number
  readonly timeMillis: number | undefined
  /** The study's budget of GPU seconds, and how much of it was used before this run; absent where there is none. */
  readonly gpu?: {
    readonly seconds: number
    readonly used: number
    /** The share of a GPU that a trial takes. */
    readonly share: number
  }
  readonly slots: ReadonlyArray<string>
  readonly sampler: string
  readonly pruner: string
  /** What TensorFlow.js computes on, and why; absent where the study does not use it. */
  readonly backend?: {
    readonly name: string
    readonly reason: string
    readonly passedOver: ReadonlyArray<{ readonly name: string; readonly reason: string }>
  }
  /** The best complete trial of earlier runs; absent where there are several objectives. */
  readonly incumbent?: { readonly number: number; readonly value: number; readonly params: Params }
  /** With several objectives, the complete trials of earlier runs that none surpasses, by rising number. */
  readonly front?: ReadonlyArray<{
    readonly number: number
    readonly metrics: Readonly<Record<string, number>>
    readonly params: Params
  }>
}

/** An attempt begins. */
export interface TrialStarted {
  readonly _tag: "TrialStarted"
  readonly at: number
  readonly number: number
  readonly attempt: number
  readonly params: Params
  readonly slot: string
  /** Why it goes on; only where it was paused. */
  readonly resumedBecause?: string
}

/** An attempt found a checkpoint to go on from, or none of those that there should be. */
export interface TrialResumed {
  readonly _tag: "TrialResumed"
  readonly at: number
  readonly number: number
  /** Absent where it begins at the beginning. */
  readonly from?: { readonly trial: number; readonly step: number }
  /** Which checkpoints it could not use, and why. */
  readonly problems: ReadonlyArray<string>
}

/** A trial that has started cannot train yet: what it waits for. An empty reason: it waits no longer. */
export interface TrialWaits {
  readonly _tag: "TrialWaits"
  readonly at: number
  readonly number: number
  readonly reason: string
}

/** A running trial reported, and goes on unless a `TrialEnded` follows. `value` is the first objective's, if it was reported. */
export interface TrialReported {
  readonly _tag: "TrialReported"
  readonly at: number
  readonly number: number
  readonly step: number
  readonly fold?: number
  readonly metrics: Readonly<Record<string, number>>
  readonly value?: number
}

/** A trial reached a final state. */
export interface TrialEnded {
  readonly _tag: "TrialEnded"
  readonly at: number
  readonly number: number
  readonly params: Params
  readonly durationMillis: number
  readonly end:
    | {
        readonly state: "complete"
        /** The first objective's. */
        readonly value: number
        readonly metrics: Readonly<Record<string, number>>
        /** Whether it is the best so far; with several objectives, whether no trial so far surpasses it. */
        readonly incumbent: boolean
        /** Which outcome constraints it is outside of. */
        readonly infeasible?: string
      }
    | { readonly state: "pruned"; readonly reason: string }
    | { readonly state: "failed"; readonly failure: Failure }
}

/** A trial waits again: it is tried again after a failure, was given back by an interrupted run, or is paused. */
export interface TrialReturned {
  readonly _tag: "TrialReturned"
  readonly at: number
  readonly number: number
  /** The attempt that has ended: the next one may have begun before this is told. */
  readonly attempt?: number
  readonly because:
    | { readonly retry: Failure }
    | { readonly released: string }
    | { readonly paused: string; readonly step: number }
}

/** A person has changed how many trials of this run are executed at once. Those that run are left alone. */
export interface SlotsChanged {
  readonly _tag: "SlotsChanged"
  readonly at: number
  /** How many from here on. */
  readonly slots: number
}

/** The run is about to end: no new trials. */
export interface StudyStopping {
  readonly _tag: "StudyStopping"
  readonly at: number
  readonly reason: string
  /** Trials still running. */
  readonly running: number
}

/** The run is over. */
export interface StudyEnded {
  readonly _tag: "StudyEnded"
  readonly at: number
  readonly reason: EndReason
  /** Trials of the study by state, over all runs. */
  readonly complete: number
  readonly pruned: number
  readonly failed: number
  /** Default 0. */
  readonly paused?: number
  readonly trials: number
}

/** Why a run is over. */
export type EndReason =
  | { readonly _tag: "budget" }
  | { readonly _tag: "time" }
  | { readonly _tag: "exhausted"; readonly message: string }
  | { readonly _tag: "failures"; readonly message: string }
  | { readonly _tag: "rule"; readonly rule: string; readonly message: string }
  | { readonly _tag: "interrupted" }

/** Anything that happens in a run. */
export type StudyEvent =
  | StudyStarted
  | TrialStarted
  | TrialResumed
  | TrialWaits
  | TrialReported
  | TrialEnded
  | TrialReturned
  | SlotsChanged
  | StudyStopping
  | StudyEnded
