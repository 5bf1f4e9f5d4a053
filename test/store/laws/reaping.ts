import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import type { Runner } from "../../../src/store/records.ts"
import {
  ada,
  bob,
  claimNext,
  complete,
  eve,
  failureTag,
  leaseMillis,
  type MakeStore,
  newStudy,
  openStudy,
  proposal
} from "./fixtures.ts"

const alive =
  (...runners: ReadonlyArray<Runner>) =>
  ({ id }: Runner) =>
    runners.some((runner) => runner.id === id)

export const reapingLaws = (makeStore: MakeStore): void => {
  describe("reaping", () => {
    it.effect("takes back the trials of a dead runner of this host at once, and no others", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const id = yield* openStudy(store)
        for (const by of [ada, bob, ada, eve]) yield* claimNext(store, id, by)
        assert.deepEqual(yield* store.reap(id, "here", alive(ada, bob)), [])
        assert.deepEqual(yield* store.reap(id, "here", alive(bob)), [0, 2])
        assert.deepEqual(yield* store.reap(id, "here", alive(bob)), [])
        const { attempts, trial } = yield* reader.trial(id, 0)
        assert.strictEqual(trial.state, "waiting")
        assert.deepInclude(attempts[0], { ended: "lost", host: "here", pid: ada.pid })
        const again = yield* claimNext(store, id, bob)
        assert.deepEqual(again.failures, { lost: 1 })
      })
    )

    it.effect("takes back the trials of another host when their lease has expired", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const id = yield* openStudy(store)
        const { lease } = yield* claimNext(store, id, eve)
        yield* TestClock.adjust(leaseMillis - 1)
        assert.deepEqual(yield* store.reap(id, "here", alive()), [])
        assert.deepEqual(yield* store.beat([lease], leaseMillis), [lease])
        yield* TestClock.adjust(leaseMillis - 1)
        assert.deepEqual(yield* store.reap(id, "here", alive()), [])
        yield* TestClock.adjust(1)
        assert.deepEqual(yield* store.reap(id, "here", alive()), [0])
      })
    )

    it.effect("leaves a live runner of this host its trials, however late it is", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const id = yield* openStudy(store)
        yield* claimNext(store, id, bob)
        yield* TestClock.adjust(10 * leaseMillis)
        assert.deepEqual(yield* store.reap(id, "here", alive(bob)), [])
      })
    )

    it.effect("lets a trial be finished that was taken back but not taken over", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const id = yield* openStudy(store)
        const { lease } = yield* claimNext(store, id, eve)
        yield* TestClock.adjust(leaseMillis)
        yield* store.reap(id, "here", alive())
        const verdict = yield* store.decide(lease, { step: 1, metrics: {} }, 0, () => ({ _tag: "Continue" }))
        assert.strictEqual(verdict._tag, "Continue")
        assert.strictEqual(yield* store.finish(lease, complete(0.5)), "applied")
        assert.deepInclude((yield* reader.trial(id, 0)).attempts[0], { ended: "complete" })
      })
    )

    it.effect("gives a trial back to its runner when that one speaks up before it was taken over", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const id = yield* openStudy(store)
        const { lease } = yield* claimNext(store, id, eve)
        yield* TestClock.adjust(leaseMillis)
        yield* store.reap(id, "here", alive())
        assert.deepEqual(yield* store.beat([lease], leaseMillis), [lease])
        const { attempts, trial } = yield* reader.trial(id, 0)
        assert.deepEqual([trial.state, trial.attempt, attempts[0]?.ended], ["running", 1, undefined])
        assert.deepEqual(yield* store.reap(id, "here", alive()), [])
        assert.strictEqual((yield* claimNext(store, id, bob)).lease.trial, 1)
      })
    )

    it.effect("fails a trial that was lost for the sixth time, once and for all", () =>
      Effect.gen(function* () {
        const { reader, store } = yield* makeStore
        const id = yield* openStudy(store)
        for (let loss = 1; loss <= 6; loss++) {
          assert.strictEqual((yield* reader.trial(id, 0)).trial.state, "waiting")
          const { lease } = yield* claimNext(store, id)
          assert.deepEqual(yield* store.reap(id, "here", alive()), [0])
          if (loss === 6) assert.strictEqual(yield* failureTag(store.finish(lease, complete(1))), "LeaseLost")
        }
        const { attempts, trial } = yield* reader.trial(id, 0)
        assert.deepEqual([trial.state, trial.failure?.reason], ["failed", "lost"])
        assert.include(trial.failure?.message, "6 times")
        assert.lengthOf(attempts, 6)
        assert.strictEqual((yield* claimNext(store, id)).lease.trial, 1)
      })
    )

    it.effect("does not count a failure of the trial itself as a loss", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const id = yield* openStudy(store)
        for (let loss = 1; loss <= 5; loss++) {
          yield* claimNext(store, id)
          yield* store.reap(id, "here", alive())
          const { lease } = yield* claimNext(store, id)
          yield* store.finish(lease, { _tag: "retry", failure: { reason: "crash", message: "signal 11" } })
        }
        assert.deepEqual((yield* claimNext(store, id)).failures, { lost: 5, crash: 5 })
      })
    )

    it.effect("passes on the turn of a dead runner, and fences it", () =>
      Effect.gen(function* () {
        const { store } = yield* makeStore
        const { id } = yield* store.create(newStudy())
        const turn = yield* store.takeTurn(id, ada, 1_000_000)
        assert.strictEqual(yield* store.takeTurn(id, bob, 1_000), undefined)
        assert.deepEqual(yield* store.reap(id, "here", alive(ada)), [])
        assert.strictEqual(yield* store.takeTurn(id, bob, 1_000), undefined)
        assert.deepEqual(yield* store.reap(id, "here", alive(bob)), [])
        assert.strictEqual(yield* failureTag(store.publish(turn!, [proposal(0)])), "LeaseLost")
        assert.isDefined(yield* store.takeTurn(id, bob, 1_000))
      })
    )
  })
}
