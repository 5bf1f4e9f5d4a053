/** Paused trials and checkpoints in memory. */
import type { Effect } from "effect/Effect"
import * as Result from "effect/Result"
import { LeaseLost, type StoreError } from "../../errors.ts"
import { segmentsFrom, unwantedOf } from "../checkpoints.ts"
import type { Lease } from "../records.ts"
import type { TrialStoreService } from "../TrialStore.ts"
import { amend, type Books, checkpointsThere, type Entry, isOpen, lease, nextRevision } from "./state.ts"

/** One step of the store in a study's books. */
export type Within = <A, E = never>(
  study: number,
  body: (books: Books, now: number) => Result.Result<A, E>
) => Effect<A, E | StoreError>

/** `resume` and `endPaused` of a store in memory. */
export const pausing = (within: Within): Pick<TrialStoreService, "resume" | "endPaused"> => ({
  resume: (study, trial, runner, leaseMillis, resumption) =>
    within(study, (books, now) => {
      const entry = books.entries[trial]
      if (entry?.trial.state !== "paused") return Result.succeed(undefined)
      const revision = nextRevision(books, now)
      return Result.succeed(lease(books, entry, runner, now + leaseMillis, now, revision, resumption))
    }),
  endPaused: (study, seen, ends) =>
    within(study, (books, now) => {
      if (books.study.revision !== seen) return Result.succeed(false)
      const revision = nextRevision(books, now)
      for (const { reason, trial } of ends) {
        const entry = books.entries[trial]
        if (entry?.trial.state !== "paused") continue
        const { pausedBecause: _, ...rest } = entry.trial
        entry.trial = rest
        amend(entry, revision, { state: "pruned", prunedBecause: reason, finishedAt: now, finishedRevision: revision })
      }
      return Result.succeed(true)
    })
})

const fenced = (
  within: Within,
  held: Lease,
  body: (books: Books, entry: Entry, now: number) => void
): Effect<void, LeaseLost | StoreError> =>
  within(held.study, (books, now) => {
    const entry = books.entries[held.trial]
    if (entry === undefined || !isOpen(entry, held)) return Result.fail(new LeaseLost(held.trial, held.attempt))
    return Result.succeed(body(books, entry, now))
  })

const isUnfinished = ({ trial: { state } }: Entry): boolean =>
  state === "waiting" || state === "running" || state === "paused"

const bestOf = ({ entries, study }: Books, count: number): ReadonlySet<number> => {
  const sign = study.spec.objective.direction === "minimize" ? 1 : -1
  const ranked = entries
    .map(({ trial }) => trial)
    .filter(({ value }) => value !== undefined)
    .sort((a, b) => sign * (a.value! - b.value!) || a.number - b.number)
  return new Set(ranked.slice(0, count).map(({ number }) => number))
}

const awaitedBy = (books: Books): ReadonlySet<string> =>
  new Set(
    books.entries
      .filter((entry) => isUnfinished(entry) && !books.checkpoints.some(({ trial }) => trial === entry.trial.number))
      .map(({ trial }) => `${trial.parent}/${trial.sourceStep}`)
  )

/** What a store in memory does with checkpoints. */
export const checkpointing = (
  within: Within
): Pick<TrialStoreService, "saveCheckpoint" | "noteLoaded" | "unwantedCheckpoints" | "forgetCheckpoints"> => ({
  saveCheckpoint: (held, checkpoint) =>
    fenced(within, held, (books, _entry, now) => {
      const { attempt, trial } = held
      const revision = nextRevision(books)
      const at = books.checkpoints.findIndex(
        (other) => other.trial === trial && other.attempt === attempt && other.place === checkpoint.place
      )
      const saved = { ...checkpoint, trial, attempt, savedAt: now }
      // One that is saved anew at its place keeps its revision: from there on the history had it.
      books.checkpoints =
        at === -1
          ? [...books.checkpoints, { ...saved, revision }]
          : books.checkpoints.with(at, { ...saved, revision: books.checkpoints[at]!.revision })
    }),
  noteLoaded: (held, { problems, source }) =>
    fenced(within, held, (books, entry) => {
      const revision = nextRevision(books)
      const latest = entry.attempts.at(-1)!
      const own = source?.trial === held.trial ? source : undefined
      const continues = own && segmentsFrom(entry.attempts[own.attempt - 1]?.loaded?.continues ?? [], own)
      latest.loaded = { revision, continues: continues ?? [] }
      latest.record = {
        ...latest.record,
        ...(source === undefined ? {} : { source }),
        ...(problems.length === 0 ? {} : { problems })
      }
      const { continues: _, ...rest } = entry.trial
      entry.trial = rest
      amend(entry, revision, continues === undefined ? {} : { continues })
    }),
  unwantedCheckpoints: (study, best, only) =>
    within(study, (books) => {
      const trials = only === undefined ? books.entries.map(({ trial }) => trial.number) : [only]
      const kept = bestOf(books, best)
      const awaited = awaitedBy(books)
      return Result.succeed(
        unwantedOf(
          trials.flatMap((trial) => checkpointsThere(books, trial)),
          {
            isUnfinished: (trial) => isUnfinished(books.entries[trial]!),
            isBest: (trial) => kept.has(trial),
            isAwaited: ({ step, trial }) => awaited.has(`${trial}/${step}`)
          }
        )
      )
    }),
  forgetCheckpoints: (study, checkpoints) =>
    within(study, (books, now) => {
      const gone = new Set(checkpoints.map(({ attempt, place, trial }) => `${trial}/${attempt}/${place}`))
      books.checkpoints = books.checkpoints.map((checkpoint) =>
        gone.has(`${checkpoint.trial}/${checkpoint.attempt}/${checkpoint.place}`)
          ? { ...checkpoint, removedAt: now }
          : checkpoint
      )
      return Result.succeed(undefined)
    })
})
