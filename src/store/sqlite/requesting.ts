/** What people ask of runners. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { NotFound } from "../../errors.ts"
import { isFinished, type TrialState } from "../../search/Trial.ts"
import { noSuchTrial } from "../missing.ts"
import { present } from "../present.ts"
import type { RunnerRequest, StoredRequest } from "../requests.ts"
import type { TrialStoreService } from "../TrialStore.ts"
import type { Database } from "./Database.ts"
import type { Transactions } from "./transactions.ts"

interface RequestRow {
  readonly number: number
  readonly kind: RunnerRequest["_tag"]
  readonly trial: number | null
  readonly slots: number | null
  readonly runner: string | null
  readonly at: number
}

const requestOf = ({ kind, slots, trial }: RequestRow): RunnerRequest => {
  switch (kind) {
    case "stopTrial":
      return { _tag: kind, trial: trial! }
    case "parallelism":
      return { _tag: kind, slots: slots! }
    case "stopStudy":
      return { _tag: kind }
  }
}

/** `ask` and `asked` of a store. */
export const requesting = (
  database: Database,
  { read, write }: Pick<Transactions, "read" | "write">
): Pick<TrialStoreService, "ask" | "asked"> => {
  const insert = database.prepare(`
    INSERT INTO requests (study, number, kind, trial, slots, runner, at)
    SELECT @study, coalesce(max(number), 0) + 1, @kind, @trial, @slots, @runner, @now FROM requests WHERE study = @study`)
  const since = database.prepare<RequestRow>(`
    SELECT r.number, r.kind, r.trial, r.slots, r.runner, r.at
    FROM requests r LEFT JOIN trials t ON t.study = r.study AND t.number = r.trial
    WHERE r.study = ? AND r.number > ? AND (t.state IS NULL OR t.state NOT IN ('complete', 'pruned', 'failed'))
    ORDER BY r.number`)
  const stateOf = database.prepare<{ readonly state: TrialState }>(
    "SELECT state FROM trials WHERE study = ? AND number = ?"
  )
  const study = database.prepare<{ readonly name: string; readonly trials: number }>(
    "SELECT name, next_number AS trials FROM studies WHERE id = ?"
  )
  const ask = (
    id: number,
    request: RunnerRequest,
    runner: string | undefined,
    now: number
  ): Result.Result<void, NotFound> => {
    const trial = request._tag === "stopTrial" ? request.trial : undefined
    if (trial !== undefined) {
      const known = stateOf.first(id, trial)
      const { name, trials = 0 } = study.first(id) ?? {}
      if (known === undefined) return Result.fail(noSuchTrial(name, trial, trials))
      if (isFinished(known.state)) return Result.succeed(undefined)
    }
    const slots = request._tag === "parallelism" ? request.slots : null
    insert.run({ study: id, kind: request._tag, trial: trial ?? null, slots, runner: runner ?? null, now })
    return Result.succeed(undefined)
  }
  return {
    ask: (id, request, runner) =>
      Effect.flatMap(
        write((now) => ask(id, request, runner, now)),
        Effect.fromResult
      ),
    asked: (id, after) =>
      read(() =>
        since.all(id, after).map((row): StoredRequest => {
          const { at, number, runner } = row
          return { number, ...present({ runner: runner ?? undefined }), at, request: requestOf(row) }
        })
      )
  }
}
