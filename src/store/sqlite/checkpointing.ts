/** Checkpoints on record. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { LeaseLost, type StoreError } from "../../errors.ts"
import type { TrialState } from "../../search/Trial.ts"
import { type Segment, segmentsFrom, unwantedOf } from "../checkpoints.ts"
import type { Lease } from "../records.ts"
import type { TrialStoreService } from "../TrialStore.ts"
import type { Database } from "./Database.ts"
import { checkpointColumns, checkpointOf, type CheckpointRow, parsed } from "./rows.ts"
import type { Transactions } from "./transactions.ts"
import { isOpen, type Writes } from "./writes.ts"

type StatedRow = CheckpointRow & { readonly state: TrialState }

const isUnfinished = (state: TrialState | undefined): boolean =>
  state === "waiting" || state === "running" || state === "paused"

/** What a store does with checkpoints. */
export const checkpointing = (
  database: Database,
  { read, write }: Transactions,
  writes: Writes
): Pick<TrialStoreService, "saveCheckpoint" | "noteLoaded" | "unwantedCheckpoints" | "forgetCheckpoints"> => {
  // One that is saved anew at its place keeps its revision: from there on the history had it.
  const insert = database.prepare(`
    INSERT INTO checkpoints (study, trial, attempt, step, place, bytes, digest, random_position, saved_at, revision)
    VALUES (@study, @trial, @attempt, @step, @place, @bytes, @digest, @randomPosition, @now, @revision)
    ON CONFLICT DO UPDATE SET step = @step, bytes = @bytes, digest = @digest, random_position = @randomPosition,
      saved_at = @now, removed_at = NULL`)
  const segments = database.prepare<{ continues: string | null }>(
    "SELECT continues FROM attempts WHERE study = ? AND trial = ? AND attempt = ?"
  )
  const noteAttempt = database.prepare(`
    UPDATE attempts SET source_trial = @sourceTrial, source_attempt = @sourceAttempt, source_step = @sourceStep,
      continues = @continues, problems = @problems, loaded_revision = @revision
    WHERE study = @study AND trial = @trial AND attempt = @attempt`)
  const noteTrial = database.prepare(
    "UPDATE trials SET continues = @continues, revision = @revision WHERE study = @study AND number = @trial"
  )
  const there = database.prepare<StatedRow>(`
    SELECT ${checkpointColumns.replaceAll(/\b(trial|attempt|revision)\b/g, "c.$1")}, t.state
    FROM checkpoints c JOIN trials t ON t.study = c.study AND t.number = c.trial
    WHERE c.study = @study AND c.removed_at IS NULL AND (@trial IS NULL OR c.trial = @trial)`)
  const direction = database.prepare<{ direction: "maximize" | "minimize" }>(
    "SELECT direction FROM studies WHERE id = ?"
  )
  const ranked = (order: string) =>
    database.prepare<{ number: number }>(
      `SELECT number FROM trials WHERE study = ? AND value IS NOT NULL ORDER BY value ${order}, number LIMIT ?`
    )
  const best = { minimize: ranked("ASC"), maximize: ranked("DESC") }
  const awaited = database.prepare<{ parent: number; step: number }>(`
    SELECT parent, source_step AS step FROM trials t
    WHERE study = ? AND parent IS NOT NULL AND state IN ('waiting', 'running', 'paused')
      AND NOT EXISTS (SELECT 1 FROM checkpoints c WHERE c.study = t.study AND c.trial = t.number)`)
  const forget = database.prepare(
    "UPDATE checkpoints SET removed_at = @now WHERE study = @study AND trial = @trial AND attempt = @attempt AND place = @place"
  )

  const fenced = (lease: Lease, body: (now: number) => void): Effect.Effect<void, LeaseLost | StoreError> =>
    Effect.flatMap(
      write((now) => {
        if (!isOpen(lease, writes.held(lease))) return Result.fail(new LeaseLost(lease.trial, lease.attempt))
        return Result.succeed(body(now))
      }),
      Effect.fromResult
    )

  return {
    saveCheckpoint: (lease, { randomPosition = null, ...checkpoint }) =>
      fenced(lease, (now) => {
        insert.run({ ...lease, ...checkpoint, randomPosition, now, revision: writes.nextRevision(lease.study) })
      }),
    noteLoaded: (lease, { problems, source }) =>
      fenced(lease, () => {
        const { study, trial } = lease
        const revision = writes.nextRevision(study)
        const own = source?.trial === trial ? source : undefined
        const ofSource = own && segments.first(study, trial, own.attempt)?.continues
        const continues =
          own && JSON.stringify(segmentsFrom(parsed<ReadonlyArray<Segment>>(ofSource ?? null) ?? [], own))
        noteAttempt.run({
          ...lease,
          revision,
          sourceTrial: source?.trial ?? null,
          sourceAttempt: source?.attempt ?? null,
          sourceStep: source?.step ?? null,
          continues: continues ?? null,
          problems: problems.length === 0 ? null : JSON.stringify(problems)
        })
        noteTrial.run({ study, trial, continues: continues ?? null, revision })
      }),
    unwantedCheckpoints: (study, keep, trial) =>
      read(() => {
        const rows = there.all({ study, trial: trial ?? null })
        if (rows.length === 0) return []
        const states = new Map(rows.map((row) => [row.trial, row.state]))
        const kept = new Set(best[direction.first(study)!.direction].all(study, keep).map(({ number }) => number))
        const awaitedSteps = new Set(awaited.all(study).map(({ parent, step }) => `${parent}/${step}`))
        return unwantedOf(
          rows.map(({ state: _, ...row }) => checkpointOf(row)),
          {
            isUnfinished: (number) => isUnfinished(states.get(number)),
            isBest: (number) => kept.has(number),
            isAwaited: ({ step, trial: parent }) => awaitedSteps.has(`${parent}/${step}`)
          }
        )
      }),
    forgetCheckpoints: (study, checkpoints) =>
      checkpoints.length === 0
        ? Effect.void
        : Effect.asVoid(
            write((now) => {
              for (const { attempt, place, trial } of checkpoints) forget.run({ study, trial, attempt, place, now })
            })
          )
  }
}
