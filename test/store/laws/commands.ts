/** Random lives of a study: what three runners do, and an interpreter that does it to a store. */
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import fc from "fast-check"
import type { StoredCheckpoint } from "../../../src/store/checkpoints.ts"
import type { Changes, Claimed, Lease, Outcome, Runner, Turn } from "../../../src/store/records.ts"
import { ada, bob, complete, eve, leaseMillis, type Opened, proposal } from "./fixtures.ts"

export type Command =
  | { readonly _tag: "takeTurn"; readonly by: number }
  | { readonly _tag: "publish"; readonly by: number; readonly count: number; readonly claims: boolean }
  | { readonly _tag: "assume"; readonly by: number; readonly number: number; readonly budget: number }
  | { readonly _tag: "claim"; readonly by: number }
  | {
      readonly _tag: "report"
      readonly by: number
      readonly pick: number
      readonly step: number
      readonly value: number
    }
  | { readonly _tag: "finish"; readonly by: number; readonly pick: number; readonly outcome: Outcome }
  | { readonly _tag: "save"; readonly by: number; readonly pick: number; readonly step: number }
  | { readonly _tag: "load"; readonly by: number; readonly pick: number; readonly lost: number }
  | { readonly _tag: "resume"; readonly by: number; readonly trial: number; readonly couldStart: boolean }
  | { readonly _tag: "endPaused"; readonly isStale: boolean }
  | { readonly _tag: "collect"; readonly best: number; readonly trial: number | undefined }
  | { readonly _tag: "beat"; readonly by: number }
  | { readonly _tag: "reap"; readonly dead: number }
  | { readonly _tag: "setBudget"; readonly trials: number }
  | { readonly _tag: "wait"; readonly millis: number }

const runners: ReadonlyArray<Runner> = [ada, bob, eve]
const by = fc.nat(runners.length - 1)
const pick = fc.nat(5)
const tag = <Tag extends string>(name: Tag) => fc.constant<Tag>(name)

const outcome = fc.oneof(
  fc.constantFrom(0.1, 0.5, 0.5, 0.9, NaN).map(complete),
  fc.constantFrom<Outcome>(
    { _tag: "pruned", reason: "below the median" },
    { _tag: "failed", failure: { reason: "error", message: "broken" } },
    { _tag: "retry", failure: { reason: "crash", message: "signal 11" } },
    { _tag: "released", reason: "interrupted" },
    { _tag: "paused", step: 2, reason: "rank 3 of 4 at rung 2" },
    { _tag: "paused", step: 1, reason: "rank 2 of 2 at rung 1" }
  )
)

/** A life of up to 60 commands. */
export const commands: fc.Arbitrary<Array<Command>> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ _tag: tag("takeTurn"), by }) },
    { weight: 3, arbitrary: fc.record({ _tag: tag("publish"), by, count: fc.nat(3), claims: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ _tag: tag("assume"), by, number: fc.nat(4), budget: fc.nat(8) }) },
    { weight: 4, arbitrary: fc.record({ _tag: tag("claim"), by }) },
    {
      weight: 4,
      arbitrary: fc.record({
        _tag: tag("report"),
        by,
        pick,
        step: fc.nat(3),
        value: fc.constantFrom(0, 0.5, -Infinity)
      })
    },
    { weight: 4, arbitrary: fc.record({ _tag: tag("finish"), by, pick, outcome }) },
    { weight: 4, arbitrary: fc.record({ _tag: tag("save"), by, pick, step: fc.integer({ min: 1, max: 3 }) }) },
    { weight: 2, arbitrary: fc.record({ _tag: tag("load"), by, pick, lost: fc.nat(2) }) },
    { weight: 4, arbitrary: fc.record({ _tag: tag("resume"), by, trial: fc.nat(5), couldStart: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ _tag: tag("endPaused"), isStale: fc.boolean() }) },
    {
      weight: 2,
      arbitrary: fc.record({
        _tag: tag("collect"),
        best: fc.nat(2),
        trial: fc.option(fc.nat(4), { nil: undefined })
      })
    },
    { weight: 1, arbitrary: fc.record({ _tag: tag("beat"), by }) },
    { weight: 2, arbitrary: fc.record({ _tag: tag("reap"), dead: fc.nat(7) }) },
    { weight: 1, arbitrary: fc.record({ _tag: tag("setBudget"), trials: fc.nat(8) }) },
    {
      weight: 1,
      arbitrary: fc.record({ _tag: tag("wait"), millis: fc.constantFrom(10, leaseMillis / 2, leaseMillis) })
    }
  ),
  { maxLength: 60, size: "max" }
)

/** What the runners of one life hold, lost leases and turns included. */
export interface Life {
  readonly study: number
  readonly leases: ReadonlyArray<Array<Lease>>
  /** What each lease may go on from. */
  readonly sources: Map<Lease, ReadonlyArray<StoredCheckpoint>>
  readonly turns: Array<Turn | undefined>
  /** What the judge of each report was shown. */
  readonly seen: Array<Changes>
}

