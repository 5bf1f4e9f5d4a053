import { describe, expect, it } from "vitest"
import { extrapolation } from "../../../src/search/pruners/extrapolation.ts"
import { forecast } from "../../../src/search/pruners/extrapolation/powerLaw.ts"
import { studentTCdf } from "../../../src/search/math/studentT.ts"
import { completed, judge, type Points } from "../../support/curves.ts"
import { refusal } from "../../support/refusal.ts"

describe("Student's t", () => {
  it.each([
    // t, degrees, P: the first two in closed form, then the table's 95 % points.
    [1, 1, 0.75],
    [Math.SQRT2, 2, 0.5 + Math.SQRT2 / 4],
    [2.353363, 3, 0.95],
    [2.131847, 4, 0.95],
    [2.015048, 5, 0.95],
    [1.94318, 6, 0.95],
    [1.697261, 30, 0.95],
    [-2.015048, 5, 0.05],
    [0, 7, 0.5],
    [Infinity, 3, 1],
    [-Infinity, 4, 0]
  ])("%d with %d degrees of freedom: %d", (t, degrees, probability) => {
    expect(studentTCdf(t, degrees)).toBeCloseTo(probability, 6)
  })
})

/** c + a / t at the steps 1 … n. */
const falling = (c: number, a: number, n: number): Points =>
  Array.from({ length: n }, (_, index) => [index + 1, c + a / (index + 1)] as const)

const pointsOf = (points: Points) => points.map(([step, value]) => ({ step, value }))

describe("the forecast", () => {
  it("continues a power law", () => {
    const { below, expected } = forecast(pointsOf(falling(0.2, 0.8, 12)), 27)
    expect(Math.abs(expected - (0.2 + 0.8 / 27))).toBeLessThan(0.01)
    expect(below(0.1)).toBeLessThan(0.01)
    expect(below(0.4)).toBeGreaterThan(0.99)
  })

  it("is as sure as its points are many and near the end", () => {
    const spread = (n: number): number => {
      const { below } = forecast(pointsOf(falling(0.2, 0.8, n)), 27)
      return below(0.25) - below(0.21)
    }
    expect(spread(12)).toBeGreaterThan(spread(5))
  })

  it("expects of a curve that does not move that it stays", () => {
    const { below, expected } = forecast(pointsOf(falling(0.5, 0, 6)), 27)
    expect(expected).toBe(0.5)
    expect(below(0.4)).toBeCloseTo(0, 6)
    expect(below(0.6)).toBeCloseTo(1, 6)
  })

  it("mirrors the probability when values and bound change sign", () => {
    const points = pointsOf(falling(0.2, 0.8, 9))
    const mirrored = points.map(({ step, value }) => ({ step, value: -value }))
    expect(forecast(mirrored, 27).below(-0.23)).toBeCloseTo(1 - forecast(points, 27).below(0.23), 9)
  })
})

describe("extrapolation", () => {
  const pruner = extrapolation({ maxStep: 27 })
  const peers = (value: number) => completed([[27, 0.9]], [[27, value]])

  it("prunes a trial that will hardly beat the incumbent, and says with what chance", () => {
    const verdict = judge(pruner, falling(0.5, 0.5, 10), peers(0.2))
    expect(verdict).toMatchObject({
      _tag: "Prune",
      reason: expect.stringMatching(
        /^10 reports up to step 10 promise <0\.5\d*> at step 27; the chance to beat <0\.2> of trial 2 is .+, below 0\.05$/
      )
    })
  })

  it.each([
    ["that may still win", falling(0.5, 0.5, 10), 0.6],
    ["before a third of the training", falling(0.5, 0.5, 8), 0.2],
    ["at its last step", falling(0.5, 0.5, 27), 0.2],
    ["with fewer than five reports", falling(0.5, 0.5, 12).slice(8), 0.2]
  ])("lets a trial go on %s", (_what, points, incumbent) => {
    expect(judge(pruner, points, peers(incumbent))._tag).toBe("Continue")
  })

  it("judges nothing before a trial is complete", () => {
    expect(judge(pruner, falling(0.5, 0.5, 10), [])._tag).toBe("Continue")
    expect(judge(pruner, falling(0.5, 0.5, 10), [{ ...peers(0.2)[1]!, state: "running" }])._tag).toBe("Continue")
  })

  it("goes by steps: the same values at every second step are another curve", () => {
    const sparse: Points = falling(0.5, 0.5, 10).filter(([step]) => step % 2 === 0)
    expect(judge(pruner, sparse, peers(0.2))._tag).toBe("Prune")
  })

  it("prunes NaN at once", () => {
    expect(judge(pruner, [[1, NaN]], [])).toEqual({ _tag: "Prune", reason: "not a number at step 1" })
  })

  it.each([
    [{ maxStep: 1 }, "extrapolation: maxStep must be above 1, but it is 1."],
    [{ maxStep: 9, probability: 1 }, "extrapolation: probability must be between 0 and 1, but it is 1."],
    [{ maxStep: 9, minPoints: 3 }, "extrapolation: minPoints must be at least 4, but it is 3."]
  ])("refuses %j", (options, message) => {
    expect(refusal(() => extrapolation(options)).message).toBe(message)
  })
})
