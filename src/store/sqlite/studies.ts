/** Opening a study, and what is kept of it as a whole. */
import { existsSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { StoreError } from "../../errors.ts"
import type { StudyMismatch } from "../../errors.ts"
import { archiveName, beginning, continuation, type Opened, otherFile } from "../continuation.ts"
import type { NewStudy, StoredStudy } from "../records.ts"
import type { CreateOptions, TrialStoreService } from "../TrialStore.ts"
import type { Database } from "./Database.ts"
import { studyColumns, studyOf, type StudyRow } from "./rows.ts"
import type { Transactions } from "./transactions.ts"

/** `create`, `study` and `setBudget` of a store. */
export const studies = (
  database: Database,
  { read, write, writeThrough }: Transactions
): Pick<TrialStoreService, "create" | "study" | "setBudget"> => {
  const byName = database.prepare<StudyRow>(`SELECT ${studyColumns} FROM studies WHERE name = ?`)
  const byId = database.prepare<StudyRow>(`SELECT ${studyColumns} FROM studies WHERE id = ?`)
  const rename = database.prepare("UPDATE studies SET name = ? WHERE id = ?")
  const insert = database.prepare<StudyRow>(`
    INSERT INTO studies (name, file, file_hash, metric, direction, spec, declared_trials, budget_trials, created_at, active_at)
    VALUES (@name, @file, @fileHash, @metric, @direction, @spec, @declaredTrials, @budgetTrials, @now, @now)
    RETURNING ${studyColumns}`)
  const update = database.prepare<StudyRow>(`
    UPDATE studies SET file = @file, file_hash = @fileHash, spec = @spec, declared_trials = @declaredTrials,
      budget_trials = @budgetTrials, stopped = @stopped, stop_from = @stopFrom,
      revision = revision + (budget_trials <> @budgetTrials OR spec <> @spec OR stopped IS NOT @stopped)
    WHERE id = @id RETURNING ${studyColumns}`)
  const setBudget = database.prepare(
    "UPDATE studies SET budget_trials = @trials, revision = revision + 1 WHERE id = @study AND budget_trials <> @trials"
  )

  const columnsOf = (opened: Opened) => ({
    name: opened.name,
    file: opened.file ?? null,
    fileHash: opened.fileHash ?? null,
    metric: opened.spec.objective.metric,
    direction: opened.spec.objective.direction,
    spec: JSON.stringify(opened.spec),
    declaredTrials: opened.declaredTrials,
    budgetTrials: opened.budgetTrials,
    stopped: opened.stopped === undefined ? null : JSON.stringify(opened.stopped),
    stopFrom: opened.stopFrom
  })

  const open = (
    asked: NewStudy,
    options: CreateOptions | undefined,
    now: number
  ): Result.Result<StoredStudy, StudyMismatch> => {
    const begin = () => Result.succeed(studyOf(insert.first({ ...columnsOf(beginning(asked, options)), now })!))
    const row = byName.first(asked.name)
    if (row === undefined) return begin()
    const stored = studyOf(row)
    if (options?.fresh !== true)
      return Result.map(continuation(stored, asked, options, existsSync), (opened) =>
        studyOf(update.first({ ...columnsOf(opened), id: stored.id })!)
      )
    const mismatch = otherFile(stored, asked, existsSync)
    if (mismatch !== undefined) return Result.fail(mismatch)
    rename.run(
      archiveName(asked.name, (name) => byName.first(name) !== undefined),
      stored.id
    )
    return begin()
  }

  return {
    create: (asked, options) =>
      Effect.flatMap(
        writeThrough((now) => open(asked, options, now)),
        Effect.fromResult
      ),
    study: (id) =>
      Effect.flatMap(
        read(() => byId.first(id)),
        (row) => (row === undefined ? Effect.fail(noStudy(database.path, id)) : Effect.succeed(studyOf(row)))
      ),
    setBudget: (study, trials) => Effect.asVoid(write(() => setBudget.run({ study, trials })))
  }
}

const noStudy = (path: string, id: number) =>
  new StoreError(
    `${path} has no study with the id ${id}.`,
    "Was the file replaced while it was in use? Type the same command again."
  )
