import { describe, expect, it } from "vitest"
import { rngFor } from "../../../../src/search/math/rng.ts"
import { dropFactors } from "../../../../src/train/tensorflow/encoder/dropout.ts"

const count = 200_000

describe("dropout", () => {
  it.each([0.001, 0.1, 0.5, 0.9])("drops a share of %d, each value on its own", (rate) => {
    const factors = dropFactors(count, rate, rngFor(3, 0, "dropout").uniform)
    const dropped = factors.filter((factor) => factor === 0).length
    const pairs = factors.filter((factor, place) => place > 0 && factor === 0 && factors[place - 1] === 0).length
    // Five standard errors of a binomial share.
    const error = (share: number) => 5 * Math.sqrt((share * (1 - share)) / count)
    expect(Math.abs(dropped / count - rate)).toBeLessThan(error(rate))
    expect(Math.abs(pairs / count - rate ** 2)).toBeLessThan(2 * error(rate ** 2))
    expect(new Set(factors)).toEqual(new Set([0, Math.fround(1 / (1 - rate))]))
  })

  it("draws about as many random numbers as it drops values", () => {
    const rng = rngFor(3, 0, "dropout")
    const factors = dropFactors(count, 0.1, rng.uniform)
    expect(rng.position() / 2).toBe(factors.filter((factor) => factor === 0).length + 1)
  })

  it("drops the first value as often as any other", () => {
    const rng = rngFor(7, 0, "dropout")
    const first = Array.from({ length: 4000 }, () => dropFactors(3, 0.3, rng.uniform)).filter(([f]) => f === 0).length
    expect(Math.abs(first / 4000 - 0.3)).toBeLessThan(0.04)
  })
})
