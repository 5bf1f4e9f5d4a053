import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { claimNext, complete, type MakeStore, openStudy } from "./fixtures.ts"

export const usageLaws = (makeStore: MakeStore): void => {
  describe("what attempts used", () => {
    it.effect("is kept with each attempt, however it ended", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const id = yield* openStudy(store, { declaredTrials: 2 })
        const first = yield* claimNext(store, id)
        const usage = { wallMillis: 2000, cpuMillis: 1500, peakMiB: 120.5, gpuSeconds: 0.5, gpuMiB: 300 }
        const failure = { reason: "crash", message: "killed" } as const
        yield* store.finish(first.lease, { _tag: "retry", failure }, usage)
        const again = yield* claimNext(store, id)
        yield* store.finish(again.lease, complete(1), { wallMillis: 1000, gpuSeconds: 0.25 })
        const other = yield* claimNext(store, id)
        yield* store.finish(other.lease, complete(1))
        const { attempts } = yield* reader.trial(id, first.lease.trial)
        assert.deepStrictEqual(
          attempts.map((attempt) => attempt.usage),
          [usage, { wallMillis: 1000, gpuSeconds: 0.25 }]
        )
        assert.isUndefined((yield* reader.trial(id, other.lease.trial)).attempts[0]?.usage)
      })
    )
  })
}
