import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { rngFor } from "../../../src/search/math/rng.ts"
import type { Params, SearchSpace } from "../../../src/search/SearchSpace.ts"
import { choice, float, int } from "../../../src/search/space/distributions.ts"
import { drawFeasible, repair, type Where } from "../../../src/search/space/feasible.ts"
import { sampleParams } from "../../../src/search/space/sample.ts"
import { finiteSpaces, misfit, pointsIn, spaces } from "../../support/spaces.ts"

const cube = { x: float(0, 1), y: float(0, 1), z: float(0, 1) }
const num = (params: Params, name: string): number => Number(params[name])

/** Constraints with hardly any volume: what is the share of points that satisfy each? */
const narrow: ReadonlyArray<readonly [what: string, space: SearchSpace, where: Where]> = [
  ["a corner of 2e-13", cube, (p) => num(p, "x") + num(p, "y") + num(p, "z") < 1e-4],
  ["the opposite corner", cube, (p) => num(p, "x") * num(p, "y") * num(p, "z") > 0.9999],
  ["a diagonal of 2e-6", cube, (p) => Math.abs(num(p, "x") - num(p, "y")) < 1e-6],
  ["an order of 1 in 40,320", Object.fromEntries([..."abcdefgh"].map((name) => [name, float(0, 1)])), isSorted],
  [
    "a branch's corner on log scales",
    {
      kind: choice({
        a: { x: float(1e-9, 1, { log: true }) },
        b: { x: float(1e-9, 1, { log: true }), n: int(1, 10_000) }
      }),
      y: float(1e-9, 1, { log: true })
    },
    (p) => {
      const { n = Infinity, type, x } = p["kind"] as { readonly type: string; readonly x: number; readonly n?: number }
      return type === "b" && x * num(p, "y") < 4e-18 && n < 10
    }
  ]
]

function isSorted(params: Params): boolean {
  const values = Object.keys(params)
    .sort()
    .map((name) => num(params, name))
  return values.every((value, index) => index === 0 || values[index - 1]! <= value)
}

describe("a point under a constraint", () => {
  it("is drawn uniformly where a hundredth of the space satisfies it", () => {
    const where: Where = (p) => num(p, "x") < 0.1 && num(p, "y") < 0.1
    const drawn = Array.from({ length: 4000 }, (_, number) =>
      drawFeasible({ space: cube, where, rng: rngFor(3, number, "test") })
    )
    for (const [name, high] of [
      ["x", 0.1],
      ["y", 0.1],
      ["z", 1]
    ] as const) {
      const mean = drawn.reduce((sum, params) => sum + num(params!, name), 0) / drawn.length / high
      // Five standard deviations of the mean of 4000 uniform numbers are 0.023.
      expect(Math.abs(mean - 0.5)).toBeLessThan(0.023)
    }
  })

  it.each(narrow)("is found in %s, and others from there", (_what, space, where) => {
    for (let seed = 0; seed < 10; seed++) {
      const known: Array<Params> = []
      for (let number = 0; number < 5; number++) {
        const params = drawFeasible({ space, where, rng: rngFor(seed, number, "test"), known })
        expect(params).toBeDefined()
        expect(misfit(space, params)).toBeUndefined()
        expect(where(params!)).toBe(true)
        expect(known).not.toContainEqual(params)
        known.push(params!)
      }
    }
  })

  it("starts from known points where nothing else finds one", () => {
    const known = [{ x: 0.123456789, y: 0.3, z: 0.5 }]
    const where: Where = (p) => Math.abs(num(p, "x") - 0.123456789) < 1e-12 && num(p, "y") > 0.2
    expect(drawFeasible({ space: cube, where, rng: rngFor(1, 0, "test") })).toBeUndefined()
    const params = drawFeasible({ space: cube, where, rng: rngFor(1, 0, "test"), known })!
    expect(where(params)).toBe(true)
    expect(params["z"]).not.toBe(0.5)
  })

  it("is each point of a finite space in turn, and then none", () => {
    fc.assert(
      fc.property(finiteSpaces, fc.maxSafeNat(), (space, seed) => {
        const taken = new Set<string>()
        for (let number = 0; number < pointsIn(space); number++) {
          const isTaken = (params: Params) => taken.has(JSON.stringify(params))
          const params = drawFeasible({ space, where: undefined, rng: rngFor(seed, number, "test"), isTaken })
          expect(misfit(space, params)).toBeUndefined()
          taken.add(JSON.stringify(params))
        }
        expect(taken.size).toBe(pointsIn(space))
        const isTaken = (params: Params) => taken.has(JSON.stringify(params))
        expect(drawFeasible({ space, where: undefined, rng: rngFor(seed, 0, "more"), isTaken })).toBeUndefined()
      }),
      { numRuns: 20 }
    )
  })

  it("is the one point of a large finite space that satisfies it", () => {
    const space = { a: int(1, 40), b: int(1, 40), c: int(1, 40) }
    const where: Where = (p) => p["a"] === 17 && p["b"] === 33 && p["c"] === 8
    expect(drawFeasible({ space, where, rng: rngFor(1, 0, "test") })).toEqual({ a: 17, b: 33, c: 8 })
  })

  it("follows from the stream", () => {
    for (const [, space, where] of narrow) {
      const draw = () => drawFeasible({ space, where, rng: rngFor(5, 2, "test") })
      expect(draw()).toEqual(draw())
    }
  })
})

