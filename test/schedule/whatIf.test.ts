import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { asha, median, none } from "../../src/index.ts"
import { whatIf } from "../../src/schedule/replay/whatIf.ts"
import type { TrainerService } from "../../src/train/Trainer.ts"
import { memory, runToEnd } from "./harness.ts"

/** Scores of nine steps: trial 0 starts worst and ends best, the others stay as they are, trial 4 fails. */
const scoreAt = (number: number, step: number): number => (number === 0 ? step / 9 : number / 10)

const run: TrainerService["run"] = ({ number }, _slot, onReport) =>
  Effect.gen(function* () {
    if (number === 4) return { _tag: "returned", metrics: {} } as const
    for (let step = 1; step <= 9; step++) yield* onReport({ step, metrics: { score: scoreAt(number, step) } })
    return { _tag: "returned", metrics: { score: scoreAt(number, 9) } } as const
  })

const recorded = Effect.gen(function* () {
  const store = yield* memory
  yield* runToEnd(store, { run, slots: 1, settings: { budget: { trials: 8 } } })
  const { study } = yield* store.reader.summary("scripted")
  return yield* store.reader.record(study.id)
})

describe("a recorded study under another pruner", () => {
  it.effect("is trained as it was where nothing is pruned", () =>
    Effect.gen(function* () {
      const played = whatIf(yield* recorded, none(), false)
      assert.deepStrictEqual(played, {
        trials: 7,
        leftOut: 1,
        resumable: false,
        steps: 63,
        trained: 63,
        ended: 0,
        resumed: 0,
        wrong: []
      })
    })
  )

  it.effect("saves steps, and says which of the best it would have ended and where", () =>
    Effect.gen(function* () {
      const record = yield* recorded
      const played = whatIf(record, asha({ minStep: 1, maxStep: 9, reduction: 3 }), false)
      assert.strictEqual(played.trials, 7)
      assert.isBelow(played.trained, played.steps)
      const late = whatIf(record, median({ startUpTrials: 1, warmUpSteps: 0 }), false)
      assert.isBelow(late.trained, late.steps)
      // The best three end with 1, 0.7 and 0.6.
      for (const { wrong } of [played, late])
        for (const end of wrong) {
          assert.include([0, 6, 7], end.trial)
          assert.strictEqual(end.value, scoreAt(end.trial, 9))
          assert.isAtLeast(end.step, 1)
          assert.notStrictEqual(end.reason, "")
        }
    })
  )

  it.effect("pauses and resumes where training can go on, and then loses less", () =>
    Effect.gen(function* () {
      const record = yield* recorded
      const rule = asha({ minStep: 1, maxStep: 9, reduction: 3, finish: 1 })
      const resumed = whatIf(record, rule, true)
      assert.isAbove(resumed.resumed, 0)
      assert.isAtMost(resumed.wrong.length, whatIf(record, rule, false).wrong.length)
      assert.deepStrictEqual(whatIf(record, rule, true), resumed)
    })
  )

  it.effect("loses what the rule's own arithmetic says", () =>
    Effect.gen(function* () {
      const record = yield* recorded
      // Trial 0 is at s/9 after s steps, and all others are compared with it: 0.7 falls behind at step 7, 0.6 at step 6.
      assert.deepStrictEqual(whatIf(record, median({ startUpTrials: 1 }), false).wrong, [
        {
          trial: 7,
          rank: 2,
          value: 0.7,
          step: 7,
          reason: "best 0.7 up to step 7 is worse than the median 0.7778 of 1 complete trials"
        },
        {
          trial: 6,
          rank: 3,
          value: 0.6,
          step: 6,
          reason: "best 0.6 up to step 6 is worse than the median 0.6667 of 1 complete trials"
        }
      ])
      // At rung 3 trial 0 has 1/3; 0.5, 0.6 and 0.7 are each the best so far when they get there.
      const played = whatIf(record, asha({ minStep: 3, maxStep: 9, reduction: 7 }), false)
      assert.deepStrictEqual([played.wrong, played.ended, played.trained], [[], 3, 4 * 9 + 3 * 3])
    })
  )
})
