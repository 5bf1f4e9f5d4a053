import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { any, gpuSeconds, plateau, target } from "../../src/index.ts"
import type { TrainerService } from "../../src/train/Trainer.ts"
import { memory, runToEnd, trialsIn, type Script } from "./harness.ts"

/** Trains for a minute; the score is the trial's number. */
const counting: TrainerService["run"] = ({ number }) =>
  Effect.as(Effect.sleep("1 minute"), { _tag: "returned", metrics: { score: number } } as const)

const turn = (seconds: number) =>
  Effect.forEach(Array.from({ length: seconds }), () => TestClock.adjust("1 second"), { discard: true })

const settings = { budget: { trials: 30 }, stop: any(target(4), plateau({ trials: 20 })) } satisfies Script["settings"]

describe("a study's rule", () => {
  it.effect("stops it: the trials that run may finish, no new one starts, and the reason is kept", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const fiber = yield* Effect.forkChild(runToEnd(store, { run: counting, settings, slots: 2 }))
      yield* turn(600)
      const { ended, events } = yield* Fiber.join(fiber)
      assert.deepStrictEqual(ended.reason, {
        _tag: "rule",
        rule: "any",
        message: "the best, 4 of trial 4, has reached the target 4"
      })
      assert.deepInclude(ended, { complete: 6, trials: 30 })
      assert.isTrue(events.some(({ _tag }) => _tag === "StudyStopping"))
      const { study } = yield* store.reader.summary("scripted")
      assert.deepInclude(study.stopped, { rule: "any", trials: 6 })
    })
  )

  it.effect("stops every runner of the study", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const script = { run: counting, settings, slots: 2 }
      const fiber = yield* Effect.forkChild(
        Effect.all([runToEnd(store, script), runToEnd(store, script), runToEnd(store, script)], {
          concurrency: "unbounded"
        })
      )
      yield* turn(600)
      const all = yield* Fiber.join(fiber)
      for (const { ended } of all) {
        assert.strictEqual(ended.reason._tag, "rule")
        assert.deepEqual(ended.reason, all[0].ended.reason)
      }
      assert.isAtMost((yield* trialsIn(store)).length, 12)
    })
  )

  it.effect("keeps it stopped, until more trials are asked for or the rule is another one", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const run: TrainerService["run"] = ({ number }) =>
        Effect.succeed({ _tag: "returned", metrics: { score: number } })
      const script = { run, settings, slots: 1 }
      assert.strictEqual((yield* runToEnd(store, script)).ended.complete, 5)
      assert.deepInclude((yield* runToEnd(store, script)).ended, { complete: 5 })
      const more = yield* runToEnd(store, { ...script, create: { trials: { more: 3 } } })
      assert.deepInclude(more.ended, { complete: 8, trials: 8, reason: { _tag: "budget" } })
      const later = { ...settings, stop: target(10) }
      const changed = yield* runToEnd(store, { ...script, settings: later, create: { trials: { total: 30 } } })
      assert.deepInclude(changed.ended, { complete: 11, trials: 30 })
    })
  )

  it.effect("that counts GPU seconds gives the running trials back in time, over all runners", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const budget = 200
      const script = {
        run: counting,
        slots: 2,
        settings: { budget: { trials: 30 }, resources: { gpu: 0.5 }, stop: gpuSeconds(budget) }
      }
      const fiber = yield* Effect.forkChild(
        Effect.all([runToEnd(store, script), runToEnd(store, script)], { concurrency: "unbounded" })
      )
      yield* turn(400)
      for (const { ended, events } of yield* Fiber.join(fiber)) {
        assert.deepInclude(events[0], { gpu: { seconds: budget, used: 0, share: 0.5 } })
        assert.deepInclude(ended.reason, { _tag: "rule", rule: "gpuSeconds" })
        // Four trials at a time take two GPU seconds a second: 60 of them after 30 s, all 200 after 100 s.
        assert.strictEqual(ended.complete, 4)
      }
      const again = yield* runToEnd(store, script)
      assert.deepInclude(again.events[0], { gpu: { seconds: budget, used: budget, share: 0.5 } })
      const { study } = yield* store.reader.summary("scripted")
      const { seconds, running } = yield* store.store.attemptSeconds(study.id)
      assert.deepStrictEqual({ gpuSeconds: seconds * 0.5, running }, { gpuSeconds: budget, running: 0 })
      assert.deepStrictEqual(
        (yield* trialsIn(store)).map(({ state }) => state),
        [...Array.from({ length: 4 }, () => "complete"), ...Array.from({ length: 4 }, () => "waiting")]
      )
    })
  )
})
