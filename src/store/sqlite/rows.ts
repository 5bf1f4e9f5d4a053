/** Rows of the tables as records. What types and checks of the tables do not hold is looked at where it is read. */
import type { Verdict } from "../../search/Pruner.ts"
import type { TrialState } from "../../search/Trial.ts"
import type { Segment, StoredCheckpoint } from "../checkpoints.ts"
import { present } from "../present.ts"
import type { StoredAttempt, StoredDecision, StoredReport, StoredStudy, StoredTrial, Stopped } from "../records.ts"
import { readJson } from "./readJson.ts"

type Metrics = Readonly<Record<string, number>>

/** Metrics as JSON. NaN and the infinities, which JSON lacks, become strings. */
export const encodeMetrics = (metrics: Metrics): string =>
  JSON.stringify(metrics, (_, value: unknown) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value
  )

/** The inverse of `encodeMetrics`. */
export const decodeMetrics = (json: string): Metrics => {
  const metrics = readJson<Record<string, number | string>>(json)
  for (const name in metrics) if (typeof metrics[name] === "string") metrics[name] = Number(metrics[name])
  return metrics as Metrics
}

/** A number as the column `value` keeps it: null unless finite. */
export const finiteOrNull = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null

/** JSON of a column; null where it is empty. */
export const parsed = <A extends object>(json: string | null): A | null => (json === null ? null : readJson<A>(json))

export interface StudyRow {
  readonly id: number
  readonly name: string
  readonly file: string | null
  readonly fileHash: string | null
  readonly spec: string
  readonly declaredTrials: number
  readonly budgetTrials: number
  readonly revision: number
  readonly createdAt: number
  readonly stopped: string | null
  readonly stopFrom: number
}

export const studyColumns = `id, name, file, file_hash AS fileHash, spec, declared_trials AS declaredTrials,
  budget_trials AS budgetTrials, revision, created_at AS createdAt, stopped, stop_from AS stopFrom`

export const studyOf = (row: StudyRow): StoredStudy => ({
  id: row.id,
  name: row.name,
  ...present({ file: row.file, fileHash: row.fileHash }),
  spec: readJson(row.spec),
  declaredTrials: row.declaredTrials,
  budgetTrials: row.budgetTrials,
  revision: row.revision,
  createdAt: row.createdAt,
  ...present({ stopped: parsed<Stopped>(row.stopped) }),
  stopFrom: row.stopFrom
})

export interface TrialRow {
  readonly number: number
  readonly state: TrialState
  readonly params: string
  readonly seed: number
  readonly attempt: number
  readonly value: number | null
  readonly metrics: string | null
  readonly failure: string | null
  readonly infeasible: string | null
  readonly prunedBecause: string | null
  readonly evidence: string | null
  readonly createdAt: number
  readonly startedAt: number | null
  readonly finishedAt: number | null
  readonly sawRevision: number
  readonly createdRevision: number
  readonly finishedRevision: number | null
  readonly continues: string | null
  readonly parent: number | null
  readonly sourceStep: number | null
  readonly pausedStep: number | null
  readonly pausedBecause: string | null
}

export const trialColumns = `number, state, params, seed, attempt, value, metrics, failure, infeasible, continues, parent,
  source_step AS sourceStep, paused_step AS pausedStep, paused_because AS pausedBecause,
  pruned_because AS prunedBecause, evidence, created_at AS createdAt, started_at AS startedAt,
  finished_at AS finishedAt, saw_revision AS sawRevision, created_revision AS createdRevision,
  finished_revision AS finishedRevision`

export const trialOf = (row: TrialRow): StoredTrial => ({
  number: row.number,
  state: row.state,
  params: readJson(row.params),
  seed: row.seed,
  attempt: row.attempt,
  createdAt: row.createdAt,
  sawRevision: row.sawRevision,
  createdRevision: row.createdRevision,
  ...present({
    value: row.value,
    metrics: row.metrics === null ? null : decodeMetrics(row.metrics),
    failure: parsed<NonNullable<StoredTrial["failure"]>>(row.failure),
    infeasible: row.infeasible,
    prunedBecause: row.prunedBecause,
    evidence: parsed<NonNullable<StoredTrial["evidence"]>>(row.evidence),
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
    finishedRevision: row.finishedRevision,
    continues: parsed<ReadonlyArray<Segment>>(row.continues),
    parent: row.parent,
    sourceStep: row.sourceStep,
    pausedStep: row.pausedStep,
    pausedBecause: row.pausedBecause
  })
})

