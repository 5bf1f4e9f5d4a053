/** What people ask of runners, as a store keeps it. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import type { StoredRequest } from "../../../src/store/requests.ts"
import { ada, claimNext, complete, failureTag, type MakeStore, openStudy } from "./fixtures.ts"

/** Declares them for one store. */
export const requestLaws = (makeStore: MakeStore): void => {
  describe("requests", () => {
    it.effect("are answered in their order, to whoever asks and as often as it asks", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const id = yield* openStudy(store)
        const other = yield* openStudy(store, { name: "other" })
        assert.deepEqual(yield* store.asked(id, 0), [])
        yield* store.ask(id, { _tag: "stopTrial", trial: 2 })
        yield* TestClock.adjust("1 second")
        yield* store.ask(id, { _tag: "parallelism", slots: 3 }, ada.id)
        yield* store.ask(other, { _tag: "stopStudy" })
        yield* store.ask(id, { _tag: "stopStudy" })
        const all: ReadonlyArray<StoredRequest> = [
          { number: 1, at: 0, request: { _tag: "stopTrial", trial: 2 } },
          { number: 2, runner: "ada", at: 1000, request: { _tag: "parallelism", slots: 3 } },
          { number: 3, at: 1000, request: { _tag: "stopStudy" } }
        ]
        assert.deepEqual(yield* store.asked(id, 0), all)
        assert.deepEqual(yield* store.asked(id, 0), all)
        assert.deepEqual(yield* store.asked(id, 1), all.slice(1))
        assert.deepEqual(yield* store.asked(id, 3), [])
        assert.lengthOf(yield* store.asked(other, 0), 1)
      })
    )

    it.effect("to stop a trial hold until it is finished, and count for nothing after", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const id = yield* openStudy(store)
        yield* store.ask(id, { _tag: "stopTrial", trial: 0 })
        yield* store.ask(id, { _tag: "stopTrial", trial: 0 })
        const { lease } = yield* claimNext(store, id)
        yield* store.finish(lease, { _tag: "released", reason: "interrupted" })
        assert.lengthOf(yield* store.asked(id, 0), 2)
        const again = yield* claimNext(store, id)
        yield* store.finish(again.lease, complete(0.5))
        assert.deepEqual(yield* store.asked(id, 0), [])
        yield* store.ask(id, { _tag: "stopTrial", trial: 0 })
        yield* store.ask(id, { _tag: "stopStudy" })
        assert.deepEqual(
          (yield* store.asked(id, 0)).map(({ request }) => request),
          [{ _tag: "stopStudy" }]
        )
      })
    )

    it.effect("change nothing that is read of the study, and name the trials that there are", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const id = yield* openStudy(store)
        const before = yield* reader.record(id)
        yield* store.ask(id, { _tag: "stopTrial", trial: 1 })
        assert.strictEqual(yield* failureTag(store.ask(id, { _tag: "stopTrial", trial: 9 })), "NotFound")
        assert.deepEqual(yield* reader.record(id), before)
      })
    )
  })
}
