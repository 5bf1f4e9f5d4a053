import { assert, describe, it } from "@effect/vitest"
import { normalDensity } from "../../../src/search/math/normal.ts"
import { rngFor } from "../../../src/search/math/rng.ts"
import { drawTruncated, normalMass } from "../../../src/search/math/truncatedNormal.ts"

/** Simpson's rule. */
const integral = (low: number, high: number, value: (x: number) => number): number => {
  const parts = 2000
  const width = (high - low) / parts
  let sum = value(low) + value(high)
  for (let i = 1; i < parts; i++) sum += (i % 2 === 1 ? 4 : 2) * value(low + i * width)
  return (sum * width) / 3
}

describe("the truncated normal distribution", () => {
  it.each([
    [0, 1, 0.5, 1],
    [0.2, 0.3, 0.9, 0.1],
    [0.9, 1, 0.1, 0.05],
    [0, 0.05, 0.7, 0.04]
  ])("has the mass between %d and %d that its density has, about %d ± %d", (low, high, mean, deviation) => {
    const numeric = integral(low, high, (x) => normalDensity((x - mean) / deviation) / deviation)
    assert.approximately(normalMass(low, high, mean, deviation) / numeric, 1, 1e-9)
  })

  it("draws within [0, 1], with the mean and variance of its density", () => {
    const rng = rngFor(1, 0, "test")
    const [mean, deviation] = [0.9, 0.4]
    const draws = Array.from({ length: 20_000 }, () => drawTruncated(mean, deviation, rng))
    assert.isTrue(draws.every((draw) => draw >= 0 && draw <= 1))
    const mass = normalMass(0, 1, mean, deviation)
    const moment = (power: number) =>
      integral(0, 1, (x) => (x ** power * normalDensity((x - mean) / deviation)) / deviation) / mass
    const average = (power: number) => draws.reduce((sum, draw) => sum + draw ** power, 0) / draws.length
    assert.approximately(average(1), moment(1), 0.01)
    assert.approximately(average(2), moment(2), 0.01)
  })
})
