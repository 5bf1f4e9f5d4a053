/** The rows of a store, as data. Values are as reported: the objective's direction is not applied here. */
import type { ObjectiveSpec, Objectives } from "../search/objectives/direction.ts"
import type { CheckpointRef, Segment, StoredCheckpoint, StoredResumption } from "./checkpoints.ts"
import type { Provenance } from "./Provenance.ts"
import type { Evidence, Report, TrialState, Usage } from "../search/Trial.ts"
import type { ConstraintSpec } from "../search/objectives/constraints.ts"
import type { NoiseSpec } from "../search/objectives/noise.ts"
import type { Params, SearchSpace } from "../search/SearchSpace.ts"

/** Everything about a study that decides what its trials mean. Plain data. */
export interface StudySpec {
  readonly space: SearchSpace
  /** The first objective. */
  readonly objective: ObjectiveSpec
  /** All of them; only where there are several. */
  readonly objectives?: Objectives
  readonly sampler: { readonly name: string; readonly settings: Readonly<Record<string, unknown>> }
  readonly pruner: { readonly name: string; readonly settings: Readonly<Record<string, unknown>> }
  readonly seed: number
  /** The rule that stops it; absent where only the budget does. */
  readonly stop?: { readonly name: string; readonly settings: Readonly<Record<string, unknown>> }
  /** The fingerprint of its data; absent where the study file declares none. */
  readonly data?: string
  /** Outcome constraints; absent where there are none. */
  readonly constraints?: ReadonlyArray<ConstraintSpec>
  /** Absent where none is declared. */
  readonly noise?: NoiseSpec
  /** Metrics that readers are not shown; absent where there are none. */
  readonly sealed?: ReadonlyArray<string>
}

/** What `create` is given. */
export interface NewStudy {
  readonly name: string
  /** Absolute path of the study file; absent for studies opened by a program. */
  readonly file?: string
  /** SHA-256 of the study file, in hexadecimal. */
  readonly fileHash?: string
  readonly spec: StudySpec
  /** The budget of trials that the study file declares. */
  readonly declaredTrials: number
}

/** That a study's rule has stopped it. */
export interface Stopped {
  readonly rule: string
  /** In words and numbers. */
  readonly reason: string
  /** How many trials there were. */
  readonly trials: number
  readonly at: number
}

/** A stored study. */
export interface StoredStudy extends NewStudy {
  /** Absent while nothing but the budget bounds it. */
  readonly stopped?: Stopped
  /** Its rule is not asked before there are more trials than this: they were asked for after it had stopped. */
  readonly stopFrom: number
  readonly id: number
  /** The budget of trials in force: the declared one, or what was asked for since. */
  readonly budgetTrials: number
  /** Counts the writes to this study. Turns and prolonged leases change nothing that can be read, and do not count. */
  readonly revision: number
  readonly createdAt: number
}

/** Which process holds a lease. `processStart` tells a process from a later one that was given the same pid. */
export interface Runner {
  readonly id: string
  readonly host: string
  readonly pid: number
  readonly processStart: string
}

/** The right to write about one attempt of one trial. `attempt` is the fencing number: it only ever grows. */
export interface Lease {
  readonly study: number
  readonly trial: number
  readonly attempt: number
}

/** Why a trial failed. */
export type FailureReason =
  | "error"
  | "crash"
  | "outOfMemory"
  | "timeout"
  | "notFinite"
  | "missingMetric"
  | "noResult"
  | "wrongType"
  | "channel"
  | "lost"

/** A failed trial's word: the reason by which policies act, and what a person needs to know. */
export interface Failure {
  readonly reason: FailureReason
  readonly message: string
  /** A stack trace or the last lines of output, when there are some. */
  readonly detail?: string
}

/**
 * How an attempt ended. A `released` trial waits again; a `retry` waits again and keeps its failure on the attempt; a
 * `paused` one waits to be resumed.
 */
export type Outcome =
  | {
      readonly _tag: "complete"
      readonly metrics: Readonly<Record<string, number>>
      /** Which outcome constraints the metrics are outside of. Absent: none. */
      readonly infeasible?: string
    }
  | { readonly _tag: "pruned"; readonly reason: string }
  | { readonly _tag: "failed"; readonly failure: Failure }
  | { readonly _tag: "retry"; readonly failure: Failure }
  | { readonly _tag: "released"; readonly reason: string }
  | { readonly _tag: "paused"; readonly step: number; readonly reason: string }

