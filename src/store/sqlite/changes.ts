/** What changed in a study since a revision. */
import type { Changes } from "../records.ts"
import type { Database } from "./Database.ts"
import {
  checkpointColumns,
  checkpointOf,
  type CheckpointRow,
  reportColumns,
  reportOf,
  type ReportRow,
  trialColumns,
  trialOf,
  type TrialRow
} from "./rows.ts"

/** Reads what changed in a study after a revision, up to its present one; to be run inside a transaction. */
export const changesIn = (database: Database): ((study: number, since: number, present: number) => Changes) => {
  // Left to itself, SQLite reads the whole study in the order that is asked for, to save sorting the few that are new.
  const trials = database.prepare<TrialRow>(
    `SELECT ${trialColumns} FROM trials INDEXED BY trials_by_revision WHERE study = ? AND revision > ? ORDER BY number`
  )
  const reports = database.prepare<ReportRow>(`
    SELECT ${reportColumns} FROM reports INDEXED BY reports_by_revision
    WHERE study = ? AND revision > ? ORDER BY trial, attempt, fold, step`)
  const checkpoints = database.prepare<CheckpointRow>(
    `SELECT ${checkpointColumns} FROM checkpoints INDEXED BY checkpoints_by_revision
    WHERE study = ? AND revision > ? ORDER BY revision`
  )
  return (id, since, revision) => {
    if (revision <= since) return { revision, trials: [], reports: [] }
    const saved = checkpoints.all(id, since).map(checkpointOf)
    return {
      revision,
      trials: trials.all(id, since).map(trialOf),
      reports: reports.all(id, since).map(reportOf),
      ...(saved.length === 0 ? {} : { checkpoints: saved })
    }
  }
}
