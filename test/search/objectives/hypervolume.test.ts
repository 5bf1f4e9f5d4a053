import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { rngFor } from "../../../src/search/math/rng.ts"
import type { Point } from "../../../src/search/objectives/front.ts"
import { hypervolume } from "../../../src/search/objectives/hypervolume.ts"
import { referenceOf } from "../../../src/search/objectives/reference.ts"

/** By inclusion and exclusion over all subsets: the box of a subset reaches from its worst values to the reference. */
const byInclusion = (points: ReadonlyArray<Point>, reference: Point): number => {
  let total = 0
  for (let subset = 1; subset < 2 ** points.length; subset++) {
    const chosen = points.filter((_, index) => (subset >> index) % 2 === 1)
    const box = reference.reduce(
      (size, limit, k) => size * Math.max(0, limit - Math.max(...chosen.map((point) => point[k]!))),
      1
    )
    total += (chosen.length % 2 === 1 ? 1 : -1) * box
  }
  return total
}

/** The number of unit cells that a point of whole numbers covers below a reference of whole numbers. */
const byCounting = (points: ReadonlyArray<Point>, [a, b, c]: readonly [number, number, number]): number => {
  let cells = 0
  for (let x = 0; x < a; x++)
    for (let y = 0; y < b; y++)
      for (let z = 0; z < c; z++)
        if (points.some((point) => point[0]! <= x && point[1]! <= y && point[2]! <= z)) cells++
  return cells
}

const grid = fc.integer({ min: -1, max: 7 })
const real = fc.double({ min: -0.2, max: 1.2, noNaN: true })
const coordinates = (value: fc.Arbitrary<number>, objectives: number) =>
  fc.array(value, { minLength: objectives, maxLength: objectives })

describe("the hypervolume", () => {
  it.each([1, 2, 3])("of %i objectives is what inclusion and exclusion give", (objectives) => {
    const reference = Array.from({ length: objectives }, () => 1)
    const points = fc.oneof(
      fc.array(coordinates(real, objectives), { maxLength: 9 }),
      fc.array(coordinates(fc.constantFrom(0, 0.25, 0.5, 1), objectives), { maxLength: 9 })
    )
    fc.assert(
      fc.property(points, (some) => {
        expect(hypervolume(some, reference)).toBeCloseTo(byInclusion(some, reference), 9)
      }),
      { numRuns: 400 }
    )
  })

  it("of points on a grid is the number of cells that they cover", () =>
    fc.assert(
      fc.property(fc.array(coordinates(fc.nat(7), 3), { maxLength: 40 }), (points) => {
        expect(hypervolume(points, [7, 6, 5])).toBe(byCounting(points, [7, 6, 5]))
        const flat = points.map(([x, y]) => [x!, y!])
        expect(hypervolume(flat, [7, 6])).toBe(
          byCounting(
            flat.map(([x, y]) => [x!, y!, 0]),
            [7, 6, 1]
          )
        )
      })
    ))

  it("does not depend on the order of the points, on duplicates, or on points that others dominate", () =>
    fc.assert(
      fc.property(fc.array(coordinates(grid, 3), { minLength: 1, maxLength: 12 }), (points) => {
        const reference = [6, 6, 6]
        const volume = hypervolume(points, reference)
        const worse = points.map((point) => point.map((value) => value + 1))
        expect(hypervolume([...worse, ...points.toReversed(), ...points], reference)).toBe(volume)
      })
    ))

  it("is 0 of nothing, and of what is not better than the reference everywhere", () => {
    expect(hypervolume([], [1, 1])).toBe(0)
    expect(hypervolume([[0, 1]], [1, 1])).toBe(0)
    expect(hypervolume([[0, 5, 0]], [1, 1, 1])).toBe(0)
    expect(() => hypervolume([], [1, 1, 1, 1])).toThrow(RangeError)
  })

  it("of a thousand points in three dimensions is what Monte Carlo integration estimates", () => {
    const rng = rngFor(2, 0, "sphere")
    const points = Array.from({ length: 1000 }, () => {
      const direction = [rng.normal(), rng.normal(), rng.normal()].map(Math.abs)
      const norm = Math.hypot(...direction)
      return direction.map((value) => value / norm)
    })
    const draws = 4000
    let inside = 0
    for (let draw = 0; draw < draws; draw++) {
      const at = [1.1 * rng.uniform(), 1.1 * rng.uniform(), 1.1 * rng.uniform()]
      if (points.some((point) => point.every((value, k) => value <= at[k]!))) inside++
    }
    const share = hypervolume(points, [1.1, 1.1, 1.1]) / 1.1 ** 3
    expect(Math.abs(share - inside / draws)).toBeLessThan((4 * 0.5) / Math.sqrt(draws))
  })
})

describe("the reference of an objective", () => {
  it("lies a tenth of the range beyond the worst value of the front", () => {
    expect(referenceOf([0, 4], [])).toBeCloseTo(4.4, 12)
  })

  it("takes in what early trials reach, but for outliers among them", () => {
    expect(referenceOf([0, 4], [1, 2, 8, 9])).toBeCloseTo(9.9, 12)
    expect(referenceOf([0, 4], [1, 2, 3, 4, 5, 6, 1e9])).toBeCloseTo(6.6, 12)
  })

  it("lies beyond a value that is the only one", () => {
    expect(referenceOf([3], [3, 3])).toBe(4)
  })
})
