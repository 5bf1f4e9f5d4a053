/** Outcome constraints, declared noise and cost, as the Gaussian process takes them. */
import { assert, describe, it } from "@effect/vitest"
import { rngFor } from "../../../src/search/math/rng.ts"
import { gp } from "../../../src/search/samplers/gp.ts"
import { tpe } from "../../../src/search/samplers/tpe.ts"
import { random } from "../../../src/search/samplers/random.ts"
import type { Acquisition } from "../../../src/search/samplers/gp/acquisition.ts"
import { believedBest } from "../../../src/search/samplers/gp/believe.ts"
import { drawAnywhere } from "../../../src/search/samplers/gp/candidates.ts"
import { encodingOf } from "../../../src/search/samplers/gp/columns.ts"
import { constraining } from "../../../src/search/samplers/gp/constraints.ts"
import { costing, durationsVary } from "../../../src/search/samplers/gp/cost.ts"
import { bestFirst, chooseSubset } from "../../../src/search/samplers/gp/merit.ts"
import { noisePrior } from "../../../src/search/samplers/gp/noise.ts"
import { observe } from "../../../src/search/samplers/gp/observations.ts"
import { outcomesOf } from "../../../src/search/samplers/outcomes.ts"
import { splitTrials } from "../../../src/search/samplers/tpe/split.ts"
import { choice, float } from "../../../src/search/space/distributions.ts"
import type { Params } from "../../../src/search/SearchSpace.ts"
import type { Trial } from "../../../src/search/Trial.ts"
import { play, proposed, requestAfter } from "./gp-play.ts"

const space = { x: float(0, 1), y: float(0, 1) }
const encoding = encodingOf(space)
const { columns } = encoding
const numberOf = (params: Params, name: string): number => Number(params[name])

/** The optimum at x = 0.9, y = 0.3 is outside of x ≤ 0.5; the best that is allowed is at x = 0.5. */
const bounded = (params: Params): Partial<Trial> => {
  const [x, y] = [numberOf(params, "x"), numberOf(params, "y")]
  return { values: [(x - 0.9) ** 2 + (y - 0.3) ** 2], violations: [100 * (x - 0.5)], durationMillis: 10 * 30 ** x }
}

const trials = Array.from({ length: 24 }, (_, number): Trial => {
  const params = encoding.decode(drawAnywhere(columns, rngFor(3, number, "test")))
  return { number, state: "complete", params, curve: [], ...bounded(params) }
})
const observations = observe(encoding, trials)
const order = bestFirst(observations)
const side = { columns, trials, seed: 1, number: 24, choose: (limit: number) => chooseSubset(order, limit) }

const agreesWithDifferences = (acquisition: Acquisition): void => {
  const rng = rngFor(5, 0, "test")
  const gradient = new Float64Array(columns.length)
  for (let round = 0; round < 20; round++) {
    const x = drawAnywhere(columns, rng)
    const total = acquisition.slope(x, gradient)
    assert.strictEqual(total, acquisition.value(x))
    for (let k = 0; k < columns.length; k++) {
      const step = 1e-5
      const at = (offset: number): number => {
        const moved = x.slice()
        moved[k]! += offset
        return acquisition.value(moved)
      }
      const difference = (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step)
      assert.closeTo(gradient[k]!, difference, 1e-5 * Math.max(1, Math.abs(difference)))
    }
  }
}

