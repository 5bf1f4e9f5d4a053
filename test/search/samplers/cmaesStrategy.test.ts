import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { normalCdf } from "../../../src/search/math/normal.ts"
import { rngFor } from "../../../src/search/math/rng.ts"
import { cellOf } from "../../../src/search/samplers/cells.ts"
import { constantsFor, defaultPopulation } from "../../../src/search/samplers/cmaes/constants.ts"
import { withMargin } from "../../../src/search/samplers/cmaes/margin.ts"
import { deviationOf, drawPoint, startStrategy, updated } from "../../../src/search/samplers/cmaes/Strategy.ts"
import { encodingOf, type Column } from "../../../src/search/samplers/gp/columns.ts"
import { float, int, ordinal } from "../../../src/search/space/distributions.ts"

const near = (value: number, wanted: number, what: string): void => assert.approximately(value, wanted, 5e-4, what)

describe("the constants of cmaes", () => {
  it("are those of the tutorial's formulas, computed by hand for ten dimensions", () => {
    assert.strictEqual(defaultPopulation(10), 10)
    const constants = constantsFor(10, 10)
    assert.strictEqual(constants.parents, 5)
    near(constants.effective, 3.1673, "μ_eff")
    near(constants.stepRate, 5.1673 / 18.1673, "c_σ")
    near(constants.stepDamping, 1 + 5.1673 / 18.1673, "d_σ")
    near(constants.pathRate, 4.31673 / 14.63346, "c_c")
    near(constants.rankOneRate, 2 / (11.3 ** 2 + 3.1673), "c_1")
    near(constants.rankManyRate, (2 * (0.25 + 3.1673 + 1 / 3.1673 - 2)) / (144 + 3.1673), "c_μ")
    near(constants.expectedLength, 3.0847, "E‖N(0, I)‖")
  })

  it("weigh the better half by 1, and the worse so that the covariance stays positive", () => {
    for (const n of [1, 2, 5, 20, 60]) {
      for (const population of [4, 8, 64]) {
        const { rankManyRate, rankOneRate, weights } = constantsFor(n, population)
        const sum = (wanted: (weight: number) => boolean) =>
          weights.reduce((total, weight) => total + (wanted(weight) ? weight : 0), 0)
        assert.approximately(
          sum((weight) => weight > 0),
          1,
          1e-12
        )
        assert.isAtMost(-sum((weight) => weight < 0), (1 - rankOneRate - rankManyRate) / (n * rankManyRate) + 1e-12)
        assert.deepStrictEqual(
          [...weights],
          [...weights].sort((a, b) => b - a)
        )
      }
    }
  })
})

describe("a strategy", () => {
  it("keeps its step where selection is by chance", () => {
    let strategy = startStrategy(new Float64Array(4).fill(0.5), 0.001, 8)
    const rng = rngFor(2, 0, "test")
    let sum = 0
    for (let generation = 0; generation < 400; generation++) {
      strategy = updated(
        strategy,
        Array.from({ length: 8 }, () => drawPoint(strategy, rng))
      )!
      sum += Math.log(strategy.step) / 400
    }
    assert.approximately(sum, Math.log(0.001), 1.5)
  })

  it("keeps its covariance in the mean where selection is by chance, but for the path that starts at nothing", () => {
    const start = startStrategy(new Float64Array(3).fill(0.5), 0.01, 6)
    const rng = rngFor(3, 0, "test")
    const count = 20_000
    const mean = new Float64Array(9)
    for (let turn = 0; turn < count; turn++) {
      const after = updated(
        start,
        Array.from({ length: 6 }, () => drawPoint(start, rng))
      )!
      after.covariance.forEach((value, index) => (mean[index]! += value / count))
    }
    const { pathRate, rankOneRate } = start.constants
    const expected = 1 - rankOneRate + rankOneRate * pathRate * (2 - pathRate)
    for (let i = 0; i < 3; i++) {
      assert.approximately(mean[i * 4]!, expected, 0.01)
      for (let j = 0; j < i; j++) assert.approximately(mean[i * 3 + j]!, 0, 0.01)
    }
  })

  it("is not thrown off its course by a point that was not its own", () => {
    const start = startStrategy(new Float64Array(3).fill(0.2), 0.01, 4)
    const points = [
      Float64Array.of(1, 1, 1),
      ...Array.from({ length: 3 }, (_, i) => drawPoint(start, rngFor(1, i, "test")))
    ]
    const after = updated(start, points)!
    assert.isBelow(Math.hypot(...after.mean.map((value, i) => value - start.mean[i]!)), 0.04)
    assert.isBelow(after.step, 0.03)
  })

  it("says so when its covariance has broken", () => {
    const start = startStrategy(Float64Array.of(0.5, 0.5), 0.1, 4)
    const broken = { ...start, covariance: Float64Array.of(-1, 0, 0, 1) }
    assert.isUndefined(
      updated(
        broken,
        Array.from({ length: 4 }, () => Float64Array.of(0.5, 0.5))
      )
    )
  })
})

const { columns } = encodingOf({ n: int(0, 9), s: ordinal(1, 2, 4, 8), l: int(1, 200, { log: true }), x: float(0, 1) })

/** The chances of the values below and above the one at the mean. */
const sides = (column: Column, mean: number, deviation: number): readonly [number, number] => {
  const [low, high] = cellOf(column, mean)
  return [
    low < 1e-10 ? Number.NaN : normalCdf((low - mean) / deviation),
    high > 1 - 1e-10 ? Number.NaN : normalCdf((mean - high) / deviation)
  ]
}

describe("the margin", () => {
  it("leaves each neighbour of the value at the mean its chance, and a chance that is larger as it is", () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.tuple(unit, unit, unit, unit), fc.double({ min: -6, max: 0, noNaN: true }), (mean, exponent) => {
        const before = startStrategy(Float64Array.from(mean), 10 ** exponent, 8)
        const after = withMargin(before, columns)
        const margin = 1 / (4 * 8)
        assert.strictEqual(after.mean[3], mean[3])
        assert.strictEqual(after.scales[3], 1)
        for (const [i, column] of columns.entries()) {
          if (column.size === undefined) continue
          assert.deepStrictEqual(
            cellOf(column, before.mean[i]!),
            cellOf(column, after.mean[i]!),
            "the value at the mean stays"
          )
          const was = sides(column, before.mean[i]!, deviationOf(before, i))
          const is = sides(column, after.mean[i]!, deviationOf(after, i))
          const isEdge = is.some(Number.isNaN)
          for (const chance of is)
            if (!Number.isNaN(chance)) assert.isAtLeast(chance, (isEdge ? margin : margin / 2) * (1 - 1e-9))
          const enough = was.every((chance) => Number.isNaN(chance) || chance >= margin)
          if (enough) assert.approximately(after.mean[i]!, before.mean[i]!, 1e-9)
        }
      }),
      { numRuns: 300, seed: 5 }
    )
  })

  it("knows the cells of a logarithmic grid", () => {
    const column = columns[2]!
    let edge = 0
    for (const value of [1, 2, 3]) {
      const place = (Math.log(value) - Math.log(0.5)) / (Math.log(200.5) - Math.log(0.5))
      const [low, high] = cellOf(column, place)
      assert.approximately(low, edge, 1e-12)
      edge = high
    }
    assert.approximately(edge, Math.log(3.5 / 0.5) / Math.log(200.5 / 0.5), 1e-12)
  })
})
