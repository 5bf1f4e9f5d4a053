/** The runners' side of a store in memory. */
import { existsSync } from "node:fs"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { LeaseLost, StoreError } from "../../errors.ts"
import { archiveName, beginning, continuation, inTurn, otherFile } from "../continuation.ts"
import { lossOf, lostTooOften } from "../losses.ts"
import { present } from "../present.ts"
import type { Outcome, Runner, Turn } from "../records.ts"
import type { Usage } from "../../search/Trial.ts"
import type { TrialStoreService } from "../TrialStore.ts"
import { checkpointing, pausing, type Within } from "./pausing.ts"
import { requesting } from "./requesting.ts"
import { stopping } from "./stopping.ts"
import {
  amend,
  type Books,
  changesOf,
  type Entry,
  isOpen,
  lease,
  type Memory,
  nextRevision,
  noteAbsence
} from "./state.ts"

/** One step of the store: synchronous, and so atomic. */
const step = <A, E = never>(body: (now: number) => Result.Result<A, E>): Effect.Effect<A, E> =>
  Clock.clockWith((clock) => Effect.suspend(() => Effect.fromResult(body(clock.currentTimeMillisUnsafe()))))

const noStudy = (id: number) =>
  new StoreError(`The store in memory has no study with the id ${id}.`, "Studies are opened with create.")

/** Who may propose under a turn now, if anyone. */
const proposerOf = (
  books: Books,
  { epoch, nextNumber, room }: Turn,
  claimant: Runner | undefined,
  now: number
): Runner | undefined => {
  if (epoch !== undefined) return books.turn?.epoch === epoch ? books.turn.runner : undefined
  const isFree = books.turn === undefined || books.turn.until <= now || books.turn.runner.id === claimant?.id
  const isSame = books.entries.length === nextNumber && books.study.budgetTrials === nextNumber + room
  return isFree && isSame ? claimant : undefined
}

