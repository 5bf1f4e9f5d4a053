import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { enqueue } from "../../src/schedule/enqueue.ts"
import { StudyReader } from "../../src/store/StudyReader.ts"
import { TrialStore } from "../../src/store/TrialStore.ts"
import { ada, newStudy, proposal } from "../store/laws/fixtures.ts"
import { memory, type Memory } from "./harness.ts"

const params = { rate: 0.05, optimizer: { type: "adam" } }

const inStore =
  ({ reader, store }: Memory) =>
  <A, E>(effect: Effect.Effect<A, E, TrialStore | StudyReader>) =>
    Effect.provide(effect, Layer.mergeAll(Layer.succeed(TrialStore, store), Layer.succeed(StudyReader, reader)))

describe("enqueueing a point", () => {
  it.effect("adds a waiting trial that counts, with its evidence and the seed of its number", () =>
    Effect.gen(function* () {
      const opened = yield* memory
      const { store } = opened
      const { id } = yield* store.create(newStudy({ declaredTrials: 2 }))
      const numbers = [
        yield* inStore(opened)(enqueue(id, params)),
        yield* inStore(opened)(enqueue(id, { ...params, rate: 0.01 }))
      ]
      assert.deepStrictEqual(numbers, [0, 1])
      const { trials } = yield* store.changes(id, 0)
      assert.deepInclude(trials[0], {
        state: "waiting",
        params,
        evidence: { model: "enqueued", reason: "put first by sweep enqueue" }
      })
      assert.notStrictEqual(trials[0]?.seed, trials[1]?.seed)
      assert.strictEqual((yield* store.claim(id, ada, 1000))?.lease.trial, 0)
      const spent = yield* Effect.flip(inStore(opened)(enqueue(id, params)))
      assert.strictEqual(spent._tag, "UsageError")
      assert.include(spent.message, "it has its 2 trials")
      assert.strictEqual((yield* store.changes(id, 0)).trials.length, 2)
    })
  )

  it.effect("waits while another runner is proposing, and gives up after a minute", () =>
    Effect.gen(function* () {
      const opened = yield* memory
      const { store } = opened
      const { id } = yield* store.create(newStudy())
      const turn = yield* store.takeTurn(id, ada, 600_000)
      const waiting = yield* Effect.forkChild(inStore(opened)(enqueue(id, params)))
      yield* TestClock.adjust("10 seconds")
      yield* store.publish(turn!, [proposal(0)])
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* Fiber.join(waiting), 1)

      yield* store.takeTurn(id, ada, 600_000)
      const vain = yield* Effect.forkChild(Effect.flip(inStore(opened)(enqueue(id, params))))
      yield* TestClock.adjust("61 seconds")
      const busy = yield* Fiber.join(vain)
      assert.strictEqual(busy._tag, "StoreError")
      assert.include(busy.message, "for a minute")
    })
  )
})
