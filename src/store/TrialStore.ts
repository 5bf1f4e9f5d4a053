/** The port of what is remembered: the side that runners write through. */
import * as Context from "effect/Context"
import type { Effect } from "effect/Effect"
import type { LeaseLost, NotFound, StoreError, StudyMismatch } from "../errors.ts"
import type { Verdict } from "../search/Pruner.ts"
import type { Report, Usage } from "../search/Trial.ts"
import type { Loaded, NewCheckpoint, StoredCheckpoint, StoredResumption } from "./checkpoints.ts"
import type {
  Changes,
  Claimed,
  Lease,
  NewStudy,
  Outcome,
  Proposal,
  Runner,
  Stopped,
  StoredStudy,
  Turn,
  Unsealing
} from "./records.ts"
import type { RunnerRequest, StoredRequest } from "./requests.ts"
import type { Setup } from "./StudyRecord.ts"

/** How a study is opened. */
export interface CreateOptions {
  /** Put an existing study of this name aside as `name~1` (`name~2`, …) and start anew. */
  readonly fresh?: boolean
  /** Set the budget of trials: to a number, or to that many more than it was. */
  readonly trials?: { readonly total: number } | { readonly more: number }
}

/**
 * What a store does for the runners of a study. Every write survives the death of its process when its effect succeeds;
 * `create` and `reap` are safe then, and all others after the next `safe`.
 */
