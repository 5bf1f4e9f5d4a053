/** Population-based training from end to end: on a training that no constant rate does well, it has to find a schedule. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { float, pbt } from "../../src/index.ts"
import { replay } from "../../src/schedule/replay/replay.ts"
import { rngFor } from "../../src/search/math/rng.ts"
import { type Memory, memory, open, scriptedStudy } from "./harness.ts"
import type { TrialHistory } from "../../src/store/StudyReader.ts"
import type { TrainerService } from "../../src/train/Trainer.ts"

const steps = 40
const coordinates = 32
const start = 10

/** One step of stochastic gradient descent on half the squares, each gradient with noise of variance 1. */
const descend = (state: Float64Array, rate: number, seed: number, step: number): Float64Array => {
  const rng = rngFor(seed, step, "noise")
  return state.map((value) => value - rate * (value + rng.normal()))
}

const lossOf = (state: Float64Array): number => state.reduce((sum, value) => sum + value * value, 0) / state.length

/** What a constant rate is expected to end with: what is left of the start, and the noise that it lets in. */
const constantLoss = (rate: number): number => start ** 2 * (1 - rate) ** (2 * steps) + rate / (2 - rate)

const bestConstant = Math.min(...Array.from({ length: 999 }, (_, index) => constantLoss((index + 1) / 1000)))

/** Trains with checkpoints that are kept in memory. */
const training = (): TrainerService["run"] => {
  const saved = new Map<string, Float64Array>()
  return Effect.fnUntraced(function* ({ attempt, checkpoints, number, params, seed }, _slot, onReport, keeper) {
    const source = checkpoints?.sources[0]
    let state: Float64Array = new Float64Array(coordinates).fill(start)
    if (source !== undefined) {
      yield* keeper!.loaded({ source, problems: [] })
      state = saved.get(source.place)!
    }
    for (let step = (source?.step ?? 0) + 1; step <= steps; step++) {
      yield* Effect.sleep("1 second")
      state = descend(state, Number(params["x"]), seed, step)
      const place = `trial-${number}/attempt-${attempt}/step-${step}`
      saved.set(place, state)
      yield* keeper!.saved({ step, place, bytes: 8 * coordinates, digest: "d" })
      const verdict = yield* onReport({ step, metrics: { score: -lossOf(state) } })
      if (verdict._tag !== "Continue") return { _tag: "stopped", verdict }
    }
    return { _tag: "returned", metrics: { score: -lossOf(state) } }
  })
}

const definition = {
  ...scriptedStudy({ ...pbt({ population: 8, interval: 4, maxStep: steps }), budget: { trials: 40 }, seed: 3 }),
  space: { x: float(0.001, 1, { log: true }) }
}

const breathe = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

const run = Effect.fnUntraced(function* (store: Memory, slots: number) {
  const { opened } = yield* open(store, { run: training(), slots, study: definition, fileHash: "hash" })
  const fiber = yield* Effect.forkChild(opened.run)
  for (let turn = 0; turn < 8000 && fiber.pollUnsafe() === undefined; turn++)
    yield* Effect.andThen(TestClock.adjust("250 millis"), breathe)
  const ended = yield* Fiber.join(fiber)
  const { study } = yield* store.reader.summary()
  return { ended, study, record: yield* store.reader.record(study.id) }
}, Effect.scoped)

describe("population-based training", () => {
  it.effect.each([8, 3, 1])("finds a schedule that beats every constant rate, on %i slots", (slots) =>
    Effect.gen(function* () {
      const store = yield* memory
      const { ended, record, study } = yield* run(store, slots)
      const { trials } = record
      assert.isTrue(["budget", "exhausted"].includes(ended.reason._tag))
      assert.isAtMost(trials.length, 40)
      assert.isTrue(trials.every(({ state }) => ["complete", "pruned"].includes(state)))
      const copies = trials.filter(({ parent }) => parent !== undefined)
      assert.isAbove(copies.length, 8)
      assert.isTrue(copies.every(({ sourceStep }) => sourceStep! < steps))

      const best = trials.filter(({ value }) => value !== undefined).sort((a, b) => b.value! - a.value!)[0]!
      assert.isBelow(-best.value!, 0.85 * bestConstant)
      const rates: Array<number> = []
      for (let number: number | undefined = best.number; number !== undefined;) {
        const { children, trial }: TrialHistory = yield* store.reader.trial(study.id, number)
        rates.push(Number(trial.params["x"]))
        if (trial.parent !== undefined)
          assert.include((yield* store.reader.trial(study.id, trial.parent)).children, number)
        assert.deepStrictEqual(
          children,
          copies.filter(({ parent }) => parent === number).map((child) => child.number)
        )
        number = trial.parent
      }
      assert.isAbove(rates.length, 1, "its rate changed on the way")
      assert.isBelow(rates[0]!, rates.at(-1)!, "and fell")
    })
  )

  it.effect("is replayed to the bit: who was copied, with what params, who was paused and resumed", () =>
    Effect.gen(function* () {
      const { record } = yield* run(yield* memory, 2)
      const replayed = replay(record, {
        study: definition,
        fileHash: "hash",
        samplerOf: () => definition.sampler,
        prunerOf: () => definition.pruner
      })
      assert.deepStrictEqual(replayed.differences, [])
      assert.deepStrictEqual([...replayed.passedOver], [])
      assert.strictEqual(replayed.proposals, record.trials.length)
      assert.isAbove(replayed.resumptions, 8)
      for (const { attempt, loaded, trial } of record.attempts.filter((one) => one.attempt === 1)) {
        const { parent } = record.trials[trial]!
        assert.strictEqual(loaded !== undefined, parent !== undefined, `attempt ${attempt} of trial ${trial}`)
      }
    })
  )
})
