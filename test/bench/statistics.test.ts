import { assert, describe, it } from "@effect/vitest"
import { compared } from "../../bench/samplers/problems.ts"
import { play, regretOf } from "../../bench/samplers/play.ts"
import { quantile, signTest } from "../../bench/samplers/statistics.ts"
import { failing } from "../../bench/samplers/wrappers.ts"
import { random } from "../../src/search/samplers/random.ts"
import type { SuggestRequest } from "../../src/search/Sampler.ts"

describe("statistics", () => {
  it("quantiles lie between the values", () => {
    assert.strictEqual(quantile([4, 1, 3, 2], 0.5), 2.5)
    assert.strictEqual(quantile([4, 1, 3, 2, 5], 0.25), 2)
    assert.strictEqual(quantile([7], 0.75), 7)
    assert.strictEqual(quantile([1, Infinity, Infinity], 0.75), Infinity)
  })

  it("the sign test counts wins, leaves out ties, and knows how likely that is by chance", () => {
    assert.deepStrictEqual(signTest([1, 1, 1, 1, 1], [2, 2, 2, 2, 1]), { wins: 4, pairs: 4, p: 0.125 })
    assert.deepStrictEqual(signTest([1, 3], [2, 2]), { wins: 1, pairs: 2, p: 1 })
    assert.closeTo(signTest(Array(10).fill(1), [...Array(9).fill(2), 0]).p, 22 / 1024, 1e-15)
  })
})

describe("a played study", () => {
  const [branin] = compared

  it("has at most so many trials running as are played at a time", () => {
    const running: Array<number> = []
    const watched = {
      ...random(),
      suggest: (request: SuggestRequest) => {
        running.push(request.history.trials.filter(({ state }) => state === "running").length)
        return random().suggest(request)
      }
    }
    const { trials } = play(watched, branin!, { trials: 6, seed: 1, parallel: 3 })
    assert.deepStrictEqual(running, [0, 1, 2, 2, 2, 2])
    assert.isTrue(trials.every(({ state }) => state === "complete"))
  })

  it("has the regret of its best complete trial, failed ones left out", () => {
    const { trials } = play(random(), branin!, { trials: 20, seed: 1 })
    const least = Math.min(...trials.map(({ values }) => values![0]!))
    assert.strictEqual(regretOf(branin!, trials), least - branin!.optimum)
    const best = trials.find(({ values }) => values![0] === least)!
    const broken = failing(branin!, (params) => params["x1"] === best.params["x1"])
    assert.isAbove(regretOf(broken, play(random(), broken, { trials: 20, seed: 1 }).trials), least - branin!.optimum)
  })
})