describe("outcome constraints", () => {
  it("have a chance that falls across the bound, with the slope of finite differences", () => {
    const { logChance } = constraining(observations, side)!
    assert.isAbove(logChance.value(Float64Array.of(0.2, 0.5)), Math.log(0.99))
    assert.isBelow(logChance.value(Float64Array.of(0.8, 0.5)), Math.log(0.01))
    // No region is given up for good.
    assert.isAtLeast(logChance.value(Float64Array.of(1, 0.5)), Math.log(1e-8))
    assert.isAbove(logChance.value(Float64Array.of(0.47, 0.5)), logChance.value(Float64Array.of(0.53, 0.5)))
    agreesWithDifferences(logChance)
  })

  it("of several bounds multiply their chances", () => {
    const twice = observe(
      encoding,
      trials.map((trial) => ({ ...trial, violations: [trial.violations![0]!, trial.violations![0]!] }))
    )
    const x = Float64Array.of(0.51, 0.4)
    const [once, both] = [constraining(observations, side)!, constraining(twice, side)!]
    assert.closeTo(both.logChance.value(x), 2 * once.logChance.value(x), 0.05 * Math.abs(once.logChance.value(x)))
  })

  it("rank what is allowed by value, and behind it the nearest first", () => {
    const inside = order.filter((index) => observations.violations[index]![0]! <= 0)
    assert.deepStrictEqual(order.slice(0, inside.length), inside)
    const outside = order.slice(inside.length).map((index) => observations.violations[index]![0]!)
    assert.deepStrictEqual(
      outside,
      [...outside].sort((a, b) => a - b)
    )
  })

  it("leave gp at the bound, not at the optimum beyond it", () => {
    const played = play(gp(), space, bounded, 30)
    const allowed = played.filter(({ violations }) => violations![0]! <= 0)
    const best = Math.min(...allowed.map(({ values }) => values![0]!))
    assert.isBelow(best, 0.16 + 1e-3)
    assert.isAbove(allowed.length, 10)
    assert.match(played.at(-1)!.evidence!.reason, /log expected improvement and chance to keep the constraints/)
    assert.isArray(played.at(-1)!.evidence!.fitted!["bound0"])
  })

  it("lead gp to what is allowed when nothing that is has been found", () => {
    const corner = (params: Params): Partial<Trial> => ({
      values: [numberOf(params, "x")],
      violations: [numberOf(params, "x") - 0.05, numberOf(params, "y") - 0.05]
    })
    const played = play(gp(), space, corner, 25)
    assert.isFalse(played.slice(0, 8).some(({ violations }) => violations!.every((violation) => violation <= 0)))
    assert.isTrue(played.some(({ violations }) => violations!.every((violation) => violation <= 0)))
  })

  it("make tpe's good trials allowed ones, and the nearest ones where none is", () => {
    const good = (some: ReadonlyArray<Trial>) => {
      const { finished, pending } = outcomesOf(encoding, some)
      return splitTrials(finished, pending).good.rows.map(([x]) => x!)
    }
    assert.isTrue(good(trials).every((x) => x <= 0.5))
    const outside = trials.filter(({ violations }) => violations![0]! > 0)
    const nearest = Math.min(...outside.map(({ params }) => numberOf(params, "x")))
    assert.include(good(outside), nearest)
  })
})

