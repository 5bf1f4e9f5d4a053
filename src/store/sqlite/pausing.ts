/** Paused trials: resumed, or pruned when nothing will be resumed any more. */
import type { TrialStoreService } from "../TrialStore.ts"
import type { Database } from "./Database.ts"
import type { Transactions } from "./transactions.ts"
import type { Writes } from "./writes.ts"

/** `resume` and `endPaused` of a store. */
export const pausing = (
  database: Database,
  { write, writeThrough }: Transactions,
  writes: Writes
): Pick<TrialStoreService, "resume" | "endPaused"> => {
  const paused = database.prepare<{ number: number }>(
    "SELECT number FROM trials WHERE study = ? AND number = ? AND state = 'paused'"
  )
  const current = database.prepare<{ revision: number }>("SELECT revision FROM studies WHERE id = ?")
  const prune = database.prepare(`
    UPDATE trials SET state = 'pruned', pruned_because = @reason, paused_because = NULL, finished_at = @now,
      finished_revision = @revision, revision = @revision
    WHERE study = @study AND number = @trial AND state = 'paused'`)
  return {
    resume: (study, trial, runner, leaseMillis, resumption) =>
      write((now) => {
        if (paused.first(study, trial) === undefined) return undefined
        const revision = writes.activity(study, now)
        return writes.lease(study, trial, runner, now + leaseMillis, now, revision, resumption)
      }),
    endPaused: (study, seen, ends) =>
      writeThrough((now) => {
        if (current.first(study)?.revision !== seen) return false
        const revision = writes.activity(study, now)
        for (const { reason, trial } of ends) prune.run({ study, trial, reason, now, revision })
        return true
      })
  }
}