/** A stored trial. Times are milliseconds since 1970. */
export interface StoredTrial {
  readonly number: number
  readonly state: TrialState
  readonly params: Params
  readonly seed: number
  /** Executions so far. The reports of the latest one count, and those that it goes on from. */
  readonly attempt: number
  /** Earlier attempts whose reports still belong to its curve, by rising step. Default: none. */
  readonly continues?: ReadonlyArray<Segment>
  /** The trial whose checkpoint it began as a copy of, and the step of it. */
  readonly parent?: number
  readonly sourceStep?: number
  /** The step at which it was paused last; it was judged up to there. */
  readonly pausedStep?: number
  /** Why it is paused; only where it is. */
  readonly pausedBecause?: string
  /** The first objective's metric, as returned by `train`; only where complete and inside the outcome constraints, and only where it is finite. */
  readonly value?: number
  readonly metrics?: Readonly<Record<string, number>>
  readonly failure?: Failure
  /** Which outcome constraints a complete trial is outside of: it has no value then, and cannot be the best. */
  readonly infeasible?: string
  /** Why it was pruned. */
  readonly prunedBecause?: string
  readonly evidence?: Evidence
  readonly createdAt: number
  /** When the latest attempt began. */
  readonly startedAt?: number
  readonly finishedAt?: number
  /** The study's revision that the proposal saw. */
  readonly sawRevision: number
  /** The study's revision at which the trial was inserted, and at which it ended. */
  readonly createdRevision: number
  readonly finishedRevision?: number
}

/** A stored report. */
export interface StoredReport extends Report {
  readonly trial: number
  readonly attempt: number
  readonly at: number
  readonly revision: number
}

/** A stored verdict, with the revision that it was derived from. */
export interface StoredDecision {
  readonly trial: number
  readonly attempt: number
  readonly step: number
  /** As in the report that was judged. */
  readonly fold?: number
  readonly verdict: "Continue" | "Prune" | "Pause"
  readonly reason?: string
  /** At which rung it was paused. */
  readonly rung?: number
  readonly sawRevision: number
}

/** One execution of a trial. */
export interface StoredAttempt {
  readonly trial: number
  readonly attempt: number
  readonly host: string
  readonly pid: number
  readonly startedAt: number
  readonly endedAt?: number
  /** How it ended; absent while it runs. `lost`: its runner died. */
  readonly ended?: Outcome["_tag"] | "lost"
  /** Where it failed, was to be tried again, or was lost. */
  readonly failure?: Failure
  /** Why it went on with a paused trial. */
  readonly resumption?: StoredResumption
  /** The checkpoint that it went on from. */
  readonly source?: CheckpointRef
  /** Which checkpoints it could not use, and why. */
  readonly problems?: ReadonlyArray<string>
  /** Under which circumstances its runner executed it, where that is on record. */
  readonly provenance?: Provenance
  /** What it took of the machine; absent while it runs, and where its runner died. */
  readonly usage?: Usage
}

/** What has changed in a study since a revision: trials in their present state and reports, each by rising key; checkpoints. */
export interface Changes {
  readonly revision: number
  readonly trials: ReadonlyArray<StoredTrial>
  readonly reports: ReadonlyArray<StoredReport>
  /** Checkpoints that were saved, in the order of their saving; absent where there are none. */
  readonly checkpoints?: ReadonlyArray<StoredCheckpoint>
}

/**
 * A turn at proposing trials. Only one runner of a study has it at a time. One that was not taken has no epoch: it holds as
 * long as nobody else has proposed or taken a turn, and the budget is the same.
 */
export interface Turn {
  readonly study: number
  /** Fencing number of the turn, where it was taken. */
  readonly epoch?: number
  /** The number that the next trial gets. */
  readonly nextNumber: number
  /** How many more trials the budget allows; at least 1. */
  readonly room: number
  /** The study's revision when the turn was taken: every earlier proposal is in it. */
  readonly revision: number
}

/** A proposed trial. */
export interface Proposal {
  readonly number: number
  readonly params: Params
  readonly seed: number
  readonly evidence?: Evidence
  /** The trial whose checkpoint it begins as a copy of, and the step of it. */
  readonly parent?: { readonly trial: number; readonly step: number }
  readonly sawRevision: number
}

/** A trial that this runner may execute. */
export interface Claimed {
  readonly lease: Lease
  readonly params: Params
  readonly seed: number
  /** How many earlier attempts failed, by reason; those whose runner died are `lost`. */
  readonly failures: Readonly<Partial<Record<FailureReason, number>>>
  /** The checkpoints that it may go on from, the first choice first. */
  readonly sources: ReadonlyArray<StoredCheckpoint>
  /** Why it goes on; only where it was paused. */
  readonly resumption?: StoredResumption
}

/** One look at the sealed metrics of a trial. */
export interface Unsealing {
  readonly trial: number
  /** In milliseconds since 1970. */
  readonly at: number
  /** What looked, such as "best --unseal". */
  readonly command: string
  readonly metrics: Readonly<Record<string, number>>
}
