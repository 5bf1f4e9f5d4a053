import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { rngFor } from "../../../src/search/math/rng.ts"
import { choice, float } from "../../../src/search/space/distributions.ts"
import { drawFeasible, mostDraws } from "../../../src/search/space/feasible.ts"
import { sampleParams } from "../../../src/search/space/sample.ts"
import { misfit, spaces } from "../../support/spaces.ts"

describe("params drawn at random", () => {
  it("fit the space", () => {
    fc.assert(
      fc.property(spaces, fc.maxSafeNat(), (space, seed) => {
        expect(misfit(space, sampleParams(space, rngFor(seed, 0, "test")))).toBeUndefined()
      }),
      { numRuns: 500 }
    )
  })

  it("follow from the stream", () => {
    fc.assert(
      fc.property(spaces, fc.maxSafeNat(), (space, seed) => {
        const draw = () => sampleParams(space, rngFor(seed, 3, "test"))
        expect(draw()).toEqual(draw())
      })
    )
  })

  it("take every branch equally often, however much hangs on it", () => {
    const space = {
      optimizer: choice({ adam: {}, sgd: { momentum: float(0, 1) }, both: { a: float(0, 1), b: float(0, 1) } })
    }
    const rng = rngFor(3, 0, "test")
    const taken = new Map<unknown, number>()
    for (let draw = 0; draw < 6000; draw++) {
      const { optimizer } = sampleParams(space, rng)
      const { type } = optimizer as { readonly type: string }
      taken.set(type, (taken.get(type) ?? 0) + 1)
    }
    // Five standard deviations of a binomial of 6000 and ⅓ are 183.
    for (const branch of ["adam", "sgd", "both"]) expect(Math.abs(taken.get(branch)! - 2000)).toBeLessThan(183)
  })
})

describe("params under a constraint", () => {
  it("satisfy it", () => {
    const space = { x: float(0, 1), y: float(0, 1) }
    fc.assert(
      fc.property(fc.maxSafeNat(), (seed) => {
        const where = ({ x, y }: { readonly [name: string]: unknown }) => Number(x) + Number(y) < 0.3
        expect(where(drawFeasible({ space, where, rng: rngFor(seed, 0, "test") })!)).toBe(true)
      })
    )
  })

  it("are the first that satisfy it, so that a constraint that refuses nothing changes nothing", () => {
    fc.assert(
      fc.property(spaces, fc.maxSafeNat(), (space, seed) => {
        const free = sampleParams(space, rngFor(seed, 0, "test"))
        expect(drawFeasible({ space, where: undefined, rng: rngFor(seed, 0, "test") })).toEqual(free)
        expect(drawFeasible({ space, where: () => true, rng: rngFor(seed, 0, "test") })).toEqual(free)
      })
    )
  })

  it("are undefined where it refuses everything, after a bounded number of draws", () => {
    let asked = 0
    const refuse = () => {
      asked++
      return false
    }
    expect(drawFeasible({ space: { x: float(0, 1) }, where: refuse, rng: rngFor(1, 0, "test") })).toBeUndefined()
    expect(asked).toBe(mostDraws)
  })
})
