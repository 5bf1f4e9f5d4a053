import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import type { Turn } from "../../../src/store/records.ts"
import { ada, bob, failureTag, leaseMillis, type MakeStore, newStudy, proposal } from "./fixtures.ts"

const assumed = (study: number, nextNumber: number, budget = 4): Turn => ({
  study,
  nextNumber,
  room: budget - nextNumber,
  revision: 0
})
const forAda = { runner: ada, leaseMillis }

export const assumingLaws = (makeStore: MakeStore): void => {
  describe("proposing under a turn that was not taken", () => {
    it.effect("numbers, leases and records like any other", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const { id } = yield* store.create(newStudy())
        const claimed = yield* store.publish(assumed(id, 0), [proposal(0)], forAda)
        assert.deepStrictEqual(claimed?.lease, { study: id, trial: 0, attempt: 1 })
        const { trials } = yield* reader.record(id)
        assert.deepInclude(trials[0], { number: 0, state: "running", proposedBy: "ada", sawBudget: 4 })
      })
    )

    it.effect("is refused when somebody has proposed, has the turn, or has changed the budget", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const { id } = yield* store.create(newStudy())
        const propose = (number: number, budget = 4) =>
          store.publish(assumed(id, number, budget), [proposal(number)], forAda)
        const turn = yield* store.takeTurn(id, bob, 1_000)
        assert.strictEqual(yield* failureTag(propose(0)), "LeaseLost")
        yield* store.publish(turn!, [proposal(0)])
        assert.strictEqual(yield* failureTag(propose(0)), "LeaseLost")
        yield* store.setBudget(id, 3)
        assert.strictEqual(yield* failureTag(propose(1)), "LeaseLost")
        assert.strictEqual((yield* propose(1, 3))?.lease.trial, 1)
        assert.lengthOf((yield* store.changes(id, 0)).trials, 2)
      })
    )

    it.effect("passes by a turn that has expired, which is void then, and by one's own", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const { id } = yield* store.create(newStudy())
        const stalled = yield* store.takeTurn(id, bob, 1_000)
        yield* TestClock.adjust("1 second")
        yield* store.publish(assumed(id, 0), [proposal(0)], forAda)
        assert.strictEqual(yield* failureTag(store.publish(stalled!, [proposal(0)])), "LeaseLost")
        const own = yield* store.takeTurn(id, ada, 1_000)
        yield* store.publish(assumed(id, 1), [proposal(1)], forAda)
        assert.strictEqual(yield* failureTag(store.publish(own!, [proposal(1)])), "LeaseLost")
      })
    )

    it.effect("needs somebody who claims", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const { id } = yield* store.create(newStudy())
        assert.strictEqual(yield* failureTag(store.publish(assumed(id, 0), [proposal(0)])), "LeaseLost")
      })
    )
  })
}
