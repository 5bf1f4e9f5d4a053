/** The port of what is remembered: the read side, which never blocks a run. */
import * as Context from "effect/Context"
import type { Effect } from "effect/Effect"
import type { NotFound, StoreError } from "../errors.ts"
import type { TrialState } from "../search/Trial.ts"
import type { StoredCheckpoint } from "./checkpoints.ts"
import type { StoredAttempt, StoredDecision, StoredReport, StoredStudy, StoredTrial, Unsealing } from "./records.ts"
import type { RecordedAttempt, StudyRecord } from "./StudyRecord.ts"

/** One line about a study. */
export interface StudySummary {
  readonly study: StoredStudy
  /** How many trials are in each state; states without trials are absent. */
  readonly counts: Readonly<Partial<Record<TrialState, number>>>
  /** The best complete trial: the lowest number wins a tie. */
  readonly incumbent?: StoredTrial
  /** When a trial last started or ended, in milliseconds since 1970. */
  readonly lastActivityAt: number
}

/** One trial with all that is known of it. */
export interface TrialHistory {
  readonly study: StoredStudy
  readonly trial: StoredTrial
  readonly attempts: ReadonlyArray<StoredAttempt>
  readonly reports: ReadonlyArray<StoredReport>
  readonly decisions: ReadonlyArray<StoredDecision>
  /** In the order of their saving. */
  readonly checkpoints: ReadonlyArray<StoredCheckpoint>
  /** The trials that began as copies of it, by number. */
  readonly children: ReadonlyArray<number>
}

/** What a complete trial last reported of a fold: the first objective, as reported. */
export interface FoldValue {
  readonly trial: number
  readonly fold: number
  readonly value: number
}

/** What is new in a study since a revision, at one moment. */
export interface StudyNews {
  /** As it stands: what is told is what happened up to its revision. */
  readonly study: StoredStudy
  /** The trials that changed, in their present state, by rising number. */
  readonly trials: ReadonlyArray<StoredTrial>
  /** All attempts of these trials. */
  readonly attempts: ReadonlyArray<Pick<RecordedAttempt, "trial" | "attempt" | "startedAt" | "ended">>
  readonly reports: ReadonlyArray<StoredReport>
}

/** What a store answers to those who only look. Sealed metrics are in no answer but that of `unsealings`. */
export interface StudyReaderService {
  /** Studies, the one with the latest activity first. Archived ones (`name~1`) are among them. */
  readonly list: Effect<ReadonlyArray<StudySummary>, StoreError>
  /** The study of this name; without a name the one with the latest activity, confirmations apart. `NotFound` names what there is. */
  readonly summary: (name?: string) => Effect<StudySummary, NotFound | StoreError>
  /** Complete trials, best first, then the others by number. `limit` bounds the rows read. */
  readonly leaderboard: (study: number, limit?: number) => Effect<ReadonlyArray<StoredTrial>, StoreError>
  /** The folds of complete trials, by rising trial and fold; empty where the incumbent has reported none. */
  readonly folds: (study: number) => Effect<ReadonlyArray<FoldValue>, StoreError>
  /** One trial whole. */
  readonly trial: (study: number, number: number) => Effect<TrialHistory, NotFound | StoreError>
  /** Everything that was recorded of a study, at one moment. */
  readonly record: (study: number) => Effect<StudyRecord, NotFound | StoreError>
  /** A number that another process changes whenever it writes to the store. Asking for it reads nothing, and costs next to nothing. */
  readonly version: Effect<number, StoreError>
  /** What happened in a study after a revision; 0 gives everything. */
  readonly news: (study: number, since: number) => Effect<StudyNews, NotFound | StoreError>
  /** Every look at sealed metrics, oldest first, with what was seen. */
  readonly unsealings: (study: number) => Effect<ReadonlyArray<Unsealing>, StoreError>
}

/** The store for those who only look. */
export class StudyReader extends Context.Service<StudyReader, StudyReaderService>()("hypersweep/store/StudyReader") {}
