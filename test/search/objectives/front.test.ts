import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { rngFor } from "../../../src/search/math/rng.ts"
import { byFront, crowdingDistances } from "../../../src/search/objectives/crowding.ts"
import { dominates, joinFront, paretoRanks, type Point } from "../../../src/search/objectives/front.ts"

/** Few values, so that ties and duplicates are common; and now and then infinite ones. */
const pointsOf = (objectives: number, maxLength = 24): fc.Arbitrary<ReadonlyArray<Point>> =>
  fc.array(
    fc.array(fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: 5 }) }, fc.constantFrom(Infinity, -Infinity)), {
      minLength: objectives,
      maxLength: objectives
    }),
    { maxLength }
  )

const anyPoints = fc.integer({ min: 1, max: 4 }).chain((objectives) => pointsOf(objectives))

/** By the definition: peel the points that no other dominates, again and again. */
const peeled = (points: ReadonlyArray<Point>): ReadonlyArray<number> => {
  const ranks: Array<number> = points.map(() => -1)
  for (let rank = 0; ranks.includes(-1); rank++) {
    const left = points.flatMap((_, index) => (ranks[index] === -1 ? [index] : []))
    for (const index of left.filter((one) => !left.some((other) => dominates(points[other]!, points[one]!))))
      ranks[index] = rank
  }
  return ranks
}

describe("dominance", () => {
  it("is being at least as good in everything and better in something", () => {
    expect(dominates([1, 2], [1, 3])).toBe(true)
    expect(dominates([1, 2], [1, 2])).toBe(false)
    expect(dominates([0, 3], [1, 2])).toBe(false)
    expect(dominates([-Infinity, 0], [5, 0])).toBe(true)
  })

  it("is a strict order", () =>
    fc.assert(
      fc.property(
        pointsOf(3, 3).filter(({ length }) => length === 3),
        ([a, b, c]) => {
          expect(dominates(a!, b!) && dominates(b!, a!)).toBe(false)
          if (dominates(a!, b!) && dominates(b!, c!)) expect(dominates(a!, c!)).toBe(true)
        }
      )
    ))
})

describe("the ranks of points", () => {
  it("are those that peeling front after front gives", () =>
    fc.assert(
      fc.property(anyPoints, (points) => {
        expect([...paretoRanks(points)]).toEqual(peeled(points))
      }),
      { numRuns: 500 }
    ))

  it("depend on the values alone, not on the order of the points", () =>
    fc.assert(
      fc.property(anyPoints, fc.nat(), (points, seed) => {
        const rng = rngFor(seed, 0, "shuffle")
        const shuffled = points
          .map((point, index) => ({ index, key: rng.uniform(), point }))
          .sort((a, b) => a.key - b.key)
        const ranks = paretoRanks(points)
        paretoRanks(shuffled.map(({ point }) => point)).forEach((rank, place) =>
          expect(rank).toBe(ranks[shuffled[place]!.index])
        )
      })
    ))

  it("of ten thousand points agree with the front that grows point by point", () => {
    const rng = rngFor(1, 0, "points")
    for (const objectives of [2, 3]) {
      const points = Array.from({ length: 10_000 }, () => Array.from({ length: objectives }, () => rng.uniform()))
      const ranks = paretoRanks(points)
      const front = points.reduce<ReadonlyArray<{ values: Point }>>((grown, values) => joinFront(grown, { values }), [])
      expect(new Set(points.filter((_, index) => ranks[index] === 0))).toEqual(new Set(front.map((one) => one.values)))
    }
  })

  it("of ten thousand points that are all on the front are 0", () => {
    const line = Array.from({ length: 10_000 }, (_, index) => [index, -index, (index * 7919) % 10_000])
    expect(paretoRanks(line).every((rank) => rank === 0)).toBe(true)
    expect(paretoRanks(line.map(([x, y]) => [x!, y!])).every((rank) => rank === 0)).toBe(true)
  })
})

describe("a front that grows", () => {
  it("holds what is ranked 0, duplicates included, whatever came first", () =>
    fc.assert(
      fc.property(anyPoints, (points) => {
        const ranks = paretoRanks(points)
        const ones = points.map((values, index) => ({ values, index }))
        const front = ones.reduce<ReadonlyArray<(typeof ones)[number]>>(joinFront, [])
        expect(front.map(({ index }) => index).sort((a, b) => a - b)).toEqual(
          ones.flatMap(({ index }) => (ranks[index] === 0 ? [index] : []))
        )
      })
    ))
})

describe("crowding", () => {
  it("is the neighbours' distance in parts of the range, summed over the objectives", () => {
    const line = [
      [0, 4],
      [1, 2],
      [3, 1],
      [4, 0]
    ]
    expect([...crowdingDistances(line)]).toEqual([Infinity, 3 / 4 + 3 / 4, 3 / 4 + 2 / 4, Infinity])
  })

  it("is infinite at the ends of each objective, and never negative or NaN", () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer())), (points) => {
        const distances = crowdingDistances(points)
        distances.forEach((distance) => expect(distance).toBeGreaterThanOrEqual(0))
        for (const k of [0, 1] as const) {
          const values = points.map((point) => point[k])
          if (points.length > 0) {
            expect(distances[values.indexOf(Math.min(...values))]).toBe(Infinity)
            expect(distances[values.lastIndexOf(Math.max(...values))]).toBe(Infinity)
          }
        }
      })
    ))
})

describe("the order of points", () => {
  it("is a permutation by rising rank, lonelier points first", () =>
    fc.assert(
      fc.property(anyPoints, (points) => {
        const order = byFront(points)
        expect([...order].sort((a, b) => a - b)).toEqual(points.map((_, index) => index))
        const ranks = paretoRanks(points)
        order.slice(1).forEach((index, place) => expect(ranks[index]).toBeGreaterThanOrEqual(ranks[order[place]!]!))
      })
    ))

  it("of one objective is that of the values", () => {
    expect(byFront([[3], [1], [2], [1]])).toEqual([1, 3, 2, 0])
  })
})
