/** The read side: asks SQLite for the rows that are shown, and never for all of them. */
import * as Effect from "effect/Effect"
import { NotFound } from "../../errors.ts"
import type { StoreError } from "../../errors.ts"
import type { TrialState } from "../../search/Trial.ts"
import { confirmationPattern } from "../confirmation.ts"
import { lastOfFolds } from "../folds.ts"
import { nothingYet, noSuchStudy, noSuchTrial } from "../missing.ts"
import { present } from "../present.ts"
import type { StoredStudy, StoredTrial } from "../records.ts"
import { veiledRecord, veilOf } from "../veil.ts"
import type { FoldValue, StudyNews, StudyReaderService, StudySummary, TrialHistory } from "../StudyReader.ts"
import { changesIn } from "./changes.ts"
import type { Database } from "./Database.ts"
import {
  attemptOf,
  type AttemptRow,
  checkpointColumns,
  checkpointOf,
  type CheckpointRow,
  decisionColumns,
  decisionOf,
  type DecisionRow,
  noFold,
  originColumns,
  reportColumns,
  reportOf,
  type ReportRow,
  studyColumns,
  studyOf,
  type StudyRow,
  trialColumns,
  trialOf,
  type TrialRow
} from "./rows.ts"
import { recording } from "./recording.ts"
import type { Transactions } from "./transactions.ts"
import { unsealings } from "./unsealing.ts"

type ActiveStudyRow = StudyRow & { readonly activeAt: number }

interface AttemptSince extends Pick<AttemptRow, "trial" | "attempt" | "startedAt" | "ended"> {}