export interface ReportRow {
  readonly trial: number
  readonly attempt: number
  readonly fold: number
  readonly step: number
  readonly metrics: string
  readonly at: number
  readonly revision: number
}

/** What stands for "no folds" in the column `fold`. */
export const noFold = -1

export const reportColumns = "trial, attempt, fold, step, metrics, at, revision"

export const reportOf = ({ fold, metrics, ...row }: ReportRow): StoredReport => ({
  ...row,
  ...(fold === noFold ? {} : { fold }),
  metrics: decodeMetrics(metrics)
})

export interface DecisionRow {
  readonly trial: number
  readonly attempt: number
  readonly fold: number
  readonly step: number
  readonly verdict: Verdict["_tag"]
  readonly reason: string | null
  readonly rung: number | null
  readonly sawRevision: number
}

export const decisionColumns = "trial, attempt, fold, step, verdict, reason, rung, saw_revision AS sawRevision"

export const decisionOf = ({ fold, reason, rung, ...row }: DecisionRow): StoredDecision => ({
  ...row,
  ...(fold === noFold ? {} : { fold }),
  ...present({ reason, rung })
})

export interface CheckpointRow extends Omit<StoredCheckpoint, "randomPosition" | "removedAt"> {
  readonly randomPosition: number | null
  readonly removedAt: number | null
}

export const checkpointColumns = `trial, attempt, step, place, bytes, digest, random_position AS randomPosition,
  saved_at AS savedAt, removed_at AS removedAt, revision`

export const checkpointOf = ({ randomPosition, removedAt, ...row }: CheckpointRow): StoredCheckpoint => ({
  ...row,
  ...present({ randomPosition, removedAt })
})

/** The columns of an attempt that say why and from where it went on. */
export interface OriginRow {
  readonly resumedBecause: string | null
  readonly sawRevision: number | null
  readonly couldStart: number | null
  readonly sourceTrial: number | null
  readonly sourceAttempt: number | null
  readonly sourceStep: number | null
  readonly problems: string | null
}

export const originColumns = `resumed_because AS resumedBecause, saw_revision AS sawRevision, could_start AS couldStart,
  source_trial AS sourceTrial, source_attempt AS sourceAttempt, source_step AS sourceStep, problems`

export const originOf = (row: OriginRow): Pick<StoredAttempt, "resumption" | "source" | "problems"> => ({
  ...(row.resumedBecause === null
    ? {}
    : {
        resumption: {
          reason: row.resumedBecause,
          sawRevision: row.sawRevision ?? 0,
          couldStart: row.couldStart === 1
        }
      }),
  ...(row.sourceTrial === null
    ? {}
    : { source: { trial: row.sourceTrial, attempt: row.sourceAttempt ?? 0, step: row.sourceStep ?? 0 } }),
  ...present({ problems: parsed<ReadonlyArray<string>>(row.problems) })
})

export interface AttemptRow extends OriginRow {
  readonly trial: number
  readonly attempt: number
  readonly host: string
  readonly pid: number
  readonly startedAt: number
  readonly endedAt: number | null
  readonly ended: StoredAttempt["ended"] | null
  readonly failure: string | null
  readonly provenance: string | null
  readonly usage: string | null
}

export const attemptOf = (row: AttemptRow): StoredAttempt => ({
  trial: row.trial,
  attempt: row.attempt,
  host: row.host,
  pid: row.pid,
  startedAt: row.startedAt,
  ...present({
    endedAt: row.endedAt,
    ended: row.ended,
    failure: parsed<NonNullable<StoredAttempt["failure"]>>(row.failure),
    provenance: parsed<NonNullable<StoredAttempt["provenance"]>>(row.provenance),
    usage: parsed<NonNullable<StoredAttempt["usage"]>>(row.usage)
  }),
  ...originOf(row)
})
