/** The read side of a store in memory. */
import * as Effect from "effect/Effect"
import type { TrialState } from "../../search/Trial.ts"
import { nothingYet, noSuchStudy, noSuchTrial } from "../missing.ts"
import { present } from "../present.ts"
import type { StoredDecision, StoredTrial } from "../records.ts"
import type { StudyReaderService, StudySummary } from "../StudyReader.ts"
import { type Books, byKey, type Judged, type Memory } from "./state.ts"

/** The reader of a store in memory. */
export const reading = (memory: Memory): StudyReaderService => ({
  list: Effect.sync(() => latestFirst(memory).map(summaryOf)),
  summary: (name) =>
    Effect.suspend(() => {
      const studies = latestFirst(memory)
      const books = studies.find(({ study }) => name === undefined || study.name === name)
      if (books !== undefined) return Effect.succeed(summaryOf(books))
      const known = studies.map(({ study }) => study.name)
      return Effect.fail(name === undefined ? nothingYet("memory") : noSuchStudy(name, known))
    }),
  leaderboard: (id, limit = Infinity) =>
    Effect.sync(() => {
      const books = memory.get(id)
      if (books === undefined) return []
      const others = trialsOf(books).filter(({ value }) => value === undefined)
      return [...ranked(books), ...others].slice(0, limit)
    }),
  trial: (id, number) =>
    Effect.suspend(() => {
      const books = memory.get(id)
      const entry = books?.entries[number]
      if (books === undefined || entry === undefined)
        return Effect.fail(noSuchTrial(books?.study.name, number, books?.entries.length ?? 0))
      const judged = [...entry.judged].sort((a, b) => byKey(a.report, b.report))
      return Effect.succeed({
        study: books.study,
        trial: entry.trial,
        attempts: entry.attempts.map(({ record }) => record),
        reports: judged.map(({ report }) => report),
        decisions: judged.map(decisionOf)
      })
    })
})

const decisionOf = ({ report, sawRevision, verdict }: Judged): StoredDecision => ({
  trial: report.trial,
  attempt: report.attempt,
  step: report.step,
  verdict: verdict._tag,
  sawRevision,
  ...present({ fold: report.fold, reason: verdict.reason })
})

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
  return { study: books.study, counts, ...present({ incumbent: ranked(books)[0] }), lastActivityAt: books.activeAt }
}
