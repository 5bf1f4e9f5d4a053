import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import * as fc from "fast-check"
import { asha, gp } from "../../src/index.ts"
import { replay } from "../../src/schedule/replay/replay.ts"
import { canSeeEnough, seenThrough } from "../../src/schedule/window.ts"
import type { Trial, TrialState } from "../../src/search/Trial.ts"
import { rngFor } from "../../src/search/math/rng.ts"
import type { TrainerService } from "../../src/train/Trainer.ts"
import { memory, runToEnd, type Script, scriptedStudy, trialsIn } from "./harness.ts"

const settings: NonNullable<Script["settings"]> = {
  sampler: gp(),
  pruner: asha({ reduction: 2 }),
  budget: { trials: 60 },
  seed: 11
}

/** Each run has delays of its own, so that trials end in another order. */
const learns =
  (seed: number): TrainerService["run"] =>
  ({ number, params }, _slot, onReport) =>
    Effect.gen(function* () {
      const rng = rngFor(seed, number, "delays")
      const score = Math.sin(9 * Number(params["x"]))
      for (let step = 1; step <= 4; step++) {
        yield* Effect.sleep(rng.uniform() * 2000)
        const verdict = yield* onReport({ step, metrics: { score: score - 1 / step } })
        if (verdict._tag !== "Continue") return { _tag: "stopped", verdict }
      }
      return { _tag: "returned", metrics: { score } }
    })

const trialsOn = Effect.fnUntraced(function* (slots: number, deterministic: boolean) {
  const store = yield* memory
  const fiber = yield* Effect.forkChild(
    runToEnd(store, { run: learns(slots), slots, settings, deterministic, fileHash: "abc" })
  )
  for (let turn = 0; turn < 5000 && fiber.pollUnsafe() === undefined; turn++) yield* TestClock.adjust("200 millis")
  yield* Fiber.join(fiber)
  const { study } = yield* store.reader.summary()
  const record = yield* store.reader.record(study.id)
  const trials = (yield* trialsIn(store)).map(({ evidence, number, params, prunedBecause, state, value }) => ({
    number,
    params,
    state,
    ...(prunedBecause === undefined ? {} : { prunedBecause }),
    ...(value === undefined ? {} : { value }),
    evidence
  }))
  return { trials, record }
})

describe("a deterministic run", () => {
  it.effect(
    "has the same 60 trials on 1, 2 and 8 slots, whichever ends first, and can be replayed",
    () =>
      Effect.gen(function* () {
        const one = yield* trialsOn(1, true)
        assert.lengthOf(one.trials, 60)
        assert.isAbove(one.trials.filter(({ state }) => state === "pruned").length, 5)
        for (const slots of [2, 8]) {
          const { record, trials } = yield* trialsOn(slots, true)
          assert.deepStrictEqual(trials, one.trials)
          if (slots === 2) continue
          const study = scriptedStudy(settings)
          const again = { study, fileHash: "abc", samplerOf: () => study.sampler, prunerOf: () => study.pruner }
          assert.deepInclude(replay(record, again), { proposals: 60, differences: [] })
        }
        const free = yield* trialsOn(8, false)
        assert.notDeepEqual(free.trials, one.trials)
      }),
    120_000
  )
})

const trialAt = (number: number, state: TrialState): Trial => ({
  number,
  state,
  params: { x: number },
  curve: [{ step: 1, value: number }],
  ...(state === "complete" ? { values: [number] } : {}),
  evidence: { model: "gp", reason: `trial ${number}` }
})

const states = fc.array(fc.constantFrom<TrialState>("complete", "pruned", "failed", "running", "waiting"), {
  maxLength: 30
})

describe("the window", () => {
  it("hides what came of trials beyond it, and nothing else", () =>
    fc.assert(
      fc.property(states, fc.nat(40), fc.integer({ min: 1, max: 10 }), (all, number, window) => {
        const history = { revision: 3, trials: all.map((state, index) => trialAt(index, state)) }
        const seen = seenThrough(history, number, window)
        assert.lengthOf(seen.trials, all.length)
        for (const [index, trial] of seen.trials.entries()) {
          if (index <= number - window) assert.strictEqual(trial, history.trials[index])
          else assert.deepStrictEqual(trial, { ...trialAt(index, "running"), curve: [] })
        }
        assert.strictEqual(
          canSeeEnough(history, number, window),
          all.slice(0, Math.max(0, number - window + 1)).every((state) => state !== "running" && state !== "waiting")
        )
        assert.strictEqual(seenThrough(history, number, undefined), history)
      })
    ))
})
