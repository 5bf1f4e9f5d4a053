/** Leases: taken, prolonged, and taken back from runners that died. */
import * as Effect from "effect/Effect"
import { lostTooOften, lossOf } from "../losses.ts"
import type { Lease, Runner } from "../records.ts"
import type { TrialStoreService } from "../TrialStore.ts"
import type { Database } from "./Database.ts"
import type { Transactions } from "./transactions.ts"
import { isOpen, type Writes } from "./writes.ts"

/** `claim` and `beat` of a store. */
export const leases = (
  database: Database,
  { write }: Transactions,
  writes: Writes
): Pick<TrialStoreService, "claim" | "beat"> => {
  const next = database.prepare<{ number: number }>(
    "SELECT number FROM trials WHERE study = ? AND state = 'waiting' ORDER BY number LIMIT 1"
  )
  const prolong = database.prepare(`
    UPDATE trials SET lease_until = @until
    WHERE study = @study AND number = @trial AND attempt = @attempt AND state = 'running'`)
  const adopt = database.prepare(`
    UPDATE trials SET state = 'running', lease_until = @until, revision = @revision
    WHERE study = @study AND number = @trial`)
  const reopen = database.prepare(`
    UPDATE attempts SET ended = NULL, ended_at = NULL, ended_revision = NULL, failure = NULL
    WHERE study = @study AND trial = @trial AND attempt = @attempt`)

  const keep = ({ attempt, study, trial }: Lease, until: number, now: number): boolean => {
    if (prolong.run({ study, trial, attempt, until }) === 1) return true
    if (!isOpen({ study, trial, attempt }, writes.held({ study, trial, attempt }))) return false
    // Taken back from a runner that lives after all, and not given to another one yet.
    const revision = writes.activity(study, now)
    adopt.run({ study, trial, until, revision })
    writes.noteAbsence({ study, trial, attempt }, revision)
    reopen.run({ study, trial, attempt })
    return true
  }

  return {
    claim: (study, runner, leaseMillis) =>
      write((now) => {
        const trial = next.first(study)
        return trial && writes.lease(study, trial.number, runner, now + leaseMillis, now, writes.activity(study, now))
      }),
    beat: (held, leaseMillis) =>
      held.length === 0
        ? Effect.succeed([])
        : write((now) => held.filter((lease) => keep(lease, now + leaseMillis, now)))
  }
}

interface HeldBy extends Runner {
  readonly trial: number
  readonly attempt: number
  readonly until: number
}

/** `reap` of a store. */
export const reaping = (
  database: Database,
  { read, writeThrough }: Transactions,
  writes: Writes
): Pick<TrialStoreService, "reap"> => {
  const runner = (prefix: string, id: string) =>
    `${prefix}${id} AS id, ${prefix}host AS host, ${prefix}pid AS pid, ${prefix}process_start AS processStart`
  const running = database.prepare<HeldBy>(`
    SELECT t.number AS trial, t.attempt, t.lease_until AS until, ${runner("a.", "runner")}
    FROM trials t JOIN attempts a ON a.study = t.study AND a.trial = t.number AND a.attempt = t.attempt
    WHERE t.study = ? AND t.state = 'running' ORDER BY t.number`)
  const turn = database.prepare<Runner & { readonly epoch: number }>(
    `SELECT turn_epoch AS epoch, ${runner("turn_", "runner")} FROM studies WHERE id = ? AND turn_until IS NOT NULL`
  )
  const endTurn = database.prepare("UPDATE studies SET turn_until = NULL WHERE id = ? AND turn_epoch = ?")
  const end = database.prepare(`
    UPDATE attempts SET ended = 'lost', ended_at = @now, ended_revision = @revision, failure = @failure
    WHERE study = @study AND trial = @trial AND attempt = @attempt`)
  const losses = database.prepare<{ count: number }>(
    "SELECT count(*) AS count FROM attempts WHERE study = ? AND trial = ? AND ended = 'lost'"
  )
  const wait = database.prepare(`
    UPDATE trials SET state = 'waiting', lease_until = NULL, revision = @revision
    WHERE study = @study AND number = @trial`)
  const fail = database.prepare(`
    UPDATE trials SET state = 'failed', lease_until = NULL, failure = @failure, finished_at = @now,
      finished_revision = @revision, revision = @revision
    WHERE study = @study AND number = @trial`)

  const takeBack = (study: number, held: HeldBy, now: number) => {
    const { attempt, trial } = held
    const revision = writes.activity(study, now)
    end.run({ study, trial, attempt, now, revision, failure: JSON.stringify(lossOf(held)) })
    const failure = lostTooOften(losses.first(study, trial)!.count, held)
    if (failure === undefined) wait.run({ study, trial, revision })
    else fail.run({ study, trial, revision, now, failure: JSON.stringify(failure) })
  }

  return {
    reap: (study, host, isAlive) =>
      Effect.gen(function* () {
        // Looking costs no write and no lock: mostly there is nothing to take back.
        const seen = yield* read((now) => {
          const isDead = (held: Runner) => held.host === host && !isAlive(held)
          const expired = ({ host: its, until }: HeldBy) => its !== host && until <= now
          const proposer = turn.first(study)
          return {
            trials: running.all(study).filter((held) => isDead(held) || expired(held)),
            turn: proposer !== undefined && isDead(proposer) ? proposer.epoch : undefined
          }
        })
        if (seen.trials.length === 0 && seen.turn === undefined) return []
        return yield* writeThrough((now) => {
          if (seen.turn !== undefined) endTurn.run(study, seen.turn)
          const asSeen = new Map(seen.trials.map((held) => [held.trial, held]))
          const still = running.all(study).filter(({ attempt, trial, until }) => {
            const held = asSeen.get(trial)
            return held !== undefined && held.attempt === attempt && held.until === until
          })
          for (const held of still) takeBack(study, held, now)
          return still.map(({ trial }) => trial)
        })
      })
  }
}
