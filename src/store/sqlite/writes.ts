/** Statements that several writes share: the study's revision, and who holds which attempt. */
import { type StoredResumption, sourcesOf } from "../checkpoints.ts"
import type { TrialState } from "../../search/Trial.ts"
import type { Claimed, FailureReason, Lease, Runner, StoredAttempt } from "../records.ts"
import { readJson } from "./readJson.ts"
import { checkpointColumns, checkpointOf, type CheckpointRow, noFold } from "./rows.ts"
import type { Database } from "./Database.ts"

/** An attempt and its trial, as the checks of a lease need them. */
export interface Held {
  readonly state: TrialState
  /** The trial's latest attempt. */
  readonly latest: number
  readonly ended: StoredAttempt["ended"] | null
}

interface StartedRow {
  readonly attempt: number
  readonly params: string
  readonly seed: number
  readonly parent: number | null
  readonly sourceStep: number | null
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
export const prepareWrites = (database: Database): Writes => {
  const bump = database.prepare<{ revision: number }>(
    "UPDATE studies SET revision = revision + 1 WHERE id = ? RETURNING revision"
  )
  const touch = database.prepare<{ revision: number }>(
    "UPDATE studies SET revision = revision + 1, active_at = max(active_at, ?) WHERE id = ? RETURNING revision"
  )
  const held = database.prepare<Held>(`
    SELECT t.state, t.attempt AS latest, a.ended
    FROM trials t JOIN attempts a ON a.study = t.study AND a.trial = t.number
    WHERE t.study = @study AND t.number = @trial AND a.attempt = @attempt`)
  const noteAbsence = database.prepare(`
    INSERT INTO absences (study, trial, attempt, from_revision, to_revision)
    SELECT study, trial, attempt, ended_revision, @revision FROM attempts
    WHERE study = @study AND trial = @trial AND attempt = @attempt AND ended = 'lost'`)
  const start = database.prepare<StartedRow>(`
    UPDATE trials SET state = 'running', attempt = attempt + 1, lease_until = @until, started_at = @now,
      started_revision = @revision, revision = @revision, continues = NULL, paused_because = NULL
    WHERE study = @study AND number = @trial AND state = @from
    RETURNING attempt, params, seed, parent, source_step AS sourceStep`)
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
  const sources = (study: number, trial: number, { parent, sourceStep }: StartedRow) =>
    sourcesOf(
      there.all(study, trial).map(checkpointOf),
      new Map(reported.all(study, trial).map(({ attempt, latest }) => [attempt, latest ?? undefined])),
      parent === null ? [] : there.all(study, parent).map(checkpointOf),
      sourceStep ?? undefined
    )
  const failures = database.prepare<{ reason: FailureReason; count: number }>(`
    SELECT json_extract(failure, '$.reason') AS reason, count(*) AS count FROM attempts
    WHERE study = ? AND trial = ? AND failure IS NOT NULL GROUP BY 1`)

  return {
    nextRevision: (study) => bump.first(study)!.revision,
    activity: (study, now) => touch.first(now, study)!.revision,
    held: ({ attempt, study, trial }) => held.first({ study, trial, attempt }),
    noteAbsence: ({ attempt, study, trial }, revision) => {
      noteAbsence.run({ study, trial, attempt, revision })
    },
    lease: (study, trial, { host, id, pid, processStart }, until, now, revision, resumption) => {
      const from = resumption === undefined ? "waiting" : "paused"
      const started = start.first({ study, trial, until, now, revision, from })!
      const { attempt, params, seed } = started
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
      return {
        lease: { study, trial, attempt },
        params: readJson(params),
        seed,
        failures: Object.fromEntries(failures.all(study, trial).map(({ count, reason }) => [reason, count])),
        sources: sources(study, trial, started),
        ...(resumption === undefined ? {} : { resumption })
      }
    }
  }
}
