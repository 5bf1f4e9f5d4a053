/** Puts a study on record that was exported from a store: all of it, or nothing. */
import { isSweepError, UsageError } from "../../errors.ts"
import { isFinished } from "../../search/Trial.ts"
import type { StoredDecision, StoredReport } from "../records.ts"
import type { RecordedAttempt, RecordedTrial, StudyRecord } from "../StudyRecord.ts"
import type { Database } from "./Database.ts"
import { encodeMetrics, finiteOrNull, noFold } from "./rows.ts"

/** What stands where the export does not say who executed an attempt. */
const elsewhere = { host: "imported", pid: 0, processStart: "" }

const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value))

const insertInto = (database: Database, table: string, columns: ReadonlyArray<string>) =>
  database.prepare(
    `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map((name) => `@${name}`).join(", ")})`
  )

const studyColumns = [
  "name",
  "file",
  "file_hash",
  "metric",
  "direction",
  "spec",
  "declared_trials",
  "budget_trials",
  "next_number",
  "revision",
  "created_at",
  "active_at",
  "stopped",
  "stop_from"
]

const trialColumns = [
  "study",
  "number",
  "state",
  "params",
  "seed",
  "attempt",
  "value",
  "metrics",
  "failure",
  "infeasible",
  "pruned_because",
  "evidence",
  "created_at",
  "started_at",
  "finished_at",
  "saw_revision",
  "created_revision",
  "started_revision",
  "finished_revision",
  "revision",
  "proposed_by",
  "saw_budget",
  "parent",
  "source_step",
  "paused_step",
  "paused_because",
  "continues"
]

const attemptColumns = [
  "study",
  "trial",
  "attempt",
  "runner",
  "host",
  "pid",
  "process_start",
  "started_at",
  "ended_at",
  "ended",
  "started_revision",
  "ended_revision",
  "resumed_because",
  "saw_revision",
  "could_start",
  "continues",
  "loaded_revision",
  "paused_step"
]

/** A trial that runs, or ran when it was exported, runs nowhere here: it waits. */
const stateHere = ({ state }: RecordedTrial): RecordedTrial["state"] => (state === "running" ? "waiting" : state)

const lastStart = (attempts: ReadonlyArray<RecordedAttempt>, { attempt, number }: RecordedTrial): number | null =>
  attempts.find((one) => one.trial === number && one.attempt === attempt)?.startedRevision ?? null

const misfit = (what: string): UsageError =>
  new UsageError(
    `What is to be imported does not fit together: ${what}.`,
    "It was changed after sweep export had printed it, or cut short. Export it again; nothing was imported."
  )

/** Tells a report from all others of its study. */
const placeOf = ({ attempt, fold = noFold, step, trial }: StoredDecision | StoredReport): string =>
  `${trial}/${attempt}/${fold}/${step}`

/** Why an import was refused; undefined where it was not. What is not the fault of what was given is thrown on. */
export const refusalOf = (insert: () => void): UsageError | undefined => {
  try {
    insert()
    return undefined
  } catch (error) {
    if (error instanceof UsageError && isSweepError(error)) return error
    const code = error instanceof Error && "code" in error ? String(error.code) : ""
    if (!code.startsWith("SQLITE_CONSTRAINT")) throw error
    return misfit((error as Error).message)
  }
}

