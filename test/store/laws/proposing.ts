import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { ada, bob, eve, failureTag, leaseMillis, type MakeStore, newStudy, openStudy, proposal } from "./fixtures.ts"

export const proposingLaws = (makeStore: MakeStore): void => {
  describe("proposing", () => {
    it.effect("numbers trials densely from 0, whoever proposes", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const { id } = yield* store.create(newStudy({ declaredTrials: 5 }))
        for (const by of [ada, bob, eve]) {
          const turn = yield* store.takeTurn(id, by, 1_000)
          const count = Math.min(2, turn!.room)
          yield* store.publish(
            turn!,
            Array.from({ length: count }, (_, index) => proposal(turn!.nextNumber + index))
          )
        }
        const { trials } = yield* store.changes(id, 0)
        assert.deepEqual(
          trials.map(({ number, state }) => [number, state]),
          [0, 1, 2, 3, 4].map((number) => [number, "waiting"])
        )
        assert.strictEqual(yield* store.takeTurn(id, ada, 1_000), undefined)
      })
    )

    it.effect("keeps what was proposed, and what it saw", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const { id } = yield* store.create(newStudy())
        const turn = yield* store.takeTurn(id, ada, 1_000)
        yield* store.publish(turn!, [proposal(0, 0)])
        const { revision, trials } = yield* store.changes(id, 0)
        const { parent: _, ...proposed } = proposal(0, 0)
        assert.deepEqual(trials, [
          { ...proposed, state: "waiting", attempt: 0, createdAt: 0, createdRevision: revision }
        ])
      })
    )

    it.effect("is one runner's turn at a time", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const { id } = yield* store.create(newStudy())
        const turn = yield* store.takeTurn(id, ada, 1_000)
        assert.deepEqual([turn?.nextNumber, turn?.room], [0, 4])
        assert.strictEqual(yield* store.takeTurn(id, bob, 1_000), undefined)
        yield* store.publish(turn!, [])
        assert.isDefined(yield* store.takeTurn(id, bob, 1_000))
      })
    )

    it.effect("gives a runner its own turn again, and fences the earlier one", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const { id } = yield* store.create(newStudy())
        const first = yield* store.takeTurn(id, ada, 1_000)
        const second = yield* store.takeTurn(id, ada, 1_000)
        assert.strictEqual(yield* failureTag(store.publish(first!, [proposal(0)])), "LeaseLost")
        yield* store.publish(second!, [proposal(0)])
        assert.lengthOf((yield* store.changes(id, 0)).trials, 1)
      })
    )

    it.effect("passes the turn on when it has expired, and fences who stalled", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const { id } = yield* store.create(newStudy())
        const stalled = yield* store.takeTurn(id, ada, 1_000)
        yield* TestClock.adjust(999)
        assert.strictEqual(yield* store.takeTurn(id, bob, 1_000), undefined)
        yield* TestClock.adjust(1)
        const turn = yield* store.takeTurn(id, bob, 1_000)
        assert.isDefined(turn)
        assert.strictEqual(yield* failureTag(store.publish(stalled!, [proposal(0)])), "LeaseLost")
        assert.lengthOf((yield* store.changes(id, 0)).trials, 0)
        yield* store.publish(turn!, [proposal(0), proposal(1)])
        assert.strictEqual(yield* failureTag(store.publish(turn!, [proposal(2)])), "LeaseLost")
        assert.lengthOf((yield* store.changes(id, 0)).trials, 2)
      })
    )

    it.effect("may still publish in an expired turn that nobody took", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const { id } = yield* store.create(newStudy())
        const turn = yield* store.takeTurn(id, ada, 1_000)
        yield* TestClock.adjust(5_000)
        yield* store.publish(turn!, [proposal(0)])
        assert.lengthOf((yield* store.changes(id, 0)).trials, 1)
      })
    )

    it.effect("never goes beyond the budget, even one that was lowered meanwhile", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const { id } = yield* store.create(newStudy())
        const turn = yield* store.takeTurn(id, ada, 1_000)
        yield* store.setBudget(id, 2)
        const claimFor = { runner: ada, leaseMillis }
        const claimed = yield* store.publish(
          turn!,
          [0, 1, 2, 3].map((number) => proposal(number)),
          claimFor
        )
        assert.strictEqual(claimed?.lease.trial, 0)
        assert.lengthOf((yield* store.changes(id, 0)).trials, 2)
        assert.strictEqual(yield* store.takeTurn(id, ada, 1_000), undefined)

        yield* store.setBudget(id, 3)
        const next = yield* store.takeTurn(id, bob, 1_000)
        assert.deepEqual([next?.nextNumber, next?.room], [2, 1])
        yield* store.setBudget(id, 1)
        assert.strictEqual(yield* store.publish(next!, [proposal(2)], claimFor), undefined)
        assert.lengthOf((yield* store.changes(id, 0)).trials, 2)
      })
    )

    it.effect("leases the first of the published trials to the publisher", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const { id } = yield* store.create(newStudy())
        const turn = yield* store.takeTurn(id, ada, 1_000)
        const claimed = yield* store.publish(turn!, [proposal(0), proposal(1)], { runner: ada, leaseMillis })
        assert.deepEqual(claimed, {
          lease: { study: id, trial: 0, attempt: 1 },
          params: proposal(0).params,
          seed: proposal(0).seed,
          failures: {},
          sources: []
        })
        const { trials } = yield* store.changes(id, 0)
        assert.deepEqual(
          trials.map(({ state }) => state),
          ["running", "waiting"]
        )
      })
    )

    it.effect("takes numbers that are not the turn's for a fault of ours", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const id = yield* openStudy(store)
        yield* store.setBudget(id, 6)
        const turn = yield* store.takeTurn(id, ada, 1_000)
        const exit = yield* Effect.exit(store.publish(turn!, [proposal(3)]))
        assert.include(String(exit), "Die")
        yield* store.publish(turn!, [proposal(4)])
        assert.lengthOf((yield* store.changes(id, 0)).trials, 5)
      })
    )

    it.effect("keeps studies apart", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const one = yield* openStudy(store)
        const other = yield* openStudy(store, { name: "letters", declaredTrials: 2 })
        assert.lengthOf((yield* store.changes(one, 0)).trials, 4)
        assert.lengthOf((yield* store.changes(other, 0)).trials, 2)
        assert.strictEqual((yield* store.claim(other, ada, leaseMillis))?.lease.study, other)
        const { trials } = yield* store.changes(one, 0)
        assert.isTrue(trials.every(({ state }) => state === "waiting"))
      })
    )
  })
}
