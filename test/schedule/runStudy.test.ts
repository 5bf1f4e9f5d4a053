import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as TestClock from "effect/testing/TestClock"
import * as fc from "fast-check"
import { asha } from "../../src/index.ts"
import type { StudyEvent } from "../../src/schedule/events.ts"
import { TrialFailed, type TrainerService } from "../../src/train/Trainer.ts"
import { memory, open, runToEnd, trialsIn } from "./harness.ts"

const returns = (score: number) => ({ _tag: "returned", metrics: { score } }) as const

/** Trains for a minute and returns x as the score. */
const minute: TrainerService["run"] = ({ params }) => Effect.as(Effect.sleep("1 minute"), returns(Number(params["x"])))

const tags = (events: ReadonlyArray<StudyEvent>, tag: StudyEvent["_tag"]) => events.filter(({ _tag }) => _tag === tag)

/** Lets a forked run go on while the clock turns. */
const turn = (minutes: number) =>
  Effect.forEach(Array.from({ length: minutes * 60 }), () => TestClock.adjust("1 second"), { discard: true })

describe("a run", () => {
  it.effect("ends at exactly the budget, with every slot busy", () =>
    Effect.gen(function* () {
      const store = yield* memory
      let running = 0
      let most = 0
      const run: TrainerService["run"] = (assignment, slot, onReport) =>
        Effect.suspend(() => {
          most = Math.max(most, ++running)
          return Effect.ensuring(
            minute(assignment, slot, onReport),
            Effect.sync(() => running--)
          )
        })
      const fiber = yield* Effect.forkChild(runToEnd(store, { run, slots: 3, settings: { budget: { trials: 7 } } }))
      yield* turn(4)
      const { ended, events } = yield* Fiber.join(fiber)
      assert.deepInclude(ended, { complete: 7, pruned: 0, failed: 0, trials: 7, reason: { _tag: "budget" } })
      assert.strictEqual(most, 3)
      assert.deepStrictEqual(
        (yield* trialsIn(store)).map(({ number }) => number),
        [0, 1, 2, 3, 4, 5, 6]
      )
      assert.strictEqual(tags(events, "TrialStarted").length, 7)
      assert.strictEqual(tags(events, "TrialEnded").length, 7)
    })
  )

  it.effect("goes on where an earlier one stopped, and has nothing to do when the budget is spent", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const run: TrainerService["run"] = () => Effect.succeed(returns(1))
      yield* runToEnd(store, { run, settings: { budget: { trials: 3 } } })
      const { events } = yield* runToEnd(store, { run, settings: { budget: { trials: 5 } } })
      assert.strictEqual(tags(events, "TrialStarted").length, 2)
      const { ended, events: none } = yield* runToEnd(store, { run, settings: { budget: { trials: 5 } } })
      assert.strictEqual(tags(none, "TrialStarted").length, 0)
      assert.strictEqual(ended.complete, 5)
    })
  )

  it.effect("shares the budget with another runner of the same study", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const both = yield* Effect.forkChild(
        Effect.all([runToEnd(store, { run: minute }), runToEnd(store, { run: minute })], { concurrency: "unbounded" })
      )
      yield* turn(3)
      const [first, second] = yield* Fiber.join(both)
      assert.strictEqual(tags(first.events, "TrialEnded").length + tags(second.events, "TrialEnded").length, 6)
      assert.strictEqual(first.ended.complete, 6)
      assert.strictEqual(second.ended.complete, 6)
    })
  )

  it.effect("stops at its time: running trials wait for the next run", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const fiber = yield* Effect.forkChild(runToEnd(store, { run: minute, timeMillis: 90_000 }))
      yield* turn(2)
      const { ended } = yield* Fiber.join(fiber)
      assert.deepInclude(ended, { complete: 2, reason: { _tag: "time" } })
      assert.deepStrictEqual(
        (yield* trialsIn(store)).map(({ state }) => state),
        ["complete", "complete", "waiting", "waiting"]
      )
      const again = yield* Effect.forkChild(runToEnd(store, { run: minute }))
      yield* turn(3)
      assert.strictEqual((yield* Fiber.join(again)).ended.complete, 6)
    })
  )

  it.effect("ends with the bug where a trainer has one, and waits for nobody", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const bug = new Error("the trainer's bug")
      const run: TrainerService["run"] = () => Effect.die(bug)
      const exit = yield* Effect.exit(runToEnd(store, { run }))
      assert.isTrue(Exit.isFailure(exit) && Cause.squash(exit.cause) === bug)
    })
  )

  it.effect("drains: no new trials, running ones finish", () =>
    Effect.gen(function* () {
      const store = yield* memory
      yield* Effect.scoped(
        Effect.gen(function* () {
          const { events, opened } = yield* open(store, { run: minute })
          const fiber = yield* Effect.forkChild(opened.run)
          yield* TestClock.adjust("10 seconds")
          yield* opened.drain
          yield* turn(2)
          const ended = yield* Fiber.join(fiber)
          assert.deepInclude(ended, { complete: 2, reason: { _tag: "interrupted" } })
          assert.deepInclude(tags(events, "StudyStopping")[0], { running: 2 })
        })
      )
    })
  )

  it.effect("terminates: running trials are given back at once", () =>
    Effect.gen(function* () {
      const store = yield* memory
      yield* Effect.scoped(
        Effect.gen(function* () {
          const { opened } = yield* open(store, { run: minute })
          const fiber = yield* Effect.forkChild(opened.run)
          yield* TestClock.adjust("10 seconds")
          yield* opened.terminate
          assert.deepInclude(yield* Fiber.join(fiber), { complete: 0, reason: { _tag: "interrupted" } })
          assert.deepStrictEqual(
            (yield* trialsIn(store)).map(({ state }) => state),
            ["waiting", "waiting"]
          )
        })
      )
    })
  )
})

