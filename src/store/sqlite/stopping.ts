/** What stops a study before its budget is spent. */
import * as Effect from "effect/Effect"
import type { Stopped } from "../records.ts"
import type { TrialStoreService } from "../TrialStore.ts"
import { readJson } from "./readJson.ts"
import type { Database } from "./Database.ts"
import type { Transactions } from "./transactions.ts"

/** `stop` and `attemptSeconds` of a store. */
export const stopping = (
  database: Database,
  { read, write }: Pick<Transactions, "read" | "write">
): Pick<TrialStoreService, "stop" | "attemptSeconds"> => {
  const set = database.prepare(`
    UPDATE studies SET revision = revision + 1, stopped = json_object('rule', @rule, 'reason', @reason, 'trials', next_number, 'at', @now)
    WHERE id = @study AND stopped IS NULL`)
  const kept = database.prepare<{ readonly stopped: string }>("SELECT stopped FROM studies WHERE id = ?")
  const seconds = database.prepare<{ readonly millis: number; readonly running: number }>(`
    SELECT coalesce(sum(coalesce(ended_at, @now) - started_at), 0) AS millis, count(*) - count(ended_at) AS running
    FROM attempts WHERE study = @study`)
  return {
    stop: (study, rule, reason) =>
      write((now) => {
        set.run({ study, rule, reason, now })
        return readJson<Stopped>(kept.first(study)!.stopped)
      }),
    attemptSeconds: (study) =>
      Effect.clockWith((clock) =>
        read(() => {
          const { millis, running } = seconds.first({ study, now: clock.currentTimeMillisUnsafe() })!
          return { seconds: millis / 1000, running }
        })
      )
  }
}
