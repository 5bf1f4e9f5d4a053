import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { rngFor } from "../../../src/search/math/rng.ts"
import type { Distribution, SearchSpace } from "../../../src/search/SearchSpace.ts"
import { spaceConflict } from "../../../src/search/space/compatible.ts"
import { completed } from "../../../src/search/space/defaults.ts"
import { bool, choice, constant, float, int, ordinal } from "../../../src/search/space/distributions.ts"
import { sampleParams } from "../../../src/search/space/sample.ts"
import { leaves, misfit, spaces } from "../../support/spaces.ts"

/** A distribution that may draw more than this one. */
const grown = (distribution: Distribution, by: number): Distribution => {
  switch (distribution._tag) {
    case "float":
      return {
        ...distribution,
        low: distribution.log ? distribution.low / (1 + by) : distribution.low - by * (distribution.step ?? 1),
        high: distribution.high + by * (distribution.step ?? 1)
      }
    case "int":
      return {
        ...distribution,
        low: distribution.log ? distribution.low : distribution.low - by * distribution.step,
        high: distribution.high + by * distribution.step
      }
    case "choice":
      return { ...distribution, values: [...distribution.values, `${by} more`] }
    case "ordinal":
      return { ...distribution, values: [-by - 1, ...distribution.values] }
    case "branch": {
      const branches = Object.entries(distribution.branches).map(
        ([name, below]) => [name, grownSpace(below, by)] as const
      )
      return { ...distribution, branches: { ...Object.fromEntries(branches), "one more": { x: float(0, 1) } } }
    }
    default:
      return distribution
  }
}

const grownSpace = (space: SearchSpace, by: number): SearchSpace => ({
  ...Object.fromEntries(Object.entries(space).map(([name, distribution]) => [name, grown(distribution, by)])),
  "a new one": float(0, 1, { default: 0.25 }),
  "a new choice": choice({ a: { depth: int(1, 4, { default: 2 }) }, b: {} }, { default: "a" })
})

describe("a space that was changed", () => {
  it("keeps its trials where it is the same, in whatever order", () => {
    fc.assert(
      fc.property(spaces, (space) => {
        expect(spaceConflict(space, space)).toBeUndefined()
        expect(spaceConflict(space, Object.fromEntries(Object.entries(space).toReversed()))).toBeUndefined()
        expect(spaceConflict(space, JSON.parse(JSON.stringify(space)))).toBeUndefined()
      })
    )
  })

  it("keeps its trials where it has grown: each of them, with its defaults, is a point of it", () => {
    fc.assert(
      fc.property(spaces, fc.integer({ min: 1, max: 5 }), fc.maxSafeNat(), (space, by, seed) => {
        const after = grownSpace(space, by)
        expect(spaceConflict(space, after)).toBeUndefined()
        const trial = sampleParams(space, rngFor(seed, 0, "test"))
        expect(misfit(after, completed(after, trial))).toBeUndefined()
      }),
      { numRuns: 300 }
    )
  })

  it("does not keep them where it has shrunk again", () => {
    fc.assert(
      fc.property(spaces, fc.integer({ min: 1, max: 5 }), (space, by) => {
        expect(spaceConflict(grownSpace(space, by), space)).toBeDefined()
      })
    )
  })

  it("keeps nothing that the new distribution cannot draw", () => {
    fc.assert(
      fc.property(leaves, leaves, fc.maxSafeNat(), (was, is, seed) => {
        fc.pre(spaceConflict({ p: was }, { p: is }) === undefined)
        for (let number = 0; number < 10; number++) {
          const params = sampleParams({ p: was }, rngFor(seed, number, "test"))
          expect(misfit({ p: is }, params)).toBeUndefined()
        }
      }),
      { numRuns: 2000 }
    )
  })

  const cases: ReadonlyArray<readonly [was: Distribution, is: Distribution, conflict: string | undefined]> = [
    [float(0, 1), float(-1, 2), undefined],
    [
      float(0, 1),
      float(0.1, 1),
      "was float(0, 1), and is float(0.1, 1): trials outside of the new range would be lost"
    ],
    [float(0.1, 1), float(0.1, 1, { log: true }), ": the scale changed"],
    [float(0, 1, { step: 0.5 }), float(0, 1, { step: 0.25 }), undefined],
    [float(0, 1, { step: 0.25 }), float(0, 1, { step: 0.5 }), ": trials between the new steps would be lost"],
    [float(0, 1, { step: 0.25 }), float(0, 1), undefined],
    [float(0, 1), float(0, 1, { step: 0.25 }), ": trials between the new steps would be lost"],
    [int(1, 9, { step: 2 }), int(0, 10), undefined],
    [int(1, 9, { step: 2 }), int(0, 10, { step: 2 }), ": trials between the new steps would be lost"],
    [int(1, 9), float(1, 9), "was int(1, 9), and is float(1, 9)"],
    [choice("a", "b"), choice("c", "b", "a"), undefined],
    [choice("a", "b"), choice("a"), 'was choice("a", "b"), and is choice("a")'],
    [choice("a", "b"), choice({ a: {}, b: {} }), "was choice"],
    [ordinal(1, 3), ordinal(1, 2, 3), undefined],
    [ordinal(1, 3), ordinal(3, 1), "was ordinal(1, 3), and is ordinal(3, 1)"],
    [constant(64), int(16, 256), undefined],
    [constant(8), int(16, 256), "was constant(8)"],
    [bool(), constant(true), "was bool(), and is constant(true)"],
    [bool(), bool({ default: true }), undefined],
    [choice({ a: { x: float(0, 1) } }), choice({ a: { x: float(0, 2) }, b: {} }), undefined],
    [choice({ a: {}, b: {} }), choice({ a: {} }), 'the branch "b" of p is gone'],
    [choice({ a: {} }), choice({ a: { x: float(0, 1) } }), "p.a.x is new, float(0, 1), and has no default"],
    [choice({ a: { x: bool() } }), choice({ a: {} }), "p.a.x was bool(), and is gone"]
  ]
  it.each(cases)("from %j to %j: %s", (was, is, conflict) => {
    const found = spaceConflict({ p: was }, { p: is })
    if (conflict === undefined) expect(found).toBeUndefined()
    else expect(found).toContain(conflict)
  })
})
