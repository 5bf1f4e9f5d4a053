/** The turn at proposing: one runner of a study at a time, fenced by its epoch. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { LeaseLost } from "../../errors.ts"
import { inTurn } from "../continuation.ts"
import type { Claimed, Proposal, Runner, Turn } from "../records.ts"
import type { TrialStoreService } from "../TrialStore.ts"
import type { Database } from "./Database.ts"
import type { Transactions } from "./transactions.ts"
import type { Writes } from "./writes.ts"

/** `takeTurn` and `publish` of a store. */
export const turns = (
  database: Database,
  { write }: Transactions,
  writes: Writes
): Pick<TrialStoreService, "takeTurn" | "publish"> => {
  const take = database.prepare<Omit<Turn, "study">>(`
    UPDATE studies SET turn_epoch = turn_epoch + 1, turn_until = @until, turn_runner = @id, turn_host = @host,
      turn_pid = @pid, turn_process_start = @processStart
    WHERE id = @study AND next_number < budget_trials
      AND (turn_until IS NULL OR turn_until <= @now OR turn_runner = @id)
    RETURNING turn_epoch AS epoch, next_number AS nextNumber, budget_trials - next_number AS room, revision`)
  const giveBack = database.prepare<{ nextNumber: number; budgetTrials: number; runner: string }>(`
    UPDATE studies SET turn_until = NULL WHERE id = @study AND turn_epoch = @epoch AND turn_until IS NOT NULL
    RETURNING next_number AS nextNumber, budget_trials AS budgetTrials, turn_runner AS runner`)
  const pass = database.prepare<{ nextNumber: number; budgetTrials: number; runner: string }>(`
    UPDATE studies SET turn_until = NULL
    WHERE id = @study AND next_number = @nextNumber AND budget_trials = @budget
      AND (turn_until IS NULL OR turn_until <= @now OR turn_runner = @runner)
    RETURNING next_number AS nextNumber, budget_trials AS budgetTrials, @runner AS runner`)
  const insert = database.prepare(`
    INSERT INTO trials (study, number, state, params, seed, evidence, created_at, saw_revision, created_revision, revision,
      proposed_by, saw_budget, parent, source_step)
    VALUES (@study, @number, 'waiting', @params, @seed, @evidence, @now, @sawRevision, @revision, @revision,
      @proposedBy, @sawBudget, @parent, @sourceStep)`)
  const advance = database.prepare("UPDATE studies SET next_number = ? WHERE id = ?")

  const publish = (
    turn: Turn,
    proposals: ReadonlyArray<Proposal>,
    claimFor: { readonly runner: Runner; readonly leaseMillis: number } | undefined,
    now: number
  ): Result.Result<Claimed | undefined, LeaseLost> => {
    const { epoch, nextNumber, room, study } = turn
    const budget = nextNumber + room
    const given =
      epoch === undefined
        ? claimFor && pass.first({ study, nextNumber, budget, now, runner: claimFor.runner.id })
        : giveBack.first({ study, epoch })
    if (given === undefined) return Result.fail(new LeaseLost(nextNumber, 0))
    const kept = inTurn(proposals, given.nextNumber, given.budgetTrials)
    const first = kept[0]
    if (first === undefined) return Result.succeed(undefined)
    const revision = claimFor === undefined ? writes.nextRevision(study) : writes.activity(study, now)
    for (const { evidence, number, params, parent, sawRevision, seed } of kept)
      insert.run({
        study,
        number,
        params: JSON.stringify(params),
        seed,
        evidence: evidence === undefined ? null : JSON.stringify(evidence),
        now,
        sawRevision,
        revision,
        proposedBy: given.runner,
        sawBudget: budget,
        parent: parent?.trial ?? null,
        sourceStep: parent?.step ?? null
      })
    advance.run(given.nextNumber + kept.length, study)
    return Result.succeed(
      claimFor && writes.lease(study, first.number, claimFor.runner, now + claimFor.leaseMillis, now, revision)
    )
  }

  return {
    takeTurn: (study, { host, id, pid, processStart }, ttlMillis) =>
      write((now) => {
        const turn = take.first({ study, id, host, pid, processStart, now, until: now + ttlMillis })
        return turn && { study, ...turn }
      }),
    publish: (turn, proposals, claimFor) =>
      Effect.flatMap(
        write((now) => publish(turn, proposals, claimFor, now)),
        Effect.fromResult
      )
  }
}