export const newLife = (study: number): Life => ({
  study,
  leases: runners.map(() => []),
  sources: new Map(),
  turns: [],
  seen: []
})

const holdIn =
  ({ leases, sources }: Life, by: number) =>
  (claimed: Claimed | undefined) =>
    Effect.sync(() => {
      if (claimed === undefined) return
      leases[by]!.push(claimed.lease)
      sources.set(claimed.lease, claimed.sources)
    })

/** Every third trial begins as a copy. */
const proposalIn = (number: number) =>
  number % 3 === 2 ? { ...proposal(number), parent: { trial: number - 2, step: 2 } } : proposal(number)

/** Does one command, and says what came of it in a form that can be compared between stores. */
export const obey = ({ store }: Opened, life: Life, command: Command): Effect.Effect<unknown> => {
  const { leases, seen, study, turns } = life
  const answered = <A, E extends { readonly _tag: string }>(effect: Effect.Effect<A, E>): Effect.Effect<unknown> =>
    Effect.matchEager(effect, { onSuccess: (value): unknown => value, onFailure: ({ _tag }) => _tag })
  switch (command._tag) {
    case "takeTurn":
      return answered(
        Effect.tap(store.takeTurn(study, runners[command.by]!, 1_000), (turn) =>
          Effect.sync(() => (turns[command.by] = turn ?? turns[command.by]))
        )
      )
    case "publish": {
      const turn = turns[command.by]
      if (turn === undefined) return Effect.void
      const proposals = Array.from({ length: command.count }, (_, index) => proposalIn(turn.nextNumber + index))
      const claimFor = command.claims ? { runner: runners[command.by]!, leaseMillis } : undefined
      return answered(Effect.tap(store.publish(turn, proposals, claimFor), holdIn(life, command.by)))
    }
    case "assume": {
      const { budget, number } = command
      const turn = { study, nextNumber: number, room: budget - number, revision: 0 }
      const claimFor = { runner: runners[command.by]!, leaseMillis }
      return answered(
        Effect.tap(store.publish(turn, [proposal(number)], claimFor), (claimed) =>
          Effect.sync(() => claimed && leases[command.by]!.push(claimed.lease))
        )
      )
    }
    case "claim":
      return answered(Effect.tap(store.claim(study, runners[command.by]!, leaseMillis), holdIn(life, command.by)))
    case "report": {
      const lease = leases[command.by]!.at(-1 - command.pick)
      if (lease === undefined) return Effect.void
      const report = { step: command.step, metrics: { accuracy: command.value } }
      return answered(
        store.decide(lease, report, 2, (changes) => {
          seen.push(changes)
          return { _tag: "Prune", reason: `at revision ${changes.revision}` }
        })
      )
    }
    case "finish": {
      const lease = leases[command.by]!.at(-1 - command.pick)
      return lease === undefined ? Effect.void : answered(store.finish(lease, command.outcome))
    }
    case "save": {
      const lease = leases[command.by]!.at(-1 - command.pick)
      if (lease === undefined) return Effect.void
      const { step } = command
      const place = `trial-${lease.trial}/attempt-${lease.attempt}/step-${step}`
      const position = step === 2 ? {} : { randomPosition: step * 100 }
      return answered(store.saveCheckpoint(lease, { step, place, bytes: step * 10, digest: `d${step}`, ...position }))
    }
    case "load": {
      const lease = leases[command.by]!.at(-1 - command.pick)
      if (lease === undefined) return Effect.void
      const source = life.sources.get(lease)?.[command.lost]
      const ref = source && { trial: source.trial, attempt: source.attempt, step: source.step }
      const problems = Array.from({ length: command.lost }, (_, index) => `checkpoint ${index} is lost`)
      return answered(store.noteLoaded(lease, { source: ref, problems }))
    }
    case "resume":
      return answered(
        Effect.tap(
          store.resume(study, command.trial, runners[command.by]!, leaseMillis, {
            reason: "the best goes on",
            sawRevision: 3,
            couldStart: command.couldStart
          }),
          holdIn(life, command.by)
        )
      )
    case "endPaused":
      return answered(
        Effect.flatMap(store.study(study), ({ revision }) =>
          store.endPaused(
            study,
            command.isStale ? revision - 1 : revision,
            [0, 1, 2, 3, 4, 5].map((trial) => ({ trial, reason: "the budget ended" }))
          )
        )
      )
    case "collect":
      return answered(
        Effect.flatMap(store.unwantedCheckpoints(study, command.best, command.trial), (unwanted) =>
          Effect.as(store.forgetCheckpoints(study, unwanted.slice(0, 2)), unwanted.map(({ place }) => place).sort())
        )
      )
    case "beat":
      return answered(store.beat(leases[command.by]!, leaseMillis))
    case "reap":
      return answered(
        store.reap(
          study,
          "here",
          ({ id }) => (command.dead & (1 << runners.findIndex((known) => known.id === id))) === 0
        )
      )
    case "setBudget":
      return answered(store.setBudget(study, command.trials))
    case "wait":
      return TestClock.adjust(command.millis)
  }
}
