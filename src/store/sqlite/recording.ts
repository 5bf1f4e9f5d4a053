/** Everything that was recorded of a study. */
import type { Segment } from "../checkpoints.ts"
import { present } from "../present.ts"
import type { Provenance } from "../Provenance.ts"
import type { StoredStudy } from "../records.ts"
import type { Absence, RecordedAttempt, RecordedTrial, Setup, StudyRecord } from "../StudyRecord.ts"
import { readJson } from "./readJson.ts"
import type { Database } from "./Database.ts"
import {
  checkpointColumns,
  checkpointOf,
  type CheckpointRow,
  decisionColumns,
  decisionOf,
  type DecisionRow,
  originColumns,
  originOf,
  type OriginRow,
  parsed,
  reportColumns,
  reportOf,
  type ReportRow,
  trialColumns,
  trialOf,
  type TrialRow
} from "./rows.ts"

type RecordedTrialRow = TrialRow & { readonly proposedBy: string | null; readonly sawBudget: number | null }

interface AttemptRow extends OriginRow {
  readonly trial: number
  readonly attempt: number
  readonly runner: string
  readonly startedAt: number
  readonly startedRevision: number
  readonly ended: RecordedAttempt["ended"] | null
  readonly endedRevision: number | null
  readonly continues: string | null
  readonly loadedRevision: number | null
  readonly pausedStep: number | null
}

interface AbsenceRow extends Absence {
  readonly trial: number
  readonly attempt: number
}

interface SetupRow {
  readonly runner: string
  readonly sampler: string
  readonly pruner: string
  readonly fileHash: string | null
  readonly window: number | null
  readonly provenance: string | null
}

/** Reads a study's record; to be run inside a transaction, so that it is of one moment. */
export const recording = (database: Database): ((study: StoredStudy) => StudyRecord) => {
  const trials = database.prepare<RecordedTrialRow>(`
    SELECT ${trialColumns}, proposed_by AS proposedBy, saw_budget AS sawBudget FROM trials
    WHERE study = ? ORDER BY number`)
  const attempts = database.prepare<AttemptRow>(`
    SELECT trial, attempt, runner, started_at AS startedAt, started_revision AS startedRevision, ended,
      ended_revision AS endedRevision, continues, loaded_revision AS loadedRevision, paused_step AS pausedStep,
      ${originColumns}
    FROM attempts WHERE study = ? ORDER BY trial, attempt`)
  const absences = database.prepare<AbsenceRow>(`
    SELECT trial, attempt, from_revision AS "from", to_revision AS "to" FROM absences
    WHERE study = ? ORDER BY trial, attempt, from_revision`)
  const reports = database.prepare<ReportRow>(`
    SELECT ${reportColumns} FROM reports WHERE study = ? ORDER BY trial, attempt, fold, step`)
  const decisions = database.prepare<DecisionRow>(`
    SELECT ${decisionColumns} FROM decisions WHERE study = ? ORDER BY trial, attempt, fold, step`)
  const checkpoints = database.prepare<CheckpointRow>(
    `SELECT ${checkpointColumns} FROM checkpoints WHERE study = ? ORDER BY revision`
  )
  const setups = database.prepare<SetupRow>(
    "SELECT runner, sampler, pruner, file_hash AS fileHash, window, provenance FROM runners WHERE study = ?"
  )

  return (study) => {
    const away = Map.groupBy(absences.all(study.id), ({ attempt, trial }) => `${trial}/${attempt}`)
    return {
      study,
      trials: trials.all(study.id).map(recordedTrial),
      attempts: attempts
        .all(study.id)
        .map((row) => recordedAttempt(row, away.get(`${row.trial}/${row.attempt}`) ?? [])),
      reports: reports.all(study.id).map(reportOf),
      decisions: decisions.all(study.id).map(decisionOf),
      checkpoints: checkpoints.all(study.id).map(checkpointOf),
      setups: new Map(setups.all(study.id).map((row) => [row.runner, setupOf(row)]))
    }
  }
}

const recordedTrial = ({ proposedBy, sawBudget, ...row }: RecordedTrialRow): RecordedTrial => ({
  ...trialOf(row),
  ...present({ proposedBy, sawBudget })
})

const recordedAttempt = (row: AttemptRow, away: ReadonlyArray<AbsenceRow>): RecordedAttempt => {
  const {
    attempt,
    continues,
    ended,
    endedRevision,
    loadedRevision,
    pausedStep,
    runner,
    startedAt,
    startedRevision,
    trial
  } = row
  const { resumption } = originOf(row)
  return {
    trial,
    attempt,
    runner,
    startedAt,
    startedRevision,
    ...present({ ended, endedRevision, pausedStep, resumption }),
    absences: away.map(({ from, to }) => ({ from, to })),
    ...(loadedRevision === null
      ? {}
      : { loaded: { revision: loadedRevision, continues: parsed<ReadonlyArray<Segment>>(continues) ?? [] } })
  }
}

const setupOf = ({ fileHash, provenance, pruner, sampler, window }: SetupRow): Setup => ({
  sampler: readJson(sampler),
  pruner: readJson(pruner),
  ...present({ fileHash, window, provenance: parsed<Provenance>(provenance) })
})
