import { describe, expect, it } from "vitest"
import { dunnettCdf, dunnettCritical } from "../../../src/search/math/dunnett.ts"
import { rngFor } from "../../../src/search/math/rng.ts"
import { studentTCdf, studentTQuantile } from "../../../src/search/math/studentT.ts"

describe("Dunnett's distribution", () => {
  // One-sided 5 % points of Dunnett (1955), table 1a: two decimals.
  const table: ReadonlyArray<readonly [degrees: number, ...critical: ReadonlyArray<number>]> = [
    [5, 2.02, 2.44, 2.68, 2.85, 2.98],
    [10, 1.81, 2.15, 2.34, 2.47, 2.56],
    [20, 1.72, 2.03, 2.19, 2.3, 2.39],
    [60, 1.67, 1.95, 2.1, 2.21, 2.28],
    [1e9, 1.64, 1.92, 2.06, 2.16, 2.23]
  ]
  it.each(table)("has the published critical values at %d degrees of freedom", (degrees, ...critical) => {
    for (const [index, value] of critical.entries())
      expect(Math.abs(dunnettCritical(0.05, index + 1, degrees) - value)).toBeLessThan(0.008)
  })

  it.each([1, 2, 3, 7, 30, 500])("is Student's t for one comparison, at %d degrees of freedom", (degrees) => {
    for (const t of [0.5, 1, 2, 4]) expect(dunnettCdf(t, 1, degrees)).toBeCloseTo(studentTCdf(t, degrees), 4)
  })

  it("agrees with simulated means for many comparisons", () => {
    const critical = dunnettCritical(0.05, 20, 40)
    const rng = rngFor(1, 0, "dunnett")
    const rounds = 4000
    let exceeded = 0
    for (let round = 0; round < rounds; round++) {
      const reference = rng.normal()
      const highest = Math.max(...Array.from({ length: 20 }, () => rng.normal()))
      const squares = Array.from({ length: 40 }, () => rng.normal() ** 2).reduce((sum, value) => sum + value, 0)
      if (highest - reference > critical * Math.sqrt((2 * squares) / 40)) exceeded++
    }
    expect(Math.abs(exceeded / rounds - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / rounds))
  })
})

describe("Student's t", () => {
  it("has its quantiles where its distribution says", () => {
    for (const degrees of [1, 2, 5, 40])
      for (const p of [0.01, 0.3, 0.5, 0.975])
        expect(studentTCdf(studentTQuantile(p, degrees), degrees)).toBeCloseTo(p, 9)
    expect(studentTQuantile(0.975, 10)).toBeCloseTo(2.228, 3)
  })
})
