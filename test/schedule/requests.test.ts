import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import type { StudyEvent } from "../../src/schedule/events.ts"
import type { RunnerRequest } from "../../src/store/requests.ts"
import type { TrainerService } from "../../src/train/Trainer.ts"
import { memory, open, runToEnd, trialsIn, type Memory } from "./harness.ts"

/** Trains for a minute. */
const slow: TrainerService["run"] = ({ number }) =>
  Effect.as(Effect.sleep("1 minute"), { _tag: "returned", metrics: { score: number } } as const)

const turn = (seconds: number) =>
  Effect.forEach(Array.from({ length: seconds }), () => TestClock.adjust("1 second"), { discard: true })

const askAll = (store: Memory, request: RunnerRequest) =>
  Effect.flatMap(store.reader.summary("scripted"), ({ study }) => store.store.ask(study.id, request))

const statesIn = (store: Memory) => Effect.map(trialsIn(store), (trials) => trials.map(({ state }) => state))

const running = (store: Memory) =>
  Effect.map(statesIn(store), (states) => states.filter((state) => state === "running").length)

const started = (events: ReadonlyArray<StudyEvent>) => events.filter(({ _tag }) => _tag === "TrialStarted").length

describe("a request to a runner", () => {
  it.effect("stops a trial within a second: it is pruned, the others go on, and the budget is spent on others", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const fiber = yield* Effect.forkChild(runToEnd(store, { run: slow, slots: 2 }))
      yield* turn(10)
      yield* askAll(store, { _tag: "stopTrial", trial: 1 })
      yield* askAll(store, { _tag: "stopTrial", trial: 1 })
      yield* turn(1)
      const [first, second, next] = yield* trialsIn(store)
      assert.deepEqual([first?.state, second?.state, next?.state], ["running", "pruned", "running"])
      assert.strictEqual(second?.prunedBecause, "stopped by the user")
      yield* turn(400)
      const { ended } = yield* Fiber.join(fiber)
      assert.deepInclude(ended, { complete: 5, pruned: 1, failed: 0, reason: { _tag: "budget" } })
    })
  )

  it.effect("stops a trial that waits as soon as it would run, also when its runner has died meanwhile", () =>
    Effect.gen(function* () {
      const store = yield* memory
      yield* Effect.scoped(
        Effect.gen(function* () {
          const { opened } = yield* open(store, { run: slow, slots: 2 })
          yield* Effect.forkScoped(opened.run)
          yield* turn(5)
        })
      )
      assert.deepEqual(yield* statesIn(store), ["waiting", "waiting"])
      yield* askAll(store, { _tag: "stopTrial", trial: 0 })
      yield* askAll(store, { _tag: "stopStudy" })
      const fiber = yield* Effect.forkChild(runToEnd(store, { run: slow, slots: 2 }))
      yield* turn(400)
      const { ended } = yield* Fiber.join(fiber)
      assert.deepInclude(ended, { complete: 5, pruned: 1, reason: { _tag: "budget" } })
      assert.strictEqual((yield* trialsIn(store))[0]?.prunedBecause, "stopped by the user")
    })
  )

  it.effect("changes how many trials run at once, and ends none of those that run", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const settings = { budget: { trials: 30 } }
      const { events, opened } = yield* open(store, { run: slow, slots: 2, settings })
      const fiber = yield* Effect.forkChild(opened.run)
      yield* turn(10)
      assert.strictEqual(yield* running(store), 2)
      yield* opened.ask({ _tag: "parallelism", slots: 5 })
      yield* turn(1)
      assert.strictEqual(yield* running(store), 5)
      yield* opened.ask({ _tag: "parallelism", slots: 1 })
      yield* turn(5)
      assert.strictEqual(yield* running(store), 5)
      yield* turn(60)
      assert.strictEqual(yield* running(store), 1)
      yield* turn(600)
      assert.strictEqual(yield* running(store), 1)
      yield* opened.ask({ _tag: "parallelism", slots: 3 })
      yield* turn(700)
      const ended = yield* Fiber.join(fiber)
      assert.deepInclude(ended, { complete: 30, failed: 0, pruned: 0 })
      assert.strictEqual(started(events), 30)
      assert.deepEqual(
        events.flatMap((event) => (event._tag === "SlotsChanged" ? [event.slots] : [])),
        [5, 1, 3]
      )
    })
  )

  it.effect("stops the run that it is for as Ctrl-C does: those that run may finish, and another runner goes on", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const script = { run: slow, slots: 1, settings: { budget: { trials: 10 } } }
      const { opened } = yield* open(store, script)
      const fiber = yield* Effect.forkChild(opened.run)
      const other = yield* Effect.forkChild(runToEnd(store, script))
      yield* turn(5)
      yield* opened.ask({ _tag: "stopStudy" })
      yield* turn(60)
      const ended = yield* Fiber.join(fiber)
      assert.strictEqual(ended.reason._tag, "interrupted")
      assert.strictEqual(yield* running(store), 1)
      yield* askAll(store, { _tag: "stopStudy" })
      yield* turn(61)
      assert.strictEqual((yield* Fiber.join(other)).ended.reason._tag, "interrupted")
      assert.isTrue((yield* statesIn(store)).every((state) => state === "complete"))
    })
  )
})
