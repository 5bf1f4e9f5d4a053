/** Statements that several writes share: the study's revision, and who holds which attempt. */
import { type StoredResumption, sourcesOf } from "../checkpoints.ts"
import type { TrialState } from "../../search/Trial.ts"
import { present } from "../present.ts"
import type { Claimed, FailureReason, Lease, Runner, StoredAttempt, StoredTrial } from "../records.ts"
import type { Database } from "./Database.ts"
import type { Recent } from "./recent.ts"
import {
  checkpointColumns,
  checkpointOf,
  type CheckpointRow,
  noFold,
  trialColumns,
  trialOf,
  type TrialRow
} from "./rows.ts"

/** An attempt and its trial, as the checks of a lease need them. */
export interface Held {
  readonly state: TrialState
  /** The trial's latest attempt. */
  readonly latest: number
  readonly ended: StoredAttempt["ended"] | null
}

/** Which runner executes which attempt from when on. */
export interface NewAttempt extends Lease {
  readonly runner: Runner
  readonly now: number
  readonly revision: number
  readonly resumption?: StoredResumption
}

/** Shared statements, each to be run inside a transaction. */
export interface Writes {
  /** Counts one more write to the study. */
  readonly nextRevision: (study: number) => number
  /** The same for the start or the end of an attempt. */
  readonly activity: (study: number, now: number) => number
  readonly held: (lease: Lease) => Held | undefined
  /** Keeps, of an attempt that was taken back and goes on or ends after all, that its trial waited until now. */
  readonly noteAbsence: (lease: Lease, revision: number) => void
  readonly startAttempt: (attempt: NewAttempt) => void
  /** The checkpoints that a trial's parent has, for the first attempt of its copy. */
  readonly sourcesOfCopy: (study: number, parent: number, step: number) => Claimed["sources"]
  /** Leases a waiting trial to a runner, or a paused one that is resumed. */
  readonly lease: (
    study: number,
    trial: number,
    runner: Runner,
    until: number,
    now: number,
    revision: number,
    resumption?: StoredResumption
  ) => Claimed
}

/**
 * Whether the attempt may still be written about. It may while its trial is running, and also after it was taken back
 * from a runner that was believed dead, until another runner has taken it over.
 */
export const isOpen = ({ attempt }: Lease, held: Held | undefined): boolean =>
  held !== undefined &&
  held.latest === attempt &&
  (held.state === "running" || (held.state === "waiting" && held.ended === "lost"))

/** Prepares the shared statements. */
export const prepareWrites = (database: Database, recent: Recent): Writes => {
  const bump = database.prepare<{ revision: number }>(
    "UPDATE studies SET revision = revision + 1 WHERE id = ? RETURNING revision"
  )
  const touch = database.prepare<{ revision: number }>(
    "UPDATE studies SET revision = revision + 1, active_at = max(active_at, ?) WHERE id = ? RETURNING revision"
  )
  // Not as a join: SQLite plans one anew for each set of values, at ten times the price of looking twice.
  const heldTrial = database.prepare<Pick<Held, "state" | "latest">>(
    "SELECT state, attempt AS latest FROM trials WHERE study = ? AND number = ?"
  )
  const heldAttempt = database.prepare<Pick<Held, "ended">>(
    "SELECT ended FROM attempts WHERE study = ? AND trial = ? AND attempt = ?"
  )
  const held = ({ attempt, study, trial }: Lease): Held | undefined => {
    const [its, own] = [heldTrial.first(study, trial), heldAttempt.first(study, trial, attempt)]
    return its && own && { ...its, ...own }
  }
  const noteAbsence = database.prepare(`
    INSERT INTO absences (study, trial, attempt, from_revision, to_revision)
    SELECT study, trial, attempt, ended_revision, @revision FROM attempts
    WHERE study = @study AND trial = @trial AND attempt = @attempt AND ended = 'lost'`)
  const start = database.prepare<TrialRow>(`
    UPDATE trials SET state = 'running', attempt = attempt + 1, lease_until = @until, started_at = @now,
      started_revision = @revision, revision = @revision, continues = NULL, paused_because = NULL
    WHERE study = @study AND number = @trial AND state = @from
    RETURNING ${trialColumns}`)
  const insertAttempt = database.prepare(`
    INSERT INTO attempts (study, trial, attempt, runner, host, pid, process_start, started_at, started_revision,
      resumed_because, saw_revision, could_start)
    VALUES (@study, @trial, @attempt, @id, @host, @pid, @processStart, @now, @revision, @because, @sawRevision, @couldStart)`)
  const there = database.prepare<CheckpointRow>(
    `SELECT ${checkpointColumns} FROM checkpoints WHERE study = ? AND trial = ? AND removed_at IS NULL`
  )
  const reported = database.prepare<{ attempt: number; latest: number | null }>(`
    SELECT attempt, max(CASE WHEN fold = ${noFold} THEN step END) AS latest FROM reports
    WHERE study = ? AND trial = ? GROUP BY attempt`)
  const sources = (study: number, { number, parent, sourceStep }: StoredTrial) =>
    sourcesOf(
      there.all(study, number).map(checkpointOf),
      new Map(reported.all(study, number).map(({ attempt, latest }) => [attempt, latest ?? undefined])),
      parent === undefined ? [] : there.all(study, parent).map(checkpointOf),
      sourceStep
    )
  const failures = database.prepare<{ reason: FailureReason; count: number }>(`
    SELECT json_extract(failure, '$.reason') AS reason, count(*) AS count FROM attempts
    WHERE study = ? AND trial = ? AND failure IS NOT NULL GROUP BY 1`)

  const startAttempt = ({ attempt, now, resumption, revision, runner, study, trial }: NewAttempt): void => {
    const { host, id, pid, processStart } = runner
    insertAttempt.run({
      study,
      trial,
      attempt,
      id,
      host,
      pid,
      processStart,
      now,
      revision,
      because: resumption?.reason ?? null,
      sawRevision: resumption?.sawRevision ?? null,
      couldStart: resumption === undefined ? null : Number(resumption.couldStart)
    })
  }

  return {
    nextRevision: (study) => bump.first(study)!.revision,
    activity: (study, now) => touch.first(now, study)!.revision,
    held,
    noteAbsence: ({ attempt, study, trial }, revision) => {
      noteAbsence.run({ study, trial, attempt, revision })
    },
    startAttempt,
    sourcesOfCopy: (study, parent, step) => sourcesOf([], new Map(), there.all(study, parent).map(checkpointOf), step),
    lease: (study, trial, runner, until, now, revision, resumption) => {
      const from = resumption === undefined ? "waiting" : "paused"
      const started = trialOf(start.first({ study, trial, until, now, revision, from })!)
      const { attempt, params, seed } = started
      startAttempt({ study, trial, attempt, runner, now, revision, ...present({ resumption }) })
      recent.note(study, { revision, trial: started })
      return {
        lease: { study, trial, attempt },
        params,
        seed,
        failures: Object.fromEntries(failures.all(study, trial).map(({ count, reason }) => [reason, count])),
        sources: sources(study, started),
        ...present({ resumption })
      }
    }
  }
}
