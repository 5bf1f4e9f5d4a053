/** What stops a study before its budget is spent, in memory. */
import * as Result from "effect/Result"
import type { TrialStoreService } from "../TrialStore.ts"
import type { Within } from "./pausing.ts"
import { nextRevision } from "./state.ts"

/** `stop` and `attemptSeconds` of a store. */
export const stopping = (within: Within): Pick<TrialStoreService, "stop" | "attemptSeconds"> => ({
  stop: (study, rule, reason) =>
    within(study, (books, now) => {
      const stopped = books.study.stopped ?? { rule, reason, trials: books.entries.length, at: now }
      if (books.study.stopped === undefined) {
        nextRevision(books)
        books.study = { ...books.study, stopped }
      }
      return Result.succeed(stopped)
    }),
  attemptSeconds: (study) =>
    within(study, ({ entries }, now) => {
      const attempts = entries.flatMap((entry) => entry.attempts.map(({ record }) => record))
      const millis = attempts.reduce((sum, { endedAt, startedAt }) => sum + (endedAt ?? now) - startedAt, 0)
      return Result.succeed({
        seconds: millis / 1000,
        running: attempts.filter(({ endedAt }) => endedAt === undefined).length
      })
    })
})