/** Inserts records; to be run inside one transaction. Throws `UsageError` where a name is taken. */
export const importing = (database: Database) => {
  const taken = database.prepare<{ readonly name: string }>("SELECT name FROM studies WHERE name = ?")
  const idOf = database.prepare<{ readonly id: number }>("SELECT id FROM studies WHERE name = ?")
  const study = insertInto(database, "studies", studyColumns)
  const trial = insertInto(database, "trials", trialColumns)
  const attempt = insertInto(database, "attempts", attemptColumns)
  const report = insertInto(database, "reports", [
    "study",
    "trial",
    "attempt",
    "fold",
    "step",
    "value",
    "metrics",
    "at",
    "revision",
    "verdict",
    "reason",
    "rung",
    "saw_revision"
  ])
  const absence = insertInto(database, "absences", ["study", "trial", "attempt", "from_revision", "to_revision"])
  const checkpoint = insertInto(database, "checkpoints", [
    "study",
    "trial",
    "attempt",
    "step",
    "place",
    "bytes",
    "digest",
    "random_position",
    "saved_at",
    "removed_at",
    "revision"
  ])
  const runner = insertInto(database, "runners", [
    "study",
    "runner",
    "sampler",
    "pruner",
    "file_hash",
    "window",
    "enrolled_at",
    "provenance"
  ])

  return (record: StudyRecord): void => {
    const { attempts, trials } = record
    const own = record.study
    if (taken.first(own.name) !== undefined)
      throw new UsageError(
        `There is a study "${own.name}" in ${database.path} already.`,
        "Import it under another name: --as <name>. Or into another store: --store other.db."
      )
    study.run({
      name: own.name,
      file: own.file ?? null,
      file_hash: own.fileHash ?? null,
      metric: own.spec.objective.metric,
      direction: own.spec.objective.direction,
      spec: JSON.stringify(own.spec),
      declared_trials: own.declaredTrials,
      budget_trials: own.budgetTrials,
      next_number: trials.length,
      revision: own.revision,
      created_at: own.createdAt,
      active_at: trials.reduce(
        (latest, { finishedAt = 0, startedAt = 0 }) => Math.max(latest, finishedAt, startedAt),
        own.createdAt
      ),
      stopped: json(own.stopped),
      stop_from: own.stopFrom
    })
    const { id } = idOf.first(own.name)!
    for (const [name, setup] of record.setups)
      runner.run({
        study: id,
        runner: name,
        sampler: JSON.stringify(setup.sampler),
        pruner: JSON.stringify(setup.pruner),
        file_hash: setup.fileHash ?? null,
        window: setup.window ?? null,
        enrolled_at: own.createdAt,
        provenance: json(setup.provenance)
      })
    for (const one of trials)
      trial.run({
        study: id,
        number: one.number,
        state: stateHere(one),
        params: JSON.stringify(one.params),
        seed: one.seed,
        attempt: one.attempt,
        value: finiteOrNull(one.value),
        metrics: one.metrics === undefined ? null : encodeMetrics(one.metrics),
        failure: json(one.failure),
        infeasible: one.infeasible ?? null,
        pruned_because: one.prunedBecause ?? null,
        evidence: json(one.evidence),
        created_at: one.createdAt,
        started_at: one.startedAt ?? null,
        finished_at: one.finishedAt ?? null,
        saw_revision: one.sawRevision,
        created_revision: one.createdRevision,
        started_revision: lastStart(attempts, one),
        finished_revision: one.finishedRevision ?? null,
        revision: isFinished(one.state) ? (one.finishedRevision ?? own.revision) : own.revision,
        proposed_by: one.proposedBy ?? null,
        saw_budget: one.sawBudget ?? null,
        parent: one.parent ?? null,
        source_step: one.sourceStep ?? null,
        paused_step: one.pausedStep ?? null,
        paused_because: one.pausedBecause ?? null,
        continues: json(one.continues)
      })
    for (const one of attempts) {
      const { absences, endedRevision, loaded, resumption } = one
      attempt.run({
        study: id,
        trial: one.trial,
        attempt: one.attempt,
        runner: one.runner,
        host: elsewhere.host,
        pid: elsewhere.pid,
        process_start: elsewhere.processStart,
        started_at: one.startedAt,
        ended_at: null,
        // Whoever executes it does so for another store.
        ended: one.ended ?? "lost",
        started_revision: one.startedRevision,
        ended_revision: endedRevision ?? own.revision,
        resumed_because: resumption?.reason ?? null,
        saw_revision: resumption?.sawRevision ?? null,
        could_start: resumption === undefined ? null : Number(resumption.couldStart),
        continues: loaded === undefined ? null : JSON.stringify(loaded.continues),
        loaded_revision: loaded?.revision ?? null,
        paused_step: one.pausedStep ?? null
      })
      for (const { from, to } of absences)
        absence.run({ study: id, trial: one.trial, attempt: one.attempt, from_revision: from, to_revision: to })
    }
    const decisions = new Map(record.decisions.map((one) => [placeOf(one), one]))
    if (decisions.size < record.decisions.length) throw misfit("a report has two verdicts")
    for (const one of record.reports) {
      const decision = decisions.get(placeOf(one))
      decisions.delete(placeOf(one))
      report.run({
        study: id,
        trial: one.trial,
        attempt: one.attempt,
        fold: one.fold ?? noFold,
        step: one.step,
        value: finiteOrNull(one.metrics[own.spec.objective.metric]),
        metrics: encodeMetrics(one.metrics),
        at: one.at,
        revision: one.revision,
        verdict: decision?.verdict ?? null,
        reason: decision?.reason ?? null,
        rung: decision?.rung ?? null,
        saw_revision: decision?.sawRevision ?? null
      })
    }
    if (decisions.size > 0) throw misfit("a verdict has no report")
    for (const one of record.checkpoints)
      checkpoint.run({
        study: id,
        trial: one.trial,
        attempt: one.attempt,
        step: one.step,
        place: one.place,
        bytes: one.bytes,
        digest: one.digest,
        random_position: one.randomPosition ?? null,
        saved_at: one.savedAt,
        removed_at: one.removedAt ?? null,
        revision: one.revision
      })
  }
}