describe("declared noise", () => {
  const noise = { repeats: 3 }
  const cells = { cell: choice("a", "b", "c", "d") }
  const noisyCell = (params: Params, number: number): number =>
    ["a", "b", "c", "d"].indexOf(String(params["cell"])) + rngFor(9, number, "test").normal()

  it("merges complete trials of the same params, with their mean and count, and no others", () => {
    const params = { x: 0.5, y: 0.5 }
    const repeats = [1, 2, 6].map((value, number): Trial => ({
      number,
      state: "complete",
      params,
      curve: [],
      values: [value]
    }))
    const pending: Trial = { number: 3, state: "running", params, curve: [] }
    const merged = observe(encoding, [...repeats, pending], true)
    assert.deepStrictEqual([[...merged.values], [...merged.counts]], [[3], [3]])
    assert.strictEqual(merged.pending.length, 1)
    assert.deepStrictEqual([...merged.seen.values()], [4])
    assert.strictEqual(observe(encoding, repeats).rows.length, 3)
  })

  it.each([gp, tpe, random])("%o repeats a point as often as it may, and never without it", (sampler) => {
    let number = 0
    const outcome = (params: Params) => noisyCell(params, number++)
    const counted = (trials: ReadonlyArray<Trial>) =>
      [...Map.groupBy(trials, ({ params }) => params["cell"]).values()].map(({ length }) => length)
    assert.deepStrictEqual(counted(play(sampler(), cells, outcome, 20)), [1, 1, 1, 1])
    assert.deepStrictEqual(counted(play(sampler(), cells, outcome, 20, { noise })), [3, 3, 3, 3])
  })

  it("gives its standard deviation to the model by the slope of the warp", () => {
    const values = Float64Array.of(4, 1, 2, 3, 5)
    const y = values.map((value) => -0.5 * value)
    assert.closeTo(noisePrior({ repeats: 4, sd: 0.2 }, values, y).mean, 2 * Math.log(0.1), 1e-12)
    const unknown = noisePrior({ repeats: 4 }, values, y)
    assert.isAbove(unknown.deviation, noisePrior({ repeats: 4, sd: 0.2 }, values, y).deviation)
  })

  it("takes the trial that the model believes best, not the luckiest one", () => {
    const line = { x: float(0, 1) }
    const many = Array.from({ length: 41 }, (_, number): Trial => {
      const x = number / 40
      // One lucky value where the others around it are bad.
      const value = number === 36 ? -0.2 : (x - 0.3) ** 2 + 0.02 * rngFor(2, number, "test").normal()
      return { number, state: "complete", params: { x }, curve: [], values: [value] }
    })
    const believed = believedBest(line, many, { repeats: 4 }, 0)!
    assert.closeTo(Number(many[believed]!.params["x"]), 0.3, 0.1)
    assert.strictEqual(believedBest(line, many, { repeats: 4 }, 0), believed)
    assert.strictEqual(believedBest(line, [], { repeats: 4 }, 0), undefined)
  })

  it("does not keep gp at one place", () => {
    let number = 0
    const played = play(
      gp(),
      space,
      (params) =>
        (numberOf(params, "x") - 0.7) ** 2 +
        (numberOf(params, "y") - 0.2) ** 2 +
        0.05 * rngFor(4, number++, "test").normal(),
      40,
      { noise: { repeats: 4 } }
    )
    const best = played[believedBest(space, played, { repeats: 4 }, 1)!]!
    assert.closeTo(numberOf(best.params, "x"), 0.7, 0.15)
    assert.closeTo(numberOf(best.params, "y"), 0.2, 0.15)
  })
})

describe("cost", () => {
  it("matters where durations vary by more than a factor of three, one outlier aside", () => {
    assert.isTrue(durationsVary(Float64Array.of(1, 2, 3, 4, 5)))
    assert.isFalse(durationsVary(Float64Array.of(2, 2, 3, 4, 5)))
    assert.isFalse(durationsVary(Float64Array.of(1, 2, 3, 9)))
    assert.isFalse(durationsVary(Float64Array.of(99, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2)))
    assert.isFalse(durationsVary(new Float64Array(9).fill(Number.NaN)))
  })

  it("is learned from durations in proportion, with the slope of finite differences", () => {
    const { cheapness } = costing(observations, side)!
    const gain = cheapness.value(Float64Array.of(0.2, 0.5)) - cheapness.value(Float64Array.of(0.8, 0.5))
    assert.closeTo(gain, 0.6 * Math.log(30), 0.2)
    agreesWithDifferences(cheapness)
  })

  it("draws gp to what is cheap, the less the more of the total is spent, and only when asked to", () => {
    const flat = trials.map((trial) => ({ ...trial, values: [Math.sin(20 * numberOf(trial.params, "y"))] }))
    const told = flat.map(({ violations: _, ...trial }) => trial)
    const taken = told.reduce((sum, { durationMillis }) => sum + durationMillis!, 0)
    const request = requestAfter(space, told, { budget: 1000 })
    const early = proposed(gp({ cost: { total: 20 * taken } }).suggest(request))
    const late = proposed(gp({ cost: { total: taken } }).suggest(request))
    const never = proposed(gp().suggest(request))
    assert.isBelow(numberOf(early.params, "x"), 0.3)
    assert.match(early.evidence.reason, /predicted speed\^0\.95/)
    assert.deepStrictEqual(late, never)
  })

  it("is refused where it is no duration", () => {
    assert.throws(() => gp({ cost: { total: "soon" } }), /cost\.total/)
    assert.deepStrictEqual(gp({ cost: { total: "2 minutes" } }).settings, { cost: true, costTotalMillis: 120_000 })
  })
})
