import { assert, describe, it } from "@effect/vitest"
import { believedIn } from "../../src/schedule/believe.ts"
import { rngFor } from "../../src/search/math/rng.ts"
import type { StoredStudy, StoredTrial } from "../../src/store/records.ts"

const lucky = 36
const trials = Array.from({ length: 41 }, (_, number): StoredTrial => {
  const x = number / 40
  const score = number === lucky ? 2 : 1 - (x - 0.3) ** 2 + 0.02 * rngFor(2, number, "test").normal()
  return {
    number,
    state: "complete",
    params: { x },
    seed: 0,
    attempt: 1,
    value: score,
    metrics: { score },
    createdAt: 0,
    sawRevision: 0,
    createdRevision: 1
  }
})
const study = (noise: boolean): StoredStudy => ({
  id: 1,
  name: "noisy",
  revision: 9,
  createdAt: 0,
  declaredTrials: 41,
  budgetTrials: 41,
  stopFrom: 0,
  spec: {
    space: { x: { _tag: "float", low: 0, high: 1, log: false } },
    objective: { metric: "score", direction: "maximize" },
    sampler: { name: "random", settings: {} },
    pruner: { name: "none", settings: {} },
    seed: 0,
    ...(noise ? { noise: { repeats: 4 } } : {})
  }
})

describe("the trial that is believed best", () => {
  it("is not the luckiest, whatever order the trials come in", () => {
    const believed = believedIn(study(true), trials)!
    assert.notStrictEqual(believed.number, lucky)
    assert.closeTo(Number(believed.params["x"]), 0.3, 0.1)
    assert.strictEqual(believedIn(study(true), trials.toReversed())?.number, believed.number)
  })

  it("is asked for only where noise is declared", () => {
    assert.strictEqual(believedIn(study(false), trials), undefined)
    assert.strictEqual(believedIn(study(true), []), undefined)
  })
})
