/** Everything that was recorded of a study, with the revisions at which it happened: what replay starts from. */
import type { Provenance } from "./Provenance.ts"
import type { Segment, StoredCheckpoint, StoredResumption } from "./checkpoints.ts"
import type { Outcome, StoredDecision, StoredReport, StoredStudy, StoredTrial, StudySpec } from "./records.ts"

/** With what a runner proposes and judges. */
export interface Setup extends Pick<StudySpec, "sampler" | "pruner"> {
  /** SHA-256 of the study file that it has read, in hexadecimal. */
  readonly fileHash?: string
  /** How far apart a trial and the last trial whose result it sees are, where the run is deterministic. */
  readonly window?: number
  /** Under which circumstances its trials are executed. */
  readonly provenance?: Provenance
}

/** A trial with what its proposal was made from. */
export interface RecordedTrial extends StoredTrial {
  /** The runner that proposed it. */
  readonly proposedBy?: string
  /** The budget of trials that its proposal was made for. */
  readonly sawBudget?: number
}

/** One execution, by revisions. */
export interface RecordedAttempt {
  readonly trial: number
  readonly attempt: number
  readonly runner: string
  readonly startedAt: number
  readonly startedRevision: number
  readonly ended?: Outcome["_tag"] | "lost"
  readonly endedRevision?: number
  /** While the trial waited, taken back from its runner, which lived after all and went on with it. */
  readonly absences: ReadonlyArray<Absence>
  /** Why it went on with a paused trial. */
  readonly resumption?: StoredResumption
  /** From which revision on which earlier attempts belong to its curve. */
  readonly loaded?: { readonly revision: number; readonly continues: ReadonlyArray<Segment> }
  /** At which step it was paused. */
  readonly pausedStep?: number
}

/** From the revision at which a trial was taken back to the one at which its runner wrote about it again. */
export interface Absence {
  readonly from: number
  readonly to: number
}

/** All rows of a study, each kind by rising key. */
export interface StudyRecord {
  readonly study: StoredStudy
  readonly trials: ReadonlyArray<RecordedTrial>
  readonly attempts: ReadonlyArray<RecordedAttempt>
  readonly reports: ReadonlyArray<StoredReport>
  readonly decisions: ReadonlyArray<StoredDecision>
  /** In the order of their saving. */
  readonly checkpoints: ReadonlyArray<StoredCheckpoint>
  /** With what each runner worked, by its id. */
  readonly setups: ReadonlyMap<string, Setup>
}
