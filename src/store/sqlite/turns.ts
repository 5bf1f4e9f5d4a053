/** The turn at proposing: one runner of a study at a time, fenced by its epoch. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { LeaseLost } from "../../errors.ts"
import { inTurn } from "../continuation.ts"
import type { Claimed, Proposal, Runner, Turn } from "../records.ts"
import type { TrialStoreService } from "../TrialStore.ts"
import type { Database } from "./Database.ts"
import type { Recent } from "./recent.ts"
import { trialColumns, trialOf, type TrialRow } from "./rows.ts"
import type { Transactions } from "./transactions.ts"
import type { Writes } from "./writes.ts"

/** What a proposed trial is inserted as. */
interface Standing {
  readonly state: "waiting" | "running"
  readonly attempt: number
  readonly leaseUntil: number | null
  readonly startedAt: number | null
  readonly startedRevision: number | null
}

const waiting: Standing = { state: "waiting", attempt: 0, leaseUntil: null, startedAt: null, startedRevision: null }

/** `takeTurn` and `publish` of a store. */
export const turns = (
  database: Database,
  { write }: Transactions,
  writes: Writes,
  recent: Recent
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
  // The first one may be running at once: that it waited could not be seen by anyone.
  const insert = database.prepare<TrialRow>(`
    INSERT INTO trials (study, number, state, params, seed, evidence, created_at, saw_revision, created_revision, revision,
      proposed_by, saw_budget, parent, source_step, attempt, lease_until, started_at, started_revision)
    VALUES (@study, @number, @state, @params, @seed, @evidence, @now, @sawRevision, @revision, @revision,
      @proposedBy, @sawBudget, @parent, @sourceStep, @attempt, @leaseUntil, @startedAt, @startedRevision)
    RETURNING ${trialColumns}`)
  const advance = database.prepare<{ revision: number }>(`
    UPDATE studies SET next_number = @next, revision = revision + 1, active_at = max(active_at, @activeAt)
    WHERE id = @study RETURNING revision`)

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
    const next = given.nextNumber + kept.length
    const { revision } = advance.first({ study, next, activeAt: claimFor === undefined ? 0 : now })!
    const insertOne = (proposal: Proposal, standing: Standing) => {
      const { evidence, number, params, parent, sawRevision, seed } = proposal
      return insert.first({
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
        sourceStep: parent?.step ?? null,
        ...standing
      })!
    }
    if (claimFor === undefined) {
      for (const proposal of kept) insertOne(proposal, waiting)
      return Result.succeed(undefined)
    }
    const { leaseMillis, runner } = claimFor
    const started = trialOf(insertOne(first, runningFor(now + leaseMillis, now, revision)))
    for (const proposal of kept.slice(1)) insertOne(proposal, waiting)
    const lease = { study, trial: first.number, attempt: started.attempt }
    writes.startAttempt({ ...lease, runner, now, revision })
    if (kept.length === 1) recent.note(study, { revision, trial: started })
    const { params, parent, seed, sourceStep } = started
    const sources = parent === undefined ? [] : writes.sourcesOfCopy(study, parent, sourceStep ?? 0)
    return Result.succeed({ lease, params, seed, failures: {}, sources })
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

const runningFor = (leaseUntil: number, now: number, revision: number): Standing => ({
  state: "running",
  attempt: 1,
  leaseUntil,
  startedAt: now,
  startedRevision: revision
})
