/** The read side of a store in memory. */
import * as Effect from "effect/Effect"
import type { TrialState } from "../../search/Trial.ts"
import { isConfirmation } from "../confirmation.ts"
import { nothingYet, noSuchStudy, noSuchTrial } from "../missing.ts"
import { present } from "../present.ts"
import { foldsIn } from "../folds.ts"
import type { StoredDecision, StoredReport, StoredTrial } from "../records.ts"
import { veiledRecord, veilOf } from "../veil.ts"
import type { StudyReaderService, StudySummary } from "../StudyReader.ts"
import type { RecordedAttempt, StudyRecord } from "../StudyRecord.ts"
import { type Attempt, type Books, byKey, changesOf, type Entry, type Judged, type Memory } from "./state.ts"

/** The reader of a store in memory. */
export const reading = (memory: Memory): StudyReaderService => ({
  list: Effect.sync(() => latestFirst(memory).map(summaryOf)),
  summary: (name) =>
    Effect.suspend(() => {
      const studies = latestFirst(memory)
      const books = studies.find(({ study }) =>
        name === undefined ? !isConfirmation(study.name) : study.name === name
      )
      if (books !== undefined) return Effect.succeed(summaryOf(books))
      const known = studies.map(({ study }) => study.name)
      return Effect.fail(name === undefined ? nothingYet("memory") : noSuchStudy(name, known))
    }),
  leaderboard: (id, limit = Infinity) =>
    Effect.sync(() => {
      const books = memory.get(id)
      if (books === undefined) return []
      const others = trialsOf(books).filter(({ value }) => value === undefined)
      return [...ranked(books), ...others].slice(0, limit).map(veilOf(books.study).trial)
    }),
  folds: (id) =>
    Effect.sync(() => {
      const books = memory.get(id)
      return books === undefined ? [] : foldsIn(books.study.spec, trialsOf(books), reportsOf(books))
    }),
  trial: (id, number) =>
    Effect.suspend(() => {
      const books = memory.get(id)
      const entry = books?.entries[number]
      if (books === undefined || entry === undefined)
        return Effect.fail(noSuchTrial(books?.study.name, number, books?.entries.length ?? 0))
      const judged = judgedIn(entry)
      const veil = veilOf(books.study)
      return Effect.succeed({
        study: books.study,
        trial: veil.trial(entry.trial),
        attempts: entry.attempts.map(({ record, runner }) => ({
          ...record,
          ...present({ provenance: books.setups.get(runner.id)?.provenance })
        })),
        reports: judged.map(({ report }) => veil.report(report)),
        decisions: judged.map(decisionOf),
        checkpoints: books.checkpoints.filter(({ trial }) => trial === number),
        children: books.entries.flatMap(({ trial }) => (trial.parent === number ? [trial.number] : []))
      })
    }),
  record: (id) =>
    Effect.suspend(() => {
      const books = memory.get(id)
      return books === undefined
        ? Effect.fail(noSuchTrial(undefined, 0, 0))
        : Effect.succeed(veiledRecord(recordOf(books)))
    }),
  version: Effect.sync(() => [...memory.values()].reduce((sum, { study }) => sum + 1 + study.revision, 0)),
  news: (id, since) =>
    Effect.suspend(() => {
      const books = memory.get(id)
      if (books === undefined) return Effect.fail(noSuchTrial(undefined, 0, 0))
      const { reports, trials } = changesOf(books, since)
      const veil = veilOf(books.study)
      return Effect.succeed({
        study: books.study,
        trials: trials.map(veil.trial),
        reports: reports.map(veil.report),
        attempts: trials.flatMap(({ number }) =>
          books.entries[number]!.attempts.map(({ record: { attempt, ended, startedAt, trial } }) => ({
            trial,
            attempt,
            startedAt,
            ...present({ ended })
          }))
        )
      })
    }),
  unsealings: (id) => Effect.sync(() => memory.get(id)?.unsealings ?? [])
})

const decisionOf = ({ report, sawRevision, verdict }: Judged): StoredDecision => ({
  trial: report.trial,
  attempt: report.attempt,
  step: report.step,
  verdict: verdict._tag,
  sawRevision,
  ...present({ fold: report.fold, reason: verdict.reason, rung: verdict._tag === "Pause" ? verdict.rung : undefined })
})

const judgedIn = ({ judged }: Entry): ReadonlyArray<Judged> => [...judged].sort((a, b) => byKey(a.report, b.report))

const reportsOf = ({ entries }: Books): ReadonlyArray<StoredReport> =>
  entries.flatMap((entry) => judgedIn(entry).map(({ report }) => report))

const recordOf = (books: Books): StudyRecord => {
  const { checkpoints, entries, setups, study } = books
  return {
    study,
    trials: entries.map(({ proposedBy, sawBudget, trial }) => ({ ...trial, proposedBy, sawBudget })),
    attempts: entries.flatMap(({ attempts }) => attempts.map(recordedAttempt)),
    reports: reportsOf(books),
    decisions: entries.flatMap((entry) => judgedIn(entry).map(decisionOf)),
    checkpoints,
    setups: new Map(setups)
  }
}

const recordedAttempt = (execution: Attempt): RecordedAttempt => {
  const { absences, endedRevision, loaded, pausedStep, record, resumption, runner, startedRevision } = execution
  const { attempt, ended, startedAt, trial } = record
  return {
    trial,
    attempt,
    runner: runner.id,
    startedAt,
    startedRevision,
    ...present({ ended, endedRevision, pausedStep, resumption, loaded }),
    absences: [...absences]
  }
}

const trialsOf = (books: Books): Array<StoredTrial> => books.entries.map(({ trial }) => trial)

const latestFirst = (memory: Memory): Array<Books> =>
  [...memory.values()].sort((a, b) => b.activeAt - a.activeAt || b.study.id - a.study.id)

const ranked = (books: Books): Array<StoredTrial> => {
  const sign = books.study.spec.objective.direction === "minimize" ? 1 : -1
  return trialsOf(books)
    .filter(({ value }) => value !== undefined)
    .sort((a, b) => sign * (a.value! - b.value!) || a.number - b.number)
}

const summaryOf = (books: Books): StudySummary => {
  const counts: Partial<Record<TrialState, number>> = {}
  for (const { state } of trialsOf(books)) counts[state] = (counts[state] ?? 0) + 1
  return {
    study: books.study,
    counts,
    ...present({ incumbent: ranked(books).map(veilOf(books.study).trial)[0] }),
    lastActivityAt: books.activeAt
  }
}