/** The reader of a store. */
export const reading = (database: Database, { read }: Pick<Transactions, "read">): StudyReaderService => {
  const columns = `SELECT ${studyColumns}, active_at AS activeAt FROM studies`
  const all = database.prepare<ActiveStudyRow>(`${columns} ORDER BY active_at DESC, id DESC`)
  // What is meant where no study is named: never a confirmation, which is beside its study.
  const latest = database.prepare<ActiveStudyRow>(
    `${columns} WHERE name NOT LIKE '${confirmationPattern}' ORDER BY active_at DESC, id DESC LIMIT 1`
  )
  const byName = database.prepare<ActiveStudyRow>(`${columns} WHERE name = ?`)
  const byId = database.prepare<ActiveStudyRow>(`${columns} WHERE id = ?`)
  const names = database.prepare<{ name: string }>("SELECT name FROM studies ORDER BY active_at DESC, id DESC")
  const counts = database.prepare<{ state: TrialState; count: number }>(
    "SELECT state, count(*) AS count FROM trials WHERE study = ? GROUP BY state"
  )
  const ranked = (order: string) =>
    database.prepare<TrialRow>(`
      SELECT ${trialColumns} FROM trials WHERE study = ? AND value IS NOT NULL
      ORDER BY value ${order}, number LIMIT ?`)
  const best = { minimize: ranked("ASC"), maximize: ranked("DESC") }
  const others = database.prepare<TrialRow>(
    `SELECT ${trialColumns} FROM trials WHERE study = ? AND value IS NULL ORDER BY number LIMIT ?`
  )
  const trial = database.prepare<TrialRow>(`SELECT ${trialColumns} FROM trials WHERE study = ? AND number = ?`)
  const range = database.prepare<{ count: number }>("SELECT next_number AS count FROM studies WHERE id = ?")
  const attempts = database.prepare<AttemptRow>(`
    SELECT trial, attempt, host, pid, started_at AS startedAt, ended_at AS endedAt, ended, failure, usage,
      ${originColumns},
      (SELECT provenance FROM runners r WHERE r.study = attempts.study AND r.runner = attempts.runner) AS provenance
    FROM attempts WHERE study = ? AND trial = ? ORDER BY attempt`)
  const reports = database.prepare<ReportRow>(`
    SELECT ${reportColumns} FROM reports
    WHERE study = ? AND trial = ? ORDER BY attempt, fold, step`)
  const decisions = database.prepare<DecisionRow>(`
    SELECT ${decisionColumns} FROM decisions
    WHERE study = ? AND trial = ? ORDER BY attempt, fold, step`)

  const hasFolds = database.prepare<{ fold: number }>(
    `SELECT fold FROM reports WHERE study = ? AND trial = ? AND fold > ${noFold} LIMIT 1`
  )
  // Of the rows of a fold, SQLite gives the other columns of the one that has the maximum.
  const folds = database.prepare<FoldValue & { readonly latest: number }>(`
    SELECT r.trial, r.fold, r.value, max(r.step) AS latest
    FROM trials t JOIN reports r ON r.study = t.study AND r.trial = t.number
    WHERE t.study = ? AND t.value IS NOT NULL AND t.continues IS NULL AND r.attempt = t.attempt
      AND r.fold > ${noFold} AND r.value IS NOT NULL
    GROUP BY r.trial, r.fold ORDER BY r.trial, r.fold`)
  // Which reports of a resumed trial are in force is for the rule that all stores share; there are few of them.
  const resumed = database.prepare<TrialRow>(
    `SELECT ${trialColumns} FROM trials WHERE study = ? AND value IS NOT NULL AND continues IS NOT NULL ORDER BY number`
  )
  const checkpoints = database.prepare<CheckpointRow>(
    `SELECT ${checkpointColumns} FROM checkpoints WHERE study = ? AND trial = ? ORDER BY revision`
  )
  const children = database.prepare<{ number: number }>(
    "SELECT number FROM trials WHERE study = ? AND parent = ? ORDER BY number"
  )

  const recordOf = recording(database)
  const version = database.prepare<{ version: number }>("SELECT data_version AS version FROM pragma_data_version")
  const changes = changesIn(database)
  // A cross join is not reordered: left to itself, SQLite would look through all attempts, to save sorting the few that it finds.
  const attemptsSince = database.prepare<AttemptSince>(`
    SELECT a.trial, a.attempt, a.started_at AS startedAt, a.ended
    FROM trials t INDEXED BY trials_by_revision CROSS JOIN attempts a ON a.study = t.study AND a.trial = t.number
    WHERE t.study = ? AND t.revision > ? ORDER BY a.trial, a.attempt`)
  const unsealingsOf = unsealings(database)

  const top = (study: Pick<StoredStudy, "id" | "spec">, limit: number) =>
    best[study.spec.objective.direction].all(study.id, limit).map(trialOf).map(veilOf(study).trial)

  const summaryOf = ({ activeAt, ...row }: ActiveStudyRow): StudySummary => {
    const study = studyOf(row)
    return {
      study,
      counts: Object.fromEntries(counts.all(study.id).map(({ count, state }) => [state, count])),
      ...present({ incumbent: top(study, 1)[0] }),
      lastActivityAt: activeAt
    }
  }

  const leaderboard = (id: number, limit: number): ReadonlyArray<StoredTrial> => {
    const row = byId.first(id)
    if (row === undefined) return []
    const study = studyOf(row)
    const complete = top(study, limit)
    // SQLite takes a negative limit as none.
    const room = limit < 0 ? -1 : limit - complete.length
    return room === 0 ? complete : [...complete, ...others.all(id, room).map(trialOf).map(veilOf(study).trial)]
  }

  const foldsOf = (id: number): ReadonlyArray<FoldValue> => {
    const row = byId.first(id)
    if (row === undefined) return []
    const study = studyOf(row)
    const [incumbent] = top(study, 1)
    if (incumbent === undefined || hasFolds.first(id, incumbent.number) === undefined) return []
    const whole = folds.all(id).map(({ fold, trial: number, value }) => ({ trial: number, fold, value }))
    const others = resumed.all(id).map(trialOf)
    const theirs = others.flatMap(({ number }) => reports.all(id, number).map(reportOf))
    const all = [...whole, ...lastOfFolds(others, theirs, study.spec.objective.metric)]
    if (others.length > 0) all.sort((a, b) => a.trial - b.trial || a.fold - b.fold)
    return all.some(({ trial: number }) => number === incumbent.number) ? all : []
  }

  const history = (id: number, number: number): TrialHistory | NotFound => {
    const [study, row] = [byId.first(id), trial.first(id, number)]
    if (study === undefined || row === undefined) return noSuchTrial(study?.name, number, range.first(id)?.count ?? 0)
    const veil = veilOf(studyOf(study))
    return {
      study: studyOf(study),
      trial: veil.trial(trialOf(row)),
      attempts: attempts.all(id, number).map(attemptOf),
      reports: reports.all(id, number).map(reportOf).map(veil.report),
      decisions: decisions.all(id, number).map(decisionOf),
      checkpoints: checkpoints.all(id, number).map(checkpointOf),
      children: children.all(id, number).map((child) => child.number)
    }
  }

  const news = (id: number, since: number): StudyNews | NotFound => {
    const row = byId.first(id)
    if (row === undefined) return noSuchTrial(undefined, 0, 0)
    const study = studyOf(row)
    const { reports, trials } = changes(id, since, study.revision)
    const veil = veilOf(study)
    return {
      study,
      trials: trials.map(veil.trial),
      reports: reports.map(veil.report),
      attempts: attemptsSince.all(id, since).map(({ ended, ...attempt }) => ({ ...attempt, ...present({ ended }) }))
    }
  }

  const found = <A extends object>(
    answer: Effect.Effect<A | NotFound, StoreError>
  ): Effect.Effect<A, NotFound | StoreError> =>
    Effect.flatMap(answer, (value) => (value instanceof NotFound ? Effect.fail(value) : Effect.succeed(value)))

  return {
    list: read(() => all.all().map(summaryOf)),
    summary: (name) =>
      found(
        read(() => {
          const row = name === undefined ? latest.first() : byName.first(name)
          if (row !== undefined) return summaryOf(row)
          const known = names.all().map((study) => study.name)
          return name === undefined ? nothingYet(database.path) : noSuchStudy(name, known)
        })
      ),
    leaderboard: (id, limit = -1) => read(() => leaderboard(id, limit)),
    folds: (id) => read(() => foldsOf(id)),
    trial: (id, number) => found(read(() => history(id, number))),
    record: (id) =>
      found(
        read(() => {
          const row = byId.first(id)
          return row === undefined ? noSuchTrial(undefined, 0, 0) : veiledRecord(recordOf(studyOf(row)))
        })
      ),
    version: read(() => version.first()!.version),
    news: (id, since) => found(read(() => news(id, since))),
    unsealings: (id) => read(() => unsealingsOf(id))
  }
}
