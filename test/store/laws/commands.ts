/** Random lives of a study: what three runners do, and an interpreter that does it to a store. */
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import fc from "fast-check"
import type { Changes, Lease, Outcome, Runner, Turn } from "../../../src/store/records.ts"
import { ada, bob, complete, eve, leaseMillis, type Opened, proposal } from "./fixtures.ts"

export type Command =
  | { readonly _tag: "takeTurn"; readonly by: number }
  | { readonly _tag: "publish"; readonly by: number; readonly count: number; readonly claims: boolean }
  | { readonly _tag: "claim"; readonly by: number }
  | {
      readonly _tag: "report"
      readonly by: number
      readonly pick: number
      readonly step: number
      readonly value: number
    }
  | { readonly _tag: "finish"; readonly by: number; readonly pick: number; readonly outcome: Outcome }
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
    { _tag: "released", reason: "interrupted" }
  )
)

/** A life of up to 60 commands. */
export const commands: fc.Arbitrary<Array<Command>> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ _tag: tag("takeTurn"), by }) },
    { weight: 3, arbitrary: fc.record({ _tag: tag("publish"), by, count: fc.nat(3), claims: fc.boolean() }) },
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
  readonly turns: Array<Turn | undefined>
  /** What the judge of each report was shown. */
  readonly seen: Array<Changes>
}

export const newLife = (study: number): Life => ({ study, leases: runners.map(() => []), turns: [], seen: [] })

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
      const proposals = Array.from({ length: command.count }, (_, index) => proposal(turn.nextNumber + index))
      const claimFor = command.claims ? { runner: runners[command.by]!, leaseMillis } : undefined
      return answered(
        Effect.tap(store.publish(turn, proposals, claimFor), (claimed) =>
          Effect.sync(() => claimed && leases[command.by]!.push(claimed.lease))
        )
      )
    }
    case "claim":
      return answered(
        Effect.tap(store.claim(study, runners[command.by]!, leaseMillis), (claimed) =>
          Effect.sync(() => claimed && leases[command.by]!.push(claimed.lease))
        )
      )
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
