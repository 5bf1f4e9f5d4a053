import { expect, it } from "vitest"
import * as fc from "fast-check"
import { betterIn, Ranking, risingWithNaN } from "../../../src/search/pruners/Ranking.ts"

const values = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom(NaN, Infinity, -Infinity))

it("ranks as sorting does, whatever came and went", () => {
  const happenings = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), values), { maxLength: 40 })
  fc.assert(
    fc.property(fc.array(values, { maxLength: 8 }), happenings, values, (first, list, asked) => {
      const held = new Map(first.entries())
      const ranking = new Ranking(held)
      for (const [number, value] of list) {
        if (held.has(number)) ranking.remove(number, held.get(number)!)
        if (held.delete(number)) continue
        held.set(number, value)
        ranking.add(number, value)
      }
      const isEven = (number: number) => number % 2 === 0
      expect(ranking.values).toEqual(risingWithNaN([...held.values()]))
      expect(ranking.among(isEven)).toEqual(
        risingWithNaN([...held].flatMap(([number, value]) => (isEven(number) ? [value] : [])))
      )
      const better = Number.isNaN(asked)
        ? ranking.values.filter((value) => !Number.isNaN(value))
        : ranking.values.filter((value) => value < asked)
      expect(betterIn(ranking.values, asked)).toBe(better.length)
    })
  )
})

it("puts NaN last", () => {
  expect(risingWithNaN([NaN, 2, -Infinity, Infinity, NaN, 1])).toEqual([-Infinity, 1, 2, Infinity, NaN, NaN])
})
