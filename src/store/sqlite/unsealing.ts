/** Looks at sealed metrics, each of which is on record. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { NotFound } from "../../errors.ts"
import { sealedOnly } from "../../search/objectives/sealed.ts"
import { noSuchTrial, nothingSealed } from "../missing.ts"
import type { Unsealing } from "../records.ts"
import type { TrialStoreService } from "../TrialStore.ts"
import type { Database } from "./Database.ts"
import { decodeMetrics, encodeMetrics, studyColumns, studyOf, type StudyRow } from "./rows.ts"
import type { Transactions } from "./transactions.ts"

interface UnsealingRow {
  readonly trial: number
  readonly at: number
  readonly command: string
  readonly metrics: string
}

/** Every look at sealed metrics of a study, oldest first. */
export const unsealings = (database: Database): ((study: number) => ReadonlyArray<Unsealing>) => {
  const rows = database.prepare<UnsealingRow>(
    "SELECT trial, at, command, metrics FROM unsealings WHERE study = ? ORDER BY number"
  )
  return (study) => rows.all(study).map((row) => ({ ...row, metrics: decodeMetrics(row.metrics) }))
}

/** `unseal` of a store. */
export const unsealing = (database: Database, { writeThrough }: Transactions): Pick<TrialStoreService, "unseal"> => {
  const byId = database.prepare<StudyRow>(`SELECT ${studyColumns} FROM studies WHERE id = ?`)
  const metricsOf = database.prepare<{ metrics: string | null }>(
    "SELECT metrics FROM trials WHERE study = ? AND number = ?"
  )
  const insert = database.prepare(`
    INSERT INTO unsealings (study, number, trial, at, command, metrics)
    SELECT @study, coalesce(max(number), 0) + 1, @trial, @at, @command, @metrics FROM unsealings WHERE study = @study`)
  const all = unsealings(database)
  const unseal = (
    id: number,
    trial: number,
    command: string,
    at: number
  ): Result.Result<ReadonlyArray<Unsealing>, NotFound> => {
    const [study, row] = [byId.first(id), metricsOf.first(id, trial)]
    if (study === undefined || row === undefined) return Result.fail(noSuchTrial(study?.name, trial, 0))
    const { name, spec } = studyOf(study)
    const metrics = sealedOnly(spec.sealed ?? [], row.metrics === null ? {} : decodeMetrics(row.metrics))
    if (Object.keys(metrics).length === 0) return Result.fail(nothingSealed(name, trial, spec.sealed ?? []))
    insert.run({ study: id, trial, at, command, metrics: encodeMetrics(metrics) })
    return Result.succeed(all(id))
  }
  return {
    unseal: (study, trial, command) =>
      Effect.flatMap(
        writeThrough((now) => unseal(study, trial, command, now)),
        Effect.fromResult
      )
  }
}
