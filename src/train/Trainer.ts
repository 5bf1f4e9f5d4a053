/** The port of where trials run. */
import * as Context from "effect/Context"
import type { Effect } from "effect/Effect"
import type { Verdict } from "../search/Pruner.ts"
import type { Params } from "../search/SearchSpace.ts"
import type { Report, Usage } from "../search/Trial.ts"
import type { CheckpointSource, LoadedCheckpoint, SavedCheckpoint } from "./checkpoint/Checkpoint.ts"
import type { Slot } from "./slots.ts"

/** One attempt to be executed. */
export interface Assignment {
  readonly number: number
  readonly attempt: number
  readonly params: Params
  /** A 32-bit integer. */
  readonly seed: number
  /** It ran out of memory before: nobody else may use its GPU meanwhile. Default false. */
  readonly alone?: boolean
  /** Longest time of the attempt, in milliseconds. Default: none. */
  readonly timeoutMillis?: number
  /** Where its checkpoints are kept, and those that it may go on from, the first choice first. Default: nowhere. */
  readonly checkpoints?: {
    /** Absolute path of the study's artifacts. */
    readonly artifacts: string
    readonly sources: ReadonlyArray<CheckpointSource>
  }
}

/** Puts on record what a training says of its checkpoints. */
export interface CheckpointKeeper<E = never, R = never> {
  readonly saved: (checkpoint: SavedCheckpoint) => Effect<void, E, R>
  readonly loaded: (loaded: LoadedCheckpoint) => Effect<void, E, R>
}

/** Is told how an attempt gets on, besides its reports. */
export interface TrialWatch {
  /** The attempt cannot begin yet; what it waits for, in words. */
  readonly waits: (reason: string) => Effect<void>
  /** Once, when the attempt is over, however it ended. */
  readonly used: (usage: Usage) => Effect<void>
}

/** How `train` ended when it did what it should: with its metrics as returned, or stopped by a verdict. */
export type TrainOutcome =
  | { readonly _tag: "returned"; readonly metrics: Readonly<Record<string, number>> }
  | { readonly _tag: "stopped"; readonly verdict: Exclude<Verdict, { _tag: "Continue" }> }

/** Why an attempt has no outcome. */
export class TrialFailed {
  readonly _tag = "TrialFailed"
  readonly reason: "error" | "crash" | "outOfMemory" | "timeout" | "noResult" | "wrongType" | "channel"
  readonly message: string
  readonly detail: string | undefined

  constructor(reason: TrialFailed["reason"], message: string, detail?: string) {
    this.reason = reason
    this.message = message
    this.detail = detail
  }
}

/** What executes trials. */
export interface TrainerService {
  /**
   * Runs one attempt on a slot. Each report waits for its verdict, each checkpoint until the keeper has it on record; by
   * default it is on no record. Interrupting the effect stops the training: politely
   * first, by force after its grace; nothing of it is left when the effect has ended. An attempt that takes longer than
   * it may has one second to end, then it is ended: a trial's process by force, a `train` in this process is left behind.
   */
  readonly run: <E, R>(
    assignment: Assignment,
    slot: Slot,
    onReport: (report: Report) => Effect<Verdict, E, R>,
    keeper?: CheckpointKeeper<E, R>,
    watch?: TrialWatch
  ) => Effect<TrainOutcome, TrialFailed | E, R>
  /** Kills every training at once. For the last resort: the interrupted effects end as usual. */
  readonly killAll: Effect<void>
}

/** The trainer of a study. */
export class Trainer extends Context.Service<Trainer, TrainerService>()("hypersweep/train/Trainer") {}
