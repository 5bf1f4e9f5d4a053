/** With what each runner of a study proposes and judges. */
import * as Effect from "effect/Effect"
import type { TrialStoreService } from "../TrialStore.ts"
import type { Database } from "./Database.ts"
import type { Transactions } from "./transactions.ts"

/** `enrol` of a store. */
export const enrolling = (database: Database, { write }: Transactions): Pick<TrialStoreService, "enrol"> => {
  const insert = database.prepare(`
    INSERT OR REPLACE INTO runners (study, runner, sampler, pruner, file_hash, window, provenance, enrolled_at)
    VALUES (@study, @id, @sampler, @pruner, @fileHash, @window, @provenance, @now)`)
  return {
    enrol: (study, { id }, { fileHash = null, provenance, pruner, sampler, window = null }) =>
      Effect.asVoid(
        write((now) =>
          insert.run({
            study,
            id,
            sampler: JSON.stringify(sampler),
            pruner: JSON.stringify(pruner),
            fileHash,
            window,
            provenance: provenance === undefined ? null : JSON.stringify(provenance),
            now
          })
        )
      )
  }
}
