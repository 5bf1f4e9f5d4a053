/** A study of several objectives, from trials that report them to a replay. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { float, gp, median, nsga2, study, type Sampler, type Study } from "../../src/index.ts"
import { replay } from "../../src/schedule/replay/replay.ts"
import { rngFor } from "../../src/search/math/rng.ts"
import type { TrainerService } from "../../src/train/Trainer.ts"
import { memory, runToEnd, trialsIn } from "./harness.ts"

const tradeOff = (sampler: Sampler): Study =>
  study({
    name: "scripted",
    space: { x: float(0, 1), y: float(0, 1) },
    objective: [{ maximize: "score" }, { minimize: "latency" }],
    sampler,
    pruner: median({ startUpTrials: 4 }),
    budget: { trials: 24 },
    seed: 5,
    train: () => ({ score: 0, latency: 0 })
  })

/** Each number of slots has delays of its own, so that trials end in another order; every seventh trial fails. */
const learns =
  (seed: number): TrainerService["run"] =>
  ({ number, params }, _slot, onReport) =>
    Effect.gen(function* () {
      const rng = rngFor(seed, number, "delays")
      const [x, y] = [Number(params["x"]), Number(params["y"])]
      const metrics = { score: x - y * y, latency: x * x + y }
      for (let step = 1; step <= 3; step++) {
        yield* Effect.sleep(rng.uniform() * 2000)
        const verdict = yield* onReport({ step, metrics: { ...metrics, score: metrics.score - 1 / step } })
        if (verdict._tag !== "Continue") return { _tag: "stopped", verdict }
      }
      return { _tag: "returned", metrics: number % 7 === 3 ? { ...metrics, latency: Number.NaN } : metrics }
    })

const trialsOn = Effect.fnUntraced(function* (definition: Study, slots: number) {
  const store = yield* memory
  const script = { run: learns(slots), slots, study: definition, deterministic: true, fileHash: "abc" }
  const fiber = yield* Effect.forkChild(runToEnd(store, script))
  for (let turn = 0; turn < 5000 && fiber.pollUnsafe() === undefined; turn++) yield* TestClock.adjust("200 millis")
  const { events } = yield* Fiber.join(fiber)
  const { study: stored } = yield* store.reader.summary()
  const record = yield* store.reader.record(stored.id)
  const trials = (yield* trialsIn(store)).map(
    ({ evidence, failure, metrics, number, params, prunedBecause, state }) => ({
      number,
      params,
      state,
      metrics,
      failure,
      prunedBecause,
      evidence
    })
  )
  return { events, record, trials }
})

describe("a study of two objectives", () => {
  it.effect.each([gp({ startup: 6 }), nsga2({ population: 4 })])(
    "has the same trials on 1 and on 8 slots and is replayed to the bit: %o",
    (sampler) =>
      Effect.gen(function* () {
        const definition = tradeOff(sampler)
        const one = yield* trialsOn(definition, 1)
        const { record, trials } = yield* trialsOn(definition, 8)
        assert.deepStrictEqual(trials, one.trials)
        assert.deepStrictEqual(record.study.spec.objectives, definition.objectives)
        assert.isAbove(trials.filter(({ state }) => state === "failed").length, 0)
        const again = {
          study: definition,
          fileHash: "abc",
          samplerOf: () => definition.sampler,
          prunerOf: () => definition.pruner
        }
        assert.deepInclude(replay(record, again), { proposals: 24, differences: [] })
      }),
    60_000
  )

  it.effect("notices in a replay that the second value of a result was changed", () =>
    Effect.gen(function* () {
      const definition = tradeOff(gp({ startup: 6 }))
      const { record } = yield* trialsOn(definition, 4)
      const tampered = record.trials.map((trial) =>
        trial.number === 1 ? { ...trial, metrics: { ...trial.metrics, latency: 9 } } : trial
      )
      const again = {
        study: definition,
        fileHash: "abc",
        samplerOf: () => definition.sampler,
        prunerOf: () => definition.pruner
      }
      assert.strictEqual(record.trials[1]!.state, "complete")
      assert.isNotEmpty(replay({ ...record, trials: tampered }, again).differences)
    })
  )

  it.effect("tells of a trial whether it is on the front, and of the front where a run goes on", () =>
    Effect.gen(function* () {
      const definition = { ...tradeOff(nsga2({ population: 4 })), sealed: ["test"] }
      const store = yield* memory
      const run: TrainerService["run"] = (...args) =>
        Effect.map(learns(1)(...args), (result) =>
          result._tag === "returned" ? { ...result, metrics: { ...result.metrics, test: 0.5 } } : result
        )
      const script = { run, slots: 2, study: definition }
      const play = Effect.fnUntraced(function* () {
        const fiber = yield* Effect.forkChild(runToEnd(store, script))
        for (let turn = 0; turn < 5000 && fiber.pollUnsafe() === undefined; turn++)
          yield* TestClock.adjust("200 millis")
        return (yield* Fiber.join(fiber)).events
      })
      const first = yield* play()
      const started = first.find((event) => event._tag === "StudyStarted")
      assert.deepStrictEqual([started?.objectives, started?.front], [definition.objectives, []])
      const ended = first.flatMap((event) =>
        event._tag === "TrialEnded" && event.end.state === "complete" ? [event.end] : []
      )
      assert.isTrue(ended[0]?.incumbent)
      const [again] = yield* play()
      assert.isTrue(again?._tag === "StudyStarted" && again.incumbent === undefined && again.front!.length > 0)
      assert.notInclude(JSON.stringify([...first, again]), '"test"')
    })
  )
})