/** The write side of a store in memory. */
export const writing = (memory: Memory): Omit<TrialStoreService, "unseal"> => {
  const named = (name: string) => [...memory.values()].find(({ study }) => study.name === name)
  const within: Within = <A, E = never>(id: number, body: (books: Books, now: number) => Result.Result<A, E>) =>
    step<A, E | StoreError>((now) => {
      const books = memory.get(id)
      return books === undefined ? Result.fail(noStudy(id)) : body(books, now)
    })

  const create: TrialStoreService["create"] = (asked, options) =>
    step((now) => {
      const begin = () => {
        const id = memory.size + 1
        const study = { ...beginning(asked, options), id, revision: 0, createdAt: now }
        memory.set(id, {
          study,
          activeAt: now,
          entries: [],
          setups: new Map(),
          checkpoints: [],
          turn: undefined,
          turns: 0,
          unsealings: [],
          requests: []
        })
        return Result.succeed(study)
      }
      const books = named(asked.name)
      if (books === undefined) return begin()
      if (options?.fresh === true) {
        const mismatch = otherFile(books.study, asked, existsSync)
        if (mismatch !== undefined) return Result.fail(mismatch)
        books.study = { ...books.study, name: archiveName(asked.name, (name) => named(name) !== undefined) }
        return begin()
      }
      return Result.map(continuation(books.study, asked, options, existsSync), (opened) => {
        const { id, revision, createdAt } = books.study
        const same =
          opened.budgetTrials === books.study.budgetTrials &&
          opened.stopped?.at === books.study.stopped?.at &&
          JSON.stringify(opened.spec) === JSON.stringify(books.study.spec)
        return (books.study = { ...opened, id, createdAt, revision: same ? revision : revision + 1 })
      })
    })

  const takeTurn: TrialStoreService["takeTurn"] = (study, runner, ttlMillis) =>
    within(study, (books, now) => {
      const room = books.study.budgetTrials - books.entries.length
      const taken = books.turn !== undefined && books.turn.until > now && books.turn.runner.id !== runner.id
      if (taken || room <= 0) return Result.succeed(undefined)
      const epoch = ++books.turns
      books.turn = { epoch, until: now + ttlMillis, runner }
      return Result.succeed({ study, epoch, nextNumber: books.entries.length, room, revision: books.study.revision })
    })

  const publish: TrialStoreService["publish"] = (turn, proposals, claimFor) =>
    within(turn.study, (books, now) => {
      const sawBudget = turn.nextNumber + turn.room
      const proposer = proposerOf(books, turn, claimFor?.runner, now)
      if (proposer === undefined) return Result.fail(new LeaseLost(turn.nextNumber, 0))
      const kept = inTurn(proposals, books.entries.length, books.study.budgetTrials)
      const proposedBy = proposer.id
      books.turn = undefined
      if (kept.length === 0) return Result.succeed(undefined)
      const revision = nextRevision(books, claimFor && now)
      const added = kept.map(({ parent, ...proposal }): Entry => {
        const lineage = parent === undefined ? {} : { parent: parent.trial, sourceStep: parent.step }
        const born = { state: "waiting", attempt: 0, createdAt: now, createdRevision: revision } as const
        const trial = { ...proposal, ...lineage, ...born }
        return { trial, revision, proposedBy, sawBudget, leaseUntil: 0, attempts: [], judged: [] }
      })
      books.entries.push(...added)
      return Result.succeed(
        claimFor && lease(books, added[0]!, claimFor.runner, now + claimFor.leaseMillis, now, revision)
      )
    })

  const claim: TrialStoreService["claim"] = (study, runner, leaseMillis) =>
    within(study, (books, now) => {
      const entry = books.entries.find(({ trial }) => trial.state === "waiting")
      return Result.succeed(entry && lease(books, entry, runner, now + leaseMillis, now, nextRevision(books, now)))
    })

  const beat: TrialStoreService["beat"] = (leases, leaseMillis) =>
    step((now) =>
      Result.succeed(
        leases.filter((held) => {
          const books = memory.get(held.study)
          const entry = books?.entries[held.trial]
          if (books === undefined || entry === undefined || !isOpen(entry, held)) return false
          entry.leaseUntil = now + leaseMillis
          if (entry.trial.state === "waiting") {
            const latest = entry.attempts.at(-1)!
            const revision = nextRevision(books, now)
            noteAbsence(latest, revision)
            const { endedAt: _at, ended: _how, failure: _why, ...running } = latest.record
            latest.record = running
            latest.endedRevision = undefined
            amend(entry, revision, { state: "running" })
          }
          return true
        })
      )
    )

  const decide: TrialStoreService["decide"] = (held, report, since, judge) =>
    within(held.study, (books, now) => {
      const entry = books.entries[held.trial]
      const { attempt, trial } = held
      if (entry === undefined || !isOpen(entry, held)) return Result.fail(new LeaseLost(trial, attempt))
      const earlier = entry.judged.find(
        ({ report: other }) => other.attempt === attempt && other.step === report.step && other.fold === report.fold
      )
      if (earlier !== undefined) return Result.succeed(earlier.verdict)
      const sawRevision = books.study.revision
      const verdict = judge(changesOf(books, since))
      const stored = { ...report, trial, attempt, at: now, revision: nextRevision(books) }
      entry.judged.push({ report: stored, verdict, sawRevision })
      return Result.succeed(verdict)
    })

  const end = (books: Books, entry: Entry, outcome: Outcome, usage: Usage | undefined, now: number) => {
    const revision = nextRevision(books, now)
    const failure = "failure" in outcome ? outcome.failure : undefined
    const latest = entry.attempts.at(-1)!
    noteAbsence(latest, revision)
    latest.endedRevision = revision
    const { failure: _, ...running } = latest.record
    latest.record = { ...running, endedAt: now, ended: outcome._tag, ...present({ failure, usage }) }
    if (outcome._tag === "retry" || outcome._tag === "released") return amend(entry, revision, { state: "waiting" })
    if (outcome._tag === "paused") {
      latest.pausedStep = outcome.step
      return amend(entry, revision, { state: "paused", pausedStep: outcome.step, pausedBecause: outcome.reason })
    }
    const metrics = outcome._tag === "complete" ? outcome.metrics : undefined
    const infeasible = outcome._tag === "complete" ? outcome.infeasible : undefined
    const value = metrics?.[books.study.spec.objective.metric]
    return amend(entry, revision, {
      state: outcome._tag,
      finishedAt: now,
      finishedRevision: revision,
      ...present({
        value: Number.isFinite(value) && infeasible === undefined ? value : undefined,
        metrics,
        infeasible,
        failure,
        prunedBecause: outcome._tag === "pruned" ? outcome.reason : undefined
      })
    })
  }

  const finish: TrialStoreService["finish"] = (held, outcome, usage) =>
    within(held.study, (books, now) => {
      const entry = books.entries[held.trial]
      if (entry !== undefined && isOpen(entry, held)) {
        end(books, entry, outcome, usage, now)
        return Result.succeed("applied")
      }
      const ended = entry?.attempts[held.attempt - 1]?.record.ended
      return ended !== undefined && ended !== "lost"
        ? Result.succeed("already")
        : Result.fail(new LeaseLost(held.trial, held.attempt))
    })

  const takeBack = (books: Books, entry: Entry, now: number) => {
    const revision = nextRevision(books, now)
    const latest = entry.attempts.at(-1)!
    latest.endedRevision = revision
    latest.record = { ...latest.record, endedAt: now, ended: "lost", failure: lossOf(latest.runner) }
    const losses = entry.attempts.filter(({ record }) => record.ended === "lost").length
    const failure = lostTooOften(losses, latest.runner)
    if (failure === undefined) amend(entry, revision, { state: "waiting" })
    else amend(entry, revision, { state: "failed", failure, finishedAt: now, finishedRevision: revision })
  }

  const reap: TrialStoreService["reap"] = (study, host, isAlive) =>
    within(study, (books, now) => {
      const isDead = (runner: Runner) => runner.host === host && !isAlive(runner)
      if (books.turn !== undefined && isDead(books.turn.runner)) books.turn = undefined
      const lost = books.entries.filter((entry) => {
        const runner = entry.attempts.at(-1)?.runner
        if (entry.trial.state !== "running" || runner === undefined) return false
        return runner.host === host ? !isAlive(runner) : entry.leaseUntil <= now
      })
      for (const entry of lost) takeBack(books, entry, now)
      return Result.succeed(lost.map(({ trial }) => trial.number))
    })

  return {
    create,
    enrol: (study, { id }, setup) =>
      within(study, ({ setups }) => {
        setups.set(id, setup)
        return Result.succeed(undefined)
      }),
    study: (id) => within(id, ({ study }) => Result.succeed(study)),
    takeTurn,
    publish,
    claim,
    beat,
    decide,
    finish,
    safe: Effect.void,
    changes: (study, since) => within(study, (books) => Result.succeed(changesOf(books, since))),
    reap,
    ...pausing(within),
    ...checkpointing(within),
    ...stopping(within),
    ...requesting(within),
    setBudget: (study, trials) =>
      within(study, (books) => {
        if (books.study.budgetTrials !== trials) {
          nextRevision(books)
          books.study = { ...books.study, budgetTrials: trials }
        }
        return Result.succeed(undefined)
      })
  }
}
