import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { choice, int } from "../../../src/index.ts"
import type { Params } from "../../../src/search/SearchSpace.ts"
import { takenBy } from "../../../src/search/space/taken.ts"
import type { Trial } from "../../../src/search/Trial.ts"

const space = { a: int(0, 3), b: choice({ plain: {}, deep: { c: int(0, 2) } }) }

const points: fc.Arbitrary<Params> = fc.record({
  a: fc.nat(3),
  b: fc.oneof(
    fc.constant({ type: "plain" as const }),
    fc.nat(2).map((c) => ({ type: "deep" as const, c }))
  )
})

const isSame = (a: Params, b: Params): boolean => {
  const [inA, inB] = [a["b"] as Params, b["b"] as Params]
  return a["a"] === b["a"] && inA["type"] === inB["type"] && inA["c"] === inB["c"]
}

describe("which points were tried", () => {
  it("is told alike of few points and of many, while the list grows", () => {
    fc.assert(
      fc.property(
        fc.array(points, { maxLength: 100 }),
        fc.array(points, { maxLength: 5 }),
        fc.constantFrom(1, 2),
        (tried, asked, most) => {
          const trials: Array<Trial> = []
          for (const params of tried) {
            const isTaken = takenBy(space, trials, most)
            for (const point of asked)
              expect(isTaken(point)).toBe(trials.filter((trial) => isSame(trial.params, point)).length >= most)
            trials.push({ number: trials.length, state: "running", params, curve: [] })
          }
        }
      )
    )
  })

  it("is told of another space, too, of the same list", () => {
    const trials: Array<Trial> = [{ number: 0, state: "running", params: { a: 1, b: { type: "plain" } }, curve: [] }]
    const narrow = { a: int(0, 3) }
    for (let question = 0; question < 40; question++) {
      expect(takenBy(space, trials)({ a: 1, b: { type: "deep", c: 0 } })).toBe(false)
      expect(takenBy(narrow, trials)({ a: 1 })).toBe(true)
    }
  })
})
