/** The end of an attempt: written once, under its lease. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { LeaseLost } from "../../errors.ts"
import type { Usage } from "../../search/Trial.ts"
import type { Lease, Outcome } from "../records.ts"
import type { TrialStoreService } from "../TrialStore.ts"
import type { Database } from "./Database.ts"
import type { Recent } from "./recent.ts"
import { encodeMetrics, finiteOrNull, trialColumns, trialOf, type TrialRow } from "./rows.ts"
import { together } from "./together.ts"
import type { Transactions } from "./transactions.ts"
import { type Held, isOpen, type Writes } from "./writes.ts"

interface Ended {
  readonly outcome: Outcome
  readonly usage: Usage | undefined
}

/** `finish` of a store. */
export const ending = (
  database: Database,
  { write }: Transactions,
  writes: Writes,
  recent: Recent
): Pick<TrialStoreService, "finish"> => {
  const metric = database.prepare<{ metric: string }>("SELECT metric FROM studies WHERE id = ?")
  const endAttempt = database.prepare(`
    UPDATE attempts SET ended = @ended, ended_at = @now, ended_revision = @revision, reason = @reason, failure = @failure,
      paused_step = @pausedStep, usage = @usage
    WHERE study = @study AND trial = @trial AND attempt = @attempt`)
  const wait = database.prepare<TrialRow>(`
    UPDATE trials SET state = 'waiting', lease_until = NULL, revision = @revision
    WHERE study = @study AND number = @trial RETURNING ${trialColumns}`)
  const pause = database.prepare<TrialRow>(`
    UPDATE trials SET state = 'paused', lease_until = NULL, paused_step = @step, paused_because = @reason,
      revision = @revision
    WHERE study = @study AND number = @trial RETURNING ${trialColumns}`)
  const settle = database.prepare<TrialRow>(`
    UPDATE trials SET state = @state, lease_until = NULL, value = @value, metrics = @metrics, infeasible = @infeasible,
      pruned_because = @prunedBecause, failure = @failure, finished_at = @now, finished_revision = @revision,
      revision = @revision
    WHERE study = @study AND number = @trial RETURNING ${trialColumns}`)

  const apply = ({ attempt, study, trial }: Lease, { ended }: Held, { outcome, usage }: Ended, now: number) => {
    const revision = writes.activity(study, now)
    if (ended === "lost") writes.noteAbsence({ study, trial, attempt }, revision)
    const failure = "failure" in outcome ? JSON.stringify(outcome.failure) : null
    const reason = "reason" in outcome ? outcome.reason : null
    endAttempt.run({
      study,
      trial,
      attempt,
      ended: outcome._tag,
      now,
      revision,
      reason,
      failure,
      pausedStep: outcome._tag === "paused" ? outcome.step : null,
      usage: usage === undefined ? null : JSON.stringify(usage)
    })
    const change = (): TrialRow | undefined => {
      if (outcome._tag === "paused") return pause.first({ study, trial, step: outcome.step, reason, revision })
      if (outcome._tag === "retry" || outcome._tag === "released") return wait.first({ study, trial, revision })
      const { infeasible, metrics } = outcome._tag === "complete" ? outcome : {}
      return settle.first({
        study,
        trial,
        state: outcome._tag,
        value: infeasible === undefined ? finiteOrNull(metrics?.[metric.first(study)!.metric]) : null,
        infeasible: infeasible ?? null,
        metrics: metrics === undefined ? null : encodeMetrics(metrics),
        prunedBecause: reason,
        failure,
        now,
        revision
      })
    }
    recent.note(study, { revision, trial: trialOf(change()!) })
  }

  const finish = (lease: Lease, end: Ended, now: number): Result.Result<"applied" | "already", LeaseLost> => {
    const held = writes.held(lease)
    if (held !== undefined && isOpen(lease, held)) {
      apply(lease, held, end, now)
      return Result.succeed("applied")
    }
    // Only the holder of a lease ends an attempt with an outcome; everyone else ends it as lost.
    const ours = held !== undefined && held.ended !== null && held.ended !== "lost"
    return ours ? Result.succeed("already") : Result.fail(new LeaseLost(lease.trial, lease.attempt))
  }

  const writeWithOthers = together<Result.Result<"applied" | "already", LeaseLost>>(write)
  return {
    finish: (lease, outcome, usage) =>
      Effect.flatMap(
        writeWithOthers((now) => finish(lease, { outcome, usage }, now)),
        Effect.fromResult
      )
  }
}