describe("failures", () => {
  it.effect("are tried again as often as the policy says, then stay", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const attempts: Array<string> = []
      const run: TrainerService["run"] = ({ attempt, number }) =>
        Effect.suspend(() => {
          attempts.push(`${number}.${attempt}`)
          return Effect.fail(new TrialFailed(number === 0 ? "crash" : "error", "it went wrong"))
        })
      const { ended, events } = yield* runToEnd(store, {
        run,
        slots: 1,
        settings: { budget: { trials: 2 }, retry: { crash: 2 } }
      })
      assert.deepStrictEqual(attempts, ["0.1", "0.2", "0.3", "1.1"])
      assert.strictEqual(ended.failed, 2)
      assert.strictEqual(tags(events, "TrialReturned").length, 2)
      assert.strictEqual((yield* trialsIn(store))[0]?.failure?.reason, "crash")
    })
  )

  it.effect("in a row end the study; one success begins the count anew", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const run: TrainerService["run"] = ({ number }) =>
        number === 2 ? Effect.succeed(returns(1)) : Effect.fail(new TrialFailed("error", "no data"))
      const { ended } = yield* runToEnd(store, {
        run,
        slots: 1,
        settings: { budget: { trials: 50 }, failures: { consecutive: 3 } }
      })
      assert.strictEqual(ended.failed, 5)
      assert.strictEqual(ended.reason._tag, "failures")
    })
  )

  it.effect("by time are counted as such", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const fiber = yield* Effect.forkChild(
        runToEnd(store, { run: minute, settings: { budget: { trials: 1 }, timeout: "20 seconds" } })
      )
      yield* turn(1)
      yield* Fiber.join(fiber)
      const [trial] = yield* trialsIn(store)
      assert.strictEqual(trial?.failure?.reason, "timeout")
      assert.include(trial?.failure?.message, "20 s")
    })
  )

  it.effect("are results without a finite objective, each with its own reason", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const results = [{ score: NaN }, { score: Infinity }, { other: 1 }, { score: 1 }]
      const run: TrainerService["run"] = ({ number }) =>
        Effect.succeed({ _tag: "returned", metrics: results[number] as Record<string, number> })
      yield* runToEnd(store, { run, slots: 1, settings: { budget: { trials: 4 } } })
      assert.deepStrictEqual(
        (yield* trialsIn(store)).map(({ failure }) => failure?.reason),
        ["notFinite", "notFinite", "missingMetric", undefined]
      )
    })
  )
})

describe("reports", () => {
  it.effect("are judged against the other trials, and the verdict is kept", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const run: TrainerService["run"] = ({ number }, _slot, onReport) =>
        Effect.gen(function* () {
          for (let step = 1; step <= 3; step++) {
            const verdict = yield* onReport({ step, metrics: { score: 9 - number } })
            if (verdict._tag !== "Continue") return { _tag: "stopped", verdict }
          }
          return returns(9 - number)
        })
      const { ended, events } = yield* runToEnd(store, {
        run,
        slots: 1,
        settings: { budget: { trials: 4 }, pruner: asha({ reduction: 2 }) }
      })
      assert.deepInclude(ended, { complete: 1, pruned: 3 })
      const trials = yield* trialsIn(store)
      assert.include(trials[1]?.prunedBecause, "8 at step 1 is rank 2 of 2")
      const history = yield* store.reader.trial(1, 1)
      assert.deepInclude(history.decisions[0], { verdict: "Prune", step: 1 })
      assert.deepInclude(tags(events, "TrialReported")[0], { value: 9, step: 1 })
    })
  )
})

describe("whatever trainers do", () => {
  it.effect("the budget is met exactly, and nothing is left running", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.integer({ min: 0, max: 90 }), fc.constantFrom("ok", "crash", "error", "nan")), {
            minLength: 12,
            maxLength: 12
          }),
          fc.integer({ min: 1, max: 4 }),
          fc.integer({ min: 1, max: 8 }),
          (script, slots, trials) =>
            Effect.runPromise(
              Effect.gen(function* () {
                const store = yield* memory
                const calls = yield* Queue.unbounded<number>()
                const run: TrainerService["run"] = ({ attempt, number }) => {
                  const [seconds, end] = script[(number + attempt) % script.length]!
                  const result =
                    end === "ok"
                      ? Effect.succeed(returns(number))
                      : end === "nan"
                        ? Effect.succeed(returns(NaN))
                        : Effect.fail(new TrialFailed(end, end))
                  return Queue.offer(calls, number).pipe(
                    Effect.andThen(Effect.sleep(seconds * 1000)),
                    Effect.andThen(result)
                  )
                }
                const fiber = yield* Effect.forkChild(
                  runToEnd(store, { run, slots, settings: { budget: { trials }, failures: { consecutive: 100 } } })
                )
                yield* turn(Math.ceil((trials * 3 * 95) / slots / 60) + 5)
                const { ended } = yield* Fiber.join(fiber)
                assert.strictEqual(ended.complete + ended.failed, trials)
                const found = yield* trialsIn(store)
                assert.deepStrictEqual(
                  found.map(({ number }) => number),
                  Array.from({ length: trials }, (_, index) => index)
                )
                assert.isTrue(found.every(({ state }) => state === "complete" || state === "failed"))
              }).pipe(Effect.scoped, Effect.provide(TestClock.layer()))
            )
        ),
        { numRuns: 12 }
      )
    )
  )
})