export interface TrialStoreService {
  /**
   * Opens the study of this name, or creates it. An existing study goes on when file, objective and seed are the same, and
   * the space is the same or has grown; anything else fails with `StudyMismatch`, which says what differs. Sampler and
   * pruner may differ: the spec of the latest run is kept. The declared budget takes force when it differs from the one declared before. Another
   * path is the same file where the stored one is gone: it was moved. `fresh` does not put another file's study aside.
   */
  readonly create: (study: NewStudy, options?: CreateOptions) => Effect<StoredStudy, StudyMismatch | StoreError>
  /** The study as it stands. */
  readonly study: (study: number) => Effect<StoredStudy, StoreError>
  /** Records with what a runner proposes and judges. What it did before is not on record as its own. */
  readonly enrol: (study: number, runner: Runner, setup: Setup) => Effect<void, StoreError>
  /**
   * Takes the turn at proposing, for `ttlMillis`. Undefined while another runner has it, or when the budget is spent. A
   * runner that has it gets it again, and its earlier turn is void.
   */
  readonly takeTurn: (study: number, runner: Runner, ttlMillis: number) => Effect<Turn | undefined, StoreError>
  /**
   * Inserts the proposed trials as waiting and gives the turn back, in one transaction. Their numbers must be those of
   * the turn, in order; those that a lowered budget has no room for are dropped. With `claimFor` that runner gets the
   * first of them at once. `LeaseLost` when the turn had passed to another runner: nothing was inserted then. An empty
   * list only gives the turn back. Under a turn that was not taken only the claimant proposes.
   */
  readonly publish: (
    turn: Turn,
    proposals: ReadonlyArray<Proposal>,
    claimFor?: { readonly runner: Runner; readonly leaseMillis: number }
  ) => Effect<Claimed | undefined, LeaseLost | StoreError>
  /** Leases the waiting trial of the lowest number, if there is one. */
  readonly claim: (study: number, runner: Runner, leaseMillis: number) => Effect<Claimed | undefined, StoreError>
  /**
   * Prolongs leases. Those that are no longer ours are missing from the answer. A trial that was taken back and not
   * taken over yet runs again.
   */
  readonly beat: (leases: ReadonlyArray<Lease>, leaseMillis: number) => Effect<ReadonlyArray<Lease>, StoreError>
  /**
   * Records a report and its verdict in one transaction. `judge` sees what changed in the study since `since`, its own
   * report not among it; it must be pure, for it may be called again. The first report of a step (and fold) in an
   * attempt counts: a repeat records nothing and gets the stored verdict.
   */
  readonly decide: (
    lease: Lease,
    report: Report,
    since: number,
    judge: (changes: Changes) => Verdict
  ) => Effect<Verdict, LeaseLost | StoreError>
  /**
   * Ends an attempt, and keeps what it took of the machine. Doing it again with the same lease after it was applied says "already", whatever the outcome. Others
   * may build on it at once: what they write can be safe only when it is. Nobody is told of it before it is `safe`.
   */
  readonly finish: (
    lease: Lease,
    outcome: Outcome,
    usage?: Usage
  ) => Effect<"applied" | "already", LeaseLost | StoreError>
  /** Succeeds when everything that was written here before survives what the store promises, such as a power cut. */
  readonly safe: Effect<void, StoreError>
  /**
   * Resumes a paused trial: leases it to a runner in a new attempt, with the decision on record. Undefined where it is
   * not paused any more.
   */
  readonly resume: (
    study: number,
    trial: number,
    runner: Runner,
    leaseMillis: number,
    resumption: StoredResumption
  ) => Effect<Claimed | undefined, StoreError>
  /**
   * Prunes paused trials that will not be resumed, all or none: none where the study has changed since `revision`, which
   * is where that was decided.
   */
  readonly endPaused: (
    study: number,
    revision: number,
    ends: ReadonlyArray<{ readonly trial: number; readonly reason: string }>
  ) => Effect<boolean, StoreError>
  /** Puts a checkpoint on record that was written. One of the same place is replaced. */
  readonly saveCheckpoint: (lease: Lease, checkpoint: NewCheckpoint) => Effect<void, LeaseLost | StoreError>
  /**
   * Records what an attempt goes on from. What the attempt that saved the checkpoint had reported up to its step belongs
   * to the trial's curve from here on; what was reported after it is superseded.
   */
  readonly noteLoaded: (lease: Lease, loaded: Loaded) => Effect<void, LeaseLost | StoreError>
  /**
   * Checkpoints whose files nobody wants any more, of one trial or of all. Kept are: the two latest of a trial that is not
   * finished, the latest of each of the `best` best complete trials, and those that a copy is still to begin with.
   */
  readonly unwantedCheckpoints: (
    study: number,
    best: number,
    trial?: number
  ) => Effect<ReadonlyArray<StoredCheckpoint>, StoreError>
  /** Records that files of checkpoints were removed. */
  readonly forgetCheckpoints: (study: number, checkpoints: ReadonlyArray<StoredCheckpoint>) => Effect<void, StoreError>
  /** What changed since a revision; 0 gives everything. */
  readonly changes: (study: number, since: number) => Effect<Changes, StoreError>
  /**
   * Takes back the trials of dead runners: those of this host whose process is gone, at once; those of other hosts when
   * their lease has expired. They wait again; a trial lost for the sixth time has failed. Returns their numbers. A dead
   * runner of this host loses its turn at proposing too. `isAlive` is only asked about runners of this host.
   */
  readonly reap: (
    study: number,
    host: string,
    isAlive: (runner: Runner) => boolean
  ) => Effect<ReadonlyArray<number>, StoreError>
  /** Keeps that the study's rule has stopped it, and returns what is kept: the first reason stays. */
  readonly stop: (study: number, rule: string, reason: string) => Effect<Stopped, StoreError>
  /** For how many seconds its attempts have run so far, those that run now included, and how many of these there are. */
  readonly attemptSeconds: (study: number) => Effect<{ readonly seconds: number; readonly running: number }, StoreError>
  /**
   * Asks something of the runners of a study, or of the one with this id. Whoever stops a trial that is finished, or asks
   * twice, asks for nothing. `NotFound` where there is no such trial.
   */
  readonly ask: (study: number, request: RunnerRequest, runner?: string) => Effect<void, NotFound | StoreError>
  /**
   * What was asked for after the request of this number, oldest first; 0 gives everything. Requests to stop a trial that is
   * finished are left out. They are only read: a runner that dies takes none of them with it.
   */
  readonly asked: (study: number, since: number) => Effect<ReadonlyArray<StoredRequest>, StoreError>
  /** Sets the budget of trials in force. */
  readonly setBudget: (study: number, trials: number) => Effect<void, StoreError>
  /**
   * Looks at the sealed metrics of a trial, and keeps that somebody did. Answers every look at the study, oldest first, this
   * one last. `NotFound` where the trial has none.
   */
  readonly unseal: (
    study: number,
    trial: number,
    command: string
  ) => Effect<ReadonlyArray<Unsealing>, NotFound | StoreError>
}

/** The store that the runners of a study share. */
export class TrialStore extends Context.Service<TrialStore, TrialStoreService>()("hypersweep/store/TrialStore") {}
