import { describe, expect, it } from "vitest"
import { importances, type Observed } from "../../src/search/importance/importance.ts"
import { rngFor } from "../../src/search/math/rng.ts"
import { bool, choice, constant, float, int } from "../../src/search/space/distributions.ts"
import { sampleParams } from "../../src/search/space/sample.ts"
import type { Params, SearchSpace } from "../../src/search/SearchSpace.ts"

const space: SearchSpace = {
  learningRate: float(1e-4, 1e-1, { log: true }),
  dropout: float(0, 1),
  width: int(1, 20),
  layers: int(1, 4),
  activation: choice("relu", "tanh", "gelu"),
  bias: bool(),
  data: constant("digits"),
  optimizer: choice({ adam: {}, sgd: { momentum: float(0, 1) } })
}

/** Two params with effects of variance 2.25 (linear in the logarithm) and 1 (a parabola), and noise of 0.25. */
const planted = (params: Params, noise: number): number => {
  const rate = (Math.log10(Number(params["learningRate"])) + 4) / 3
  const dropout = Number(params["dropout"])
  return 1.5 * Math.sqrt(3) * (2 * rate - 1) + Math.sqrt(5) * (6 * dropout ** 2 - 6 * dropout + 1) + noise / 2
}

const observe = (trials: number, seed: number, value: (params: Params, noise: number) => number) => {
  const rng = rngFor(seed, 0, "planted")
  return Array.from({ length: trials }, (): Observed => {
    const params = sampleParams(space, rng)
    return { params, value: value(params, rng.normal()) }
  })
}

describe("importance", () => {
  const seeds = Array.from({ length: 100 }, (_, seed) => importances(space, observe(60, seed, planted), seed)!)

  it("puts the two params that matter first in at least 95 of 100 seeds", () => {
    const right = seeds.filter(
      ({ params: [first, second] }) => [first?.name, second?.name].toSorted().join() === "dropout,learningRate"
    )
    expect(right.length).toBeGreaterThanOrEqual(95)
  })

  it("covers their true shares with its 90 % interval", () => {
    for (const [name, share] of [
      ["learningRate", 2.25 / 3.25],
      ["dropout", 1 / 3.25]
    ] as const) {
      const covered = seeds.filter(({ params }) => {
        const one = params.find((param) => param.name === name)!
        return one.low <= share && share <= one.high
      })
      expect(covered.length).toBeGreaterThanOrEqual(84)
    }
  })

  it("finds a param of a branch, and weighs it by how rarely it exists", () => {
    const value = ({ optimizer }: Params): number => {
      const momentum = typeof optimizer === "object" ? optimizer["momentum"] : undefined
      return momentum === undefined ? 0 : 10 * (Number(momentum) - 0.5)
    }
    const { explained, params } = importances(space, observe(200, 1, value))!
    expect(params[0]?.name).toBe("optimizer.momentum")
    expect(params[0]?.share).toBeGreaterThan(0.95)
    expect(explained).toBeGreaterThan(0.95)
  })

  it("finds choices and switches", () => {
    const value = ({ activation, bias }: Params, noise: number): number =>
      (activation === "gelu" ? 3 : 0) + (bias === true ? 1 : 0) + noise / 10
    const { params } = importances(space, observe(120, 3, value))!
    expect(params.slice(0, 2).map(({ name }) => name)).toEqual(["activation", "bias"])
    // Variances 9 · 2/9 and 1/4.
    expect(Math.abs(params[0]!.share - 2 / 2.25)).toBeLessThan(0.05)
  })

  it("does not mistake one diverged training for what matters", () => {
    const observed = observe(80, 5, planted).map((one, index) => (index === 40 ? { ...one, value: 1e9 } : one))
    const { params } = importances(space, observed)!
    expect(
      params
        .slice(0, 2)
        .map(({ name }) => name)
        .toSorted()
    ).toEqual(["dropout", "learningRate"])
  })

  it("says nothing from too few trials, of constants, or where all are the same", () => {
    expect(importances(space, observe(19, 1, planted))).toBeUndefined()
    expect(importances({ data: constant(1) }, observe(30, 1, planted))).toBeUndefined()
    const flat = importances(
      space,
      observe(60, 1, () => 1)
    )!
    expect(flat.params.every(({ share }) => share === 0)).toBe(true)
    expect(flat.explained).toBe(0)
  })

  it("is the same for the same seed", () => {
    const observed = observe(40, 2, planted)
    expect(importances(space, observed, 9)).toEqual(importances(space, observed, 9))
  })
})
