import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import {
  boundCount,
  constraintSpecs,
  describeConstraint,
  isFeasible,
  violatedConstraints,
  violationsOf
} from "../../../src/search/objectives/constraints.ts"
import { refusal } from "../../support/refusal.ts"

const specs = constraintSpecs({ latency: { atMost: 20 }, size: { atLeast: 1, atMost: 5 } })

describe("outcome constraints", () => {
  it("are metrics with bounds", () => {
    expect(specs).toEqual([
      { metric: "latency", atMost: 20 },
      { metric: "size", atMost: 5, atLeast: 1 }
    ])
    expect(specs.map(describeConstraint)).toEqual(["latency at most 20", "size at least 1 and at most 5"])
    expect(boundCount(specs)).toBe(3)
    expect(constraintSpecs(undefined)).toEqual([])
  })

  it.each([
    [{ latency: {} }, 'The constraint on "latency" is {}, which names no bound.'],
    [{ latency: 20 }, 'The constraint on "latency" is 20, which names no bound.'],
    [{ latency: { most: 20 } }, 'The constraint on "latency" has no setting "most".'],
    [{ latency: { atMost: "20" } }, 'The constraint on "latency" has atMost "20", which is not a finite number.'],
    [{ latency: { atMost: NaN } }, 'The constraint on "latency" has atMost NaN, which is not a finite number.'],
    [{ size: { atLeast: 3, atMost: 2 } }, 'The constraint on "size" can never hold: at least 3 and at most 2.'],
    [["latency"], 'constraints must be an object, but it is ["latency"].'],
    [null, "constraints must be an object, but it is null."]
  ])("are not %j", (constraints, message) => {
    expect(refusal(() => constraintSpecs(constraints as never)).message).toBe(message)
  })

  it("say how far a result is outside of each bound", () => {
    expect(violationsOf(specs, { latency: 25, size: 0.5 })).toEqual([5, -4.5, 0.5])
    expect(violationsOf(specs, { latency: 20 })).toEqual([0, NaN, NaN])
  })

  it("are named exactly where a violation is above 0, bounds included", () => {
    const number = fc.integer({ min: -30, max: 30 })
    fc.assert(
      fc.property(number, number, (latency, size) => {
        const metrics = { latency, size }
        const named = violatedConstraints(specs, metrics)
        expect(named === undefined).toBe(isFeasible(violationsOf(specs, metrics)))
        expect(named?.includes(`latency ${latency} is above 20`) ?? false).toBe(latency > 20)
        expect(named?.includes(`size ${size} is above 5`) ?? false).toBe(size > 5)
        expect(named?.includes(`size ${size} is below 1`) ?? false).toBe(size < 1)
      })
    )
  })

  it("are satisfied where there are none", () => {
    expect(isFeasible(undefined)).toBe(true)
    expect(violatedConstraints([], { latency: 99 })).toBeUndefined()
  })
})
