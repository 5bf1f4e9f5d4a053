import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { wilcoxon } from "../../src/index.ts"
import type { TrainerService } from "../../src/train/Trainer.ts"
import { memory, runToEnd, trialsIn } from "./harness.ts"

/**
 * Five folds. Trial 0 sets the bar. Trial 1 is hopeless, but with one or two others nobody knows what a fold can give; by the
 * time of trial 3 three are on record, and it ends. Trial 4 is better.
 */
const scores: ReadonlyArray<ReadonlyArray<number>> = [
  [0.9, 0.8, 0.7, 0.8, 0.9],
  [0.2, 0.1, 0.9, 0.9, 0.9],
  [0.8, 0.9, 0.7, 0.7, 0.8],
  [0.2, 0.1, 0.9, 0.9, 0.9],
  [0.95, 0.8, 0.75, 0.85, 0.95]
]

const run: TrainerService["run"] = ({ number }, _slot, onReport) =>
  Effect.gen(function* () {
    const folds = scores[number]!
    for (const [fold, score] of folds.entries()) {
      const verdict = yield* onReport({ step: 1, fold, metrics: { score } })
      if (verdict._tag === "Prune") return { _tag: "stopped", verdict } as const
    }
    const mean = folds.reduce((sum, score) => sum + score, 0) / folds.length
    return { _tag: "returned", metrics: { score: mean } } as const
  })

describe("a cross-validation in a run", () => {
  it.effect("ends after two folds of five where the rest could not save it, and says so", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const settings = { budget: { trials: 5 }, pruner: wilcoxon({ folds: 5 }) }
      const { ended } = yield* runToEnd(store, { run, slots: 1, settings })
      assert.deepInclude(ended, { complete: 4, pruned: 1 })
      const hopeless = (yield* trialsIn(store))[3]
      assert.strictEqual(
        hopeless?.prunedBecause,
        "after 2 of 5 folds, the best value on record in each of the others would give 0.6, worse than 0.82 of trial 0"
      )
      const { study } = yield* store.reader.summary("scripted")
      assert.lengthOf((yield* store.reader.trial(study.id, 3)).reports, 2)
      assert.lengthOf((yield* store.reader.trial(study.id, 4)).reports, 5)
    })
  )
})
