import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import * as fc from "fast-check"
import { GpuMemory, type MemoryRequest } from "../../src/train/gpuMemory.ts"

const total = 1000
const card = new Map([["0", total]])
const slot = { index: 0, gpus: ["0"], share: 0.25, label: "gpu 0/0" }
const request = (change: Partial<MemoryRequest> = {}): MemoryRequest => ({ slot, params: {}, alone: false, ...change })

/** A training that lasts until it is told to end, and what it was told to wait for. */
const start = Effect.fnUntraced(function* (memory: GpuMemory, asked: MemoryRequest) {
  const [began, end] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
  const reasons: Array<string> = []
  const training = Effect.andThen(Deferred.succeed(began, undefined), Deferred.await(end))
  const fiber = yield* Effect.forkChild(
    memory.within(asked, (reason) => Effect.sync(() => void reasons.push(reason)), training)
  )
  yield* Effect.yieldNow
  const running = Deferred.isDone(began)
  return { reasons, fiber, running, end: Effect.andThen(Deferred.succeed(end, undefined), Fiber.await(fiber)) }
})

describe("GpuMemory", () => {
  it("expects what the configuration held, else what the study says, else the most that was seen, else the share", () => {
    const memory = new GpuMemory(card)
    assert.strictEqual(memory.needOf(request()), 250)
    memory.learn({ width: 1 }, 400)
    memory.learn({ width: 1 }, 300)
    assert.strictEqual(memory.needOf(request({ params: { width: 1 } })), 400)
    assert.strictEqual(memory.needOf(request({ params: { width: 2 } })), 400)
    assert.strictEqual(memory.needOf(request({ alone: true })), total)
    const told = new GpuMemory(card, { declared: 600 })
    told.learn({ width: 1 }, 100)
    assert.strictEqual(told.needOf(request()), 600)
    assert.strictEqual(told.needOf(request({ params: { width: 1 } })), 100)
    assert.strictEqual(new GpuMemory(card, { declared: 5000 }).needOf(request()), total)
    assert.strictEqual(memory.needOf(request({ slot: { index: 0, gpus: ["7"], label: "gpu 7" } })), 0)
  })

  it.effect("lets a trial wait for room, and says at once what for", () =>
    Effect.gen(function* () {
      const memory = new GpuMemory(card, { declared: 400 })
      const [one, two, three] = [
        yield* start(memory, request()),
        yield* start(memory, request()),
        yield* start(memory, request())
      ]
      assert.deepStrictEqual([yield* one.running, yield* two.running, yield* three.running], [true, true, false])
      assert.deepStrictEqual(three.reasons, ["400 MiB of gpu 0, where 200 of 1000 MiB are not taken"])
      yield* one.end
      yield* Effect.yieldNow
      assert.isTrue(yield* three.running)
      assert.deepStrictEqual(three.reasons.slice(1), [""])
      yield* two.end
      yield* three.end
      assert.strictEqual(memory.heldOn("0"), 0)
    })
  )

  it.effect("gives a trial that ran out of memory the card alone", () =>
    Effect.gen(function* () {
      const memory = new GpuMemory(card)
      const before = yield* start(memory, request())
      const alone = yield* start(memory, request({ alone: true }))
      const after = yield* start(memory, request())
      assert.deepStrictEqual([yield* alone.running, yield* after.running], [false, false])
      assert.match(alone.reasons[0]!, /^the whole card, after it ran out of memory of gpu 0/)
      yield* before.end
      yield* Effect.yieldNow
      assert.deepStrictEqual([yield* alone.running, yield* after.running], [true, false])
      yield* alone.end
      yield* Effect.yieldNow
      assert.isTrue(yield* after.running)
      yield* after.end
    })
  )

  it.effect("forgets one that is interrupted while it waits", () =>
    Effect.gen(function* () {
      const memory = new GpuMemory(card, { declared: 1000 })
      const [one, two] = [yield* start(memory, request()), yield* start(memory, request())]
      yield* Fiber.interrupt(two.fiber)
      yield* one.end
      assert.strictEqual(memory.heldOn("0"), 0)
      const three = yield* start(memory, request())
      assert.isTrue(yield* three.running)
      yield* three.end
    })
  )

  it.effect("waits for memory that a trial which has ended is still giving back", () =>
    Effect.gen(function* () {
      let free = 100
      const memory = new GpuMemory(card, { declared: 500, free: () => Promise.resolve(free) })
      const trial = yield* start(memory, request())
      yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 20)))
      assert.isFalse(yield* trial.running)
      assert.match(trial.reasons[0]!, /still giving back$/)
      free = 800
      yield* TestClock.adjust(300)
      yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 20)))
      assert.isTrue(yield* trial.running)
      yield* trial.end
    })
  )

  it("never hands out more than the card has, and lets everybody have a turn", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ need: fc.integer({ min: 1, max: 1500 }), alone: fc.boolean() }), { maxLength: 12 }),
        async (trials) => {
          const memory = new GpuMemory(card)
          let most = 0
          let done = 0
          const run = trials.map(({ alone, need }, width) => {
            memory.learn({ width }, need)
            const training = Effect.gen(function* () {
              most = Math.max(most, memory.heldOn("0"))
              yield* Effect.yieldNow
              done++
            })
            return memory.within(request({ params: { width }, alone }), () => Effect.void, training)
          })
          await Effect.runPromise(Effect.all(run, { concurrency: "unbounded", discard: true }))
          assert.isAtMost(most, total)
          assert.strictEqual(done, trials.length)
          assert.strictEqual(memory.heldOn("0"), 0)
        }
      ),
      { numRuns: 50 }
    )
  })
})
