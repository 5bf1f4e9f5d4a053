import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { goOn } from "../../../src/search/Pruner.ts"
import { claimNext, complete, failureTag, type MakeStore, openStudy, spec } from "./fixtures.ts"

const sealed = { ...spec, sealed: ["test"] }
const metrics = { accuracy: 0.5, test: 0.25 }

/** A study with one complete trial whose metric `test` is sealed, and one that waits. */
const judged = Effect.fnUntraced(function* (makeStore: MakeStore) {
  const { reader, store } = yield* makeStore
  const id = yield* openStudy(store, { declaredTrials: 2, spec: sealed })
  const { lease } = yield* claimNext(store, id)
  yield* store.decide(lease, { step: 1, metrics }, 0, () => goOn)
  yield* store.finish(lease, { _tag: "complete", metrics })
  return { reader, store, id }
})

export const sealingLaws = (makeStore: MakeStore): void => {
  describe("sealing", () => {
    it.effect("shows no reader a sealed metric, and keeps it", () =>
      Effect.gen(function* () {
        const { id, reader, store } = yield* judged(makeStore)
        const seen = [
          (yield* reader.summary("digits")).incumbent!,
          (yield* reader.list)[0]!.incumbent!,
          (yield* reader.leaderboard(id))[0]!,
          (yield* reader.trial(id, 0)).trial,
          (yield* reader.trial(id, 0)).reports[0]!,
          (yield* reader.record(id)).trials[0]!,
          (yield* reader.record(id)).reports[0]!
        ]
        for (const shown of seen) assert.deepStrictEqual(shown.metrics, { accuracy: 0.5 })
        assert.deepStrictEqual((yield* store.changes(id, 0)).trials[0]?.metrics, metrics)
      })
    )

    it.effect("unseals the sealed metrics of one trial, and keeps every look", () =>
      Effect.gen(function* () {
        const { id, reader, store } = yield* judged(makeStore)
        assert.deepStrictEqual(yield* reader.unsealings(id), [])
        const first = yield* store.unseal(id, 0, "best --unseal")
        assert.deepStrictEqual(
          first.map(({ command, metrics, trial }) => ({ command, metrics, trial })),
          [{ command: "best --unseal", metrics: { test: 0.25 }, trial: 0 }]
        )
        assert.lengthOf(yield* store.unseal(id, 0, "confirm"), 2)
        assert.deepStrictEqual(
          (yield* reader.unsealings(id)).map(({ command }) => command),
          ["best --unseal", "confirm"]
        )
        assert.deepStrictEqual((yield* reader.leaderboard(id))[0]?.metrics, { accuracy: 0.5 })
      })
    )

    it.effect("has nothing to unseal where nothing is sealed, or no result is there", () =>
      Effect.gen(function* () {
        const { id, reader, store } = yield* judged(makeStore)
        assert.strictEqual(yield* failureTag(store.unseal(id, 1, "test")), "NotFound")
        assert.strictEqual(yield* failureTag(store.unseal(id, 7, "test")), "NotFound")
        const open = yield* openStudy(store, { name: "open", declaredTrials: 1 })
        const { lease } = yield* claimNext(store, open)
        yield* store.finish(lease, complete(0.5))
        assert.strictEqual(yield* failureTag(store.unseal(open, 0, "test")), "NotFound")
        assert.deepStrictEqual([yield* reader.unsealings(id), yield* reader.unsealings(open)], [[], []])
      })
    )

    it.effect("goes on with more metrics sealed, and with none less", () =>
      Effect.gen(function* () {
        const { store } = yield* judged(makeStore)
        const open = { name: "digits", declaredTrials: 2, spec }
        assert.strictEqual(yield* failureTag(store.create(open)), "StudyMismatch")
        const more = { ...open, spec: { ...spec, sealed: ["test", "other"] } }
        assert.deepStrictEqual((yield* store.create(more)).spec.sealed, ["test", "other"])
      })
    )
  })
}
