import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { rngFor } from "../../../src/search/math/rng.ts"
import type { LeafDistribution, Scalar } from "../../../src/search/SearchSpace.ts"
import { bool, choice, constant, float, int, ordinal } from "../../../src/search/space/distributions.ts"
import { fits, fromUnit, gridSize, toUnit, valueAt } from "../../../src/search/space/units.ts"
import { finiteLeaves, leaves, logFloats, numbers } from "../../support/spaces.ts"

const places = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1))

describe("fromUnit", () => {
  it("stays inside, and on the grid", () => {
    fc.assert(
      fc.property(leaves, places, (distribution, unit) => {
        expect(fits(distribution, fromUnit(distribution, unit))).toBe(true)
      }),
      { numRuns: 1000 }
    )
  })

  it("takes a place beyond the ends, or none, for the nearest end", () => {
    fc.assert(
      fc.property(leaves, (distribution) => {
        expect(fromUnit(distribution, -3)).toBe(fromUnit(distribution, 0))
        expect(fromUnit(distribution, 1.5)).toBe(fromUnit(distribution, 1))
        expect(fromUnit(distribution, NaN)).toBe(fromUnit(distribution, 0))
      })
    )
  })

  it("reaches both bounds", () => {
    fc.assert(
      fc.property(numbers, (distribution) => {
        const [low, high] = [Number(fromUnit(distribution, 0)), Number(fromUnit(distribution, 1))]
        expect(Math.abs(low - distribution.low)).toBeLessThanOrEqual(1e-12 * Math.abs(distribution.low))
        expect(Math.abs(high - distribution.high)).toBeLessThanOrEqual(1e-12 * Math.abs(distribution.high))
      })
    )
  })

  it("rises with the place", () => {
    fc.assert(
      fc.property(numbers, places, places, (distribution, a, b) => {
        const [lower, upper] = [fromUnit(distribution, Math.min(a, b)), fromUnit(distribution, Math.max(a, b))]
        expect(lower).toBeLessThanOrEqual(upper as number)
      })
    )
  })

  it("gives every value of a grid the same chance", () => {
    fc.assert(
      fc.property(
        finiteLeaves.filter((distribution) => !("log" in distribution && distribution.log)),
        (distribution) => {
          const size = gridSize(distribution)!
          // Places in the middle of 30 equal parts of each value's interval.
          const seen = new Map<Scalar, number>()
          for (let part = 0; part < size * 30; part++) {
            const value = fromUnit(distribution, (part + 0.5) / (size * 30))
            seen.set(value, (seen.get(value) ?? 0) + 1)
          }
          expect([...seen.values()]).toEqual(Array.from({ length: size }, () => 30))
        }
      )
    )
  })

  it("gives every octave of a log scale the same chance", () => {
    const draw = (distribution: LeafDistribution): ReadonlyArray<number> => {
      const rng = rngFor(5, 0, "octaves")
      return Array.from({ length: 20_000 }, () => Number(fromUnit(distribution, rng.uniform())))
    }
    const float8 = draw(float(1, 256, { log: true }))
    for (let octave = 0; octave < 8; octave++) {
      const share = float8.filter((value) => value >= 2 ** octave && value < 2 ** (octave + 1)).length / float8.length
      expect(Math.abs(share - 1 / 8)).toBeLessThan(0.012)
    }
    // An int owns the interval half a step to either side of it.
    const ints = draw(int(1, 8, { log: true }))
    for (let value = 1; value <= 8; value++) {
      const share = ints.filter((drawn) => drawn === value).length / ints.length
      expect(Math.abs(share - Math.log((value + 0.5) / (value - 0.5)) / Math.log(17))).toBeLessThan(0.016)
    }
  })

  it("cuts the places of a list into equal parts, in its order", () => {
    expect([0, 0.33, 0.34, 0.66, 0.67, 1].map((unit) => fromUnit(choice("a", "b", "c"), unit))).toEqual([
      "a",
      "a",
      "b",
      "b",
      "c",
      "c"
    ])
    expect([0.49, 0.5].map((unit) => fromUnit(bool(), unit))).toEqual([false, true])
    expect([0, 1].map((unit) => fromUnit(constant("x"), unit))).toEqual(["x", "x"])
  })
})

describe("toUnit", () => {
  it("stays in [0, 1]", () => {
    fc.assert(
      fc.property(leaves, places, (distribution, unit) => {
        const place = toUnit(distribution, fromUnit(distribution, unit))
        expect(place).toBeGreaterThanOrEqual(0)
        expect(place).toBeLessThanOrEqual(1)
      })
    )
  })

  it("leads back to the value that it came from", () => {
    fc.assert(
      fc.property(leaves, places, (distribution, unit) => {
        const value = fromUnit(distribution, unit)
        const again = fromUnit(distribution, toUnit(distribution, value))
        if (gridSize(distribution) !== undefined) expect(again).toBe(value)
        else expect(Math.abs(Number(again) - Number(value))).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(Number(value))))
      }),
      { numRuns: 1000 }
    )
  })

  it("keeps the relative precision of small numbers on a log scale", () => {
    fc.assert(
      fc.property(logFloats, places, (distribution, unit) => {
        const value = Number(fromUnit(distribution, unit))
        expect(Number(fromUnit(distribution, toUnit(distribution, value))) / value).toBeCloseTo(1, 9)
      })
    )
  })

  it("is the middle of the value's interval on a grid", () => {
    expect([2, 3, 4, 5].map((value) => toUnit(int(2, 5), value))).toEqual([0.125, 0.375, 0.625, 0.875])
    expect(["a", "b"].map((value) => toUnit(choice("a", "b"), value))).toEqual([0.25, 0.75])
    expect([8, 16].map((value) => toUnit(ordinal(8, 16), value))).toEqual([0.25, 0.75])
    expect([false, true].map((value) => toUnit(bool(), value))).toEqual([0.25, 0.75])
    expect(toUnit(constant("x"), "x")).toBe(0.5)
    expect(toUnit(float(1, 100, { log: true }), 10)).toBeCloseTo(0.5, 12)
  })
})

describe("a grid", () => {
  it("has as many different values as it says, each of which fits", () => {
    fc.assert(
      fc.property(finiteLeaves, (distribution) => {
        const size = gridSize(distribution)!
        const values = Array.from({ length: size }, (_, index) => valueAt(distribution, index))
        expect(new Set(values).size).toBe(size)
        expect(values.filter((value) => !fits(distribution, value))).toEqual([])
      }),
      { numRuns: 500 }
    )
  })

  it("has values that read as they were meant", () => {
    const tenths = float(0, 1, { step: 0.1 })
    expect(Array.from({ length: 11 }, (_, index) => valueAt(tenths, index))).toEqual([
      0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1
    ])
    const thirds = float(1 / 3, 1, { step: 1 / 3 })
    expect(valueAt(thirds, 0)).toBe(1 / 3)
    expect(gridSize(thirds)).toBe(3)
  })

  it("counts exactly where numbers have no fractions left", () => {
    const whole = int(2 ** 53 - 9, 2 ** 53 - 1)
    expect(gridSize(whole)).toBe(9)
    for (let index = 0; index < 9; index++) {
      const value = valueAt(whole, index)
      expect(value).toBe(2 ** 53 - 9 + index)
    }
    expect(fits(whole, fromUnit(whole, 0.7))).toBe(true)
  })

  it("is no grid where a float has no step", () => {
    expect(gridSize(float(0, 1))).toBeUndefined()
    expect(gridSize(float(1e-3, 1, { log: true }))).toBeUndefined()
  })
})
