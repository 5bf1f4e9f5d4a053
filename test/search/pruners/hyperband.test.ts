import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { hyperband } from "../../../src/search/pruners/hyperband.ts"
import { bracketOf, bracketsOf } from "../../../src/search/pruners/hyperband/brackets.ts"
import { curve, judge } from "../../support/curves.ts"
import { refusal } from "../../support/refusal.ts"

describe("brackets", () => {
  it("are those of the paper's example: R 81, reduction 3", () => {
    // Li et al. 2018, table 1: n = 81, 34, 15, 8, 5 at r = 1, 3, 9, 27, 81.
    expect(bracketsOf({ minStep: 1, maxStep: 81, reduction: 3 })).toEqual([
      { minStep: 1, weight: 81 },
      { minStep: 3, weight: 34 },
      { minStep: 9, weight: 15 },
      { minStep: 27, weight: 8 },
      { minStep: 81, weight: 5 }
    ])
  })

  it("are dealt in turn: three to the first and two to the second, of five", () => {
    const brackets = bracketsOf({ minStep: 1, maxStep: 3, reduction: 3 })
    expect(brackets.map(({ weight }) => weight)).toEqual([3, 2])
    expect(Array.from({ length: 10 }, (_, number) => bracketOf(brackets, number))).toEqual([
      0, 1, 0, 1, 0, 0, 1, 0, 1, 0
    ])
  })

  it("have their exact share after every cycle, and are never a whole trial away from it in between", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 2, max: 100 }), (reduction, maxStep) => {
        const brackets = bracketsOf({ minStep: 1, maxStep, reduction })
        const total = brackets.reduce((sum, { weight }) => sum + weight, 0)
        const dealt = brackets.map(() => 0)
        for (let number = 0; number < 2 * total; number++) {
          dealt[bracketOf(brackets, number)]!++
          for (const [bracket, { weight }] of brackets.entries())
            expect(Math.abs(dealt[bracket]! - (weight * (number + 1)) / total)).toBeLessThan(brackets.length)
        }
        expect(dealt).toEqual(brackets.map(({ weight }) => 2 * weight))
      }),
      { numRuns: 40 }
    )
  })
})

describe("hyperband", () => {
  // Brackets of maxStep 3: trials 0, 2, 4, 5 … start at rung 1, trials 1, 3, 6 … run to their end.
  const short = hyperband({ maxStep: 3 })

  it("judges a trial among those of its bracket", () => {
    const others = [curve(1, [[1, 0]]), curve(3, [[1, 0]])]
    expect(judge(short, [[1, 5]], others)._tag).toBe("Continue")
    expect(judge(short, [[1, 5]], [...others, curve(2, [[1, 0]])])).toEqual({
      _tag: "Prune",
      reason: "<5> at step 1 is rank 2 of 2 at rung 1; the best 1 pass, the last of them with <0> (bracket 0)"
    })
  })

  it("resumes within a bracket", () => {
    const trials = [3, 9, 1, 9, 2].map((value, number) => ({
      number,
      state: "paused" as const,
      params: {},
      curve: [{ step: 1, value }]
    }))
    expect(short.next!({ history: { revision: 1, trials }, canStart: true, show: String })).toEqual({
      resume: 2,
      reason: "1 is rank 1 of 3 at rung 1; the best 1 go on (bracket 0)"
    })
  })

  it("refuses to work without the end of training", () => {
    expect(refusal(() => hyperband({ maxStep: Infinity })).message).toBe(
      "hyperband: maxStep must be a number of steps, but it is Infinity."
    )
    expect(refusal(() => hyperband({ maxStep: 1 })).message).toBe("hyperband: maxStep (1) must be above minStep (1).")
  })
})
