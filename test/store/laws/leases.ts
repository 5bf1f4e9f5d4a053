import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { TrialState } from "../../../src/search/Trial.ts"
import type { Failure, Outcome, StoredTrial } from "../../../src/store/records.ts"
import { bob, claimNext, complete, eve, failureTag, leaseMillis, type MakeStore, openStudy } from "./fixtures.ts"

const crash: Outcome = { _tag: "retry", failure: { reason: "crash", message: "signal 11" } }
const failure: Failure = { reason: "error", message: "no such file", detail: "at line 3" }

export const leaseLaws = (makeStore: MakeStore): void => {
  describe("leases", () => {
    it.effect("are given to one runner each, lowest number first", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const id = yield* openStudy(store)
        const numbers: Array<number> = []
        for (const by of [bob, eve, bob, eve]) numbers.push((yield* claimNext(store, id, by)).lease.trial)
        assert.deepEqual(numbers, [0, 1, 2, 3])
        assert.strictEqual(yield* store.claim(id, bob, leaseMillis), undefined)
      })
    )

    it.effect.each<[TrialState, Outcome, Partial<StoredTrial>]>([
      ["complete", complete(0.5), { value: 0.5, metrics: { accuracy: 0.5 } }],
      ["pruned", { _tag: "pruned", reason: "below the median" }, { prunedBecause: "below the median" }],
      ["failed", { _tag: "failed", failure }, { failure }]
    ])("end with a %s trial, which never changes again", ([state, outcome, told]) =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const id = yield* openStudy(store)
        const { lease } = yield* claimNext(store, id)
        assert.strictEqual(yield* store.finish(lease, outcome), "applied")
        const { trial } = yield* reader.trial(id, 0)
        assert.deepInclude(trial, { state, finishedAt: 0, ...told })
        assert.strictEqual(trial.finishedRevision, (yield* store.study(id)).revision)

        assert.strictEqual(yield* store.finish(lease, outcome), "already")
        assert.strictEqual(yield* store.finish(lease, complete(0.9)), "already")
        assert.deepEqual(yield* store.beat([lease], leaseMillis), [])
        const report = { step: 1, metrics: { accuracy: 0 } }
        assert.strictEqual(yield* failureTag(store.decide(lease, report, 0, () => ({ _tag: "Continue" }))), "LeaseLost")
        assert.deepEqual((yield* reader.trial(id, 0)).trial, trial)
        assert.strictEqual((yield* store.study(id)).revision, trial.finishedRevision)
      })
    )

    it.effect("that are released let the trial wait again, under the same number", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const id = yield* openStudy(store)
        const { lease } = yield* claimNext(store, id)
        const released = { _tag: "released", reason: "interrupted" } as const
        assert.strictEqual(yield* store.finish(lease, released), "applied")
        assert.strictEqual((yield* reader.trial(id, 0)).trial.state, "waiting")
        assert.strictEqual(yield* store.finish(lease, released), "already")
        const again = yield* claimNext(store, id, bob)
        assert.deepEqual([again.lease.trial, again.lease.attempt, again.failures], [0, 2, {}])
        // Said twice, also after the next runner has begun: the first time was applied.
        assert.strictEqual(yield* store.finish(lease, released), "already")
        assert.strictEqual((yield* reader.trial(id, 0)).trial.state, "running")
      })
    )

    it.effect("that end for a retry count the failure on the attempt, not on the trial", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const id = yield* openStudy(store)
        for (const failures of [{}, { crash: 1 }, { crash: 2 }]) {
          const claimed = yield* claimNext(store, id)
          assert.deepEqual(claimed.failures, failures)
          yield* store.finish(claimed.lease, crash)
        }
        const { attempts, trial } = yield* reader.trial(id, 0)
        assert.deepInclude(trial, { state: "waiting", attempt: 3 })
        assert.notProperty(trial, "failure")
        assert.deepEqual(
          attempts.map(({ attempt, ended, failure: why }) => `${attempt} ${ended} ${why?.reason}`),
          ["1 retry crash", "2 retry crash", "3 retry crash"]
        )
      })
    )

    it.effect("fence a late writer once the attempt has moved on: nothing of it is kept", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const id = yield* openStudy(store)
        const late = (yield* claimNext(store, id)).lease
        yield* store.reap(id, "here", () => false)
        const { lease } = yield* claimNext(store, id, bob)
        assert.deepEqual([lease.trial, lease.attempt], [late.trial, late.attempt + 1])
        const before = yield* reader.trial(id, 0)
        const judge = () => ({ _tag: "Continue" }) as const
        assert.strictEqual(yield* failureTag(store.decide(late, { step: 1, metrics: {} }, 0, judge)), "LeaseLost")
        assert.strictEqual(yield* failureTag(store.finish(late, complete(1))), "LeaseLost")
        assert.deepEqual(yield* store.beat([late, lease], leaseMillis), [lease])
        assert.deepEqual(yield* reader.trial(id, 0), before)
      })
    )

    it.effect("of trials that never were are lost", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const id = yield* openStudy(store)
        assert.strictEqual(
          yield* failureTag(store.finish({ study: id, trial: 9, attempt: 1 }, complete(1))),
          "LeaseLost"
        )
        assert.strictEqual(
          yield* failureTag(store.finish({ study: id, trial: 0, attempt: 1 }, complete(1))),
          "LeaseLost"
        )
        assert.deepEqual(yield* store.beat([{ study: id, trial: 0, attempt: 0 }], leaseMillis), [])
      })
    )
  })
}
