/** What a store keeps of a study that its rule has stopped. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { claimNext, complete, type MakeStore, newStudy, openStudy, spec } from "./fixtures.ts"

const ruled = (value: number, declaredTrials = 4) =>
  newStudy({ declaredTrials, spec: { ...spec, stop: { name: "target", settings: { value } } } })

/** Declares them for one store. */
export const stoppingLaws = (makeStore: MakeStore): void => {
  describe("a study that is stopped", () => {
    it.effect("keeps the first reason, with the number of its trials", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const id = yield* openStudy(store, ruled(0.9))
        const { revision } = yield* store.study(id)
        yield* TestClock.adjust("3 seconds")
        const stopped = { rule: "target", reason: `it's "there"`, trials: 4, at: 3000 }
        assert.deepEqual(yield* store.stop(id, "target", `it's "there"`), stopped)
        assert.deepEqual(yield* store.stop(id, "plateau", "later"), stopped)
        assert.deepEqual((yield* reader.summary("digits")).study.stopped, stopped)
        assert.isAbove((yield* store.study(id)).revision, revision)
      })
    )

    it.effect("stays so when it is opened again, and not with another rule or none", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const id = yield* openStudy(store, ruled(0.9))
        yield* store.stop(id, "target", "there")
        assert.strictEqual((yield* store.create(ruled(0.9))).stopped?.reason, "there")
        const changed = yield* store.create(ruled(0.95))
        assert.deepEqual([changed.stopped, changed.stopFrom, changed.budgetTrials], [undefined, 0, 4])
        yield* store.stop(id, "target", "there again")
        assert.isUndefined((yield* store.create(newStudy())).stopped)
      })
    )

    it.effect("goes on when more trials are asked for, which are counted from where it stopped", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const study = ruled(0.9, 100)
        const { id } = yield* store.create(study)
        yield* store.stop(id, "target", "there")
        const more = yield* store.create(study, { trials: { more: 20 } })
        assert.deepEqual([more.stopped, more.budgetTrials, more.stopFrom], [undefined, 20, 20])
        const same = yield* store.create(study)
        assert.deepEqual([same.stopped, same.budgetTrials, same.stopFrom], [undefined, 20, 20])
      })
    )

    it.effect("does not go on with fewer trials than it has", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const id = yield* openStudy(store, ruled(0.9))
        yield* store.stop(id, "target", "there")
        const fewer = yield* store.create(ruled(0.9), { trials: { total: 3 } })
        assert.deepEqual([fewer.stopped?.reason, fewer.budgetTrials], ["there", 3])
      })
    )
  })

  describe("the seconds of a study's attempts", () => {
    it.effect("are those of all that ended and of those that run", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const id = yield* openStudy(store)
        assert.deepEqual(yield* store.attemptSeconds(id), { seconds: 0, running: 0 })
        const first = yield* claimNext(store, id)
        yield* TestClock.adjust("10 seconds")
        yield* store.finish(first.lease, { _tag: "released", reason: "interrupted" })
        yield* TestClock.adjust("1 minute")
        const again = yield* claimNext(store, id)
        const other = yield* claimNext(store, id)
        yield* TestClock.adjust("5 seconds")
        yield* store.finish(again.lease, complete(0.5))
        yield* TestClock.adjust("2 seconds")
        assert.strictEqual(other.lease.trial, 1)
        assert.deepEqual(yield* store.attemptSeconds(id), { seconds: 10 + 5 + 7, running: 1 })
      })
    )
  })
}