describe("a repaired point", () => {
  it("is the wanted one where that satisfies the constraint", () => {
    fc.assert(
      fc.property(spaces, fc.maxSafeNat(), (space, seed) => {
        const wanted = sampleParams(space, rngFor(seed, 0, "test"))
        expect(repair({ space, where: () => true, rng: rngFor(seed, 0, "repair") }, wanted)).toEqual(wanted)
      })
    )
  })

  it("satisfies the constraint, fits the space, and is no farther than the known point", () => {
    const where: Where = (p) => num(p, "x") + num(p, "y") <= 0.5
    fc.assert(
      fc.property(fc.maxSafeNat(), (seed) => {
        const rng = rngFor(seed, 0, "test")
        const known = drawFeasible({ space: cube, where, rng })!
        const wanted = sampleParams(cube, rng)
        const repaired = repair({ space: cube, where, rng, known: [known] }, wanted)!
        expect(misfit(cube, repaired)).toBeUndefined()
        expect(where(repaired)).toBe(true)
        const distance = (params: Params) =>
          Math.hypot(...["x", "y", "z"].map((name) => num(params, name) - num(wanted, name)))
        expect(distance(repaired)).toBeLessThanOrEqual(distance(known))
        expect(repaired["z"]).toBe(wanted["z"])
      })
    )
  })

  it("lies at the constraint's edge, and not inside", () => {
    const where: Where = (p) => num(p, "x") <= 0.25
    const known = [{ x: 0.1, y: 0.5, z: 0.5 }]
    const repaired = repair({ space: cube, where, rng: rngFor(1, 0, "test"), known }, { x: 0.9, y: 0.1, z: 0.2 })
    expect(repaired).toEqual({ x: expect.closeTo(0.25, 2), y: 0.1, z: 0.2 })
    expect(where(repaired!)).toBe(true)
  })

  it("is found where nothing is known, and none where there is none", () => {
    const wanted = { x: 0.9, y: 0.9, z: 0.9 }
    const sum: Where = (p) => num(p, "x") + num(p, "y") <= 1e-3
    expect(sum(repair({ space: cube, where: sum, rng: rngFor(1, 0, "test") }, wanted)!)).toBe(true)
    expect(repair({ space: cube, where: () => false, rng: rngFor(1, 0, "test") }, wanted)).toBeUndefined()
  })
})
