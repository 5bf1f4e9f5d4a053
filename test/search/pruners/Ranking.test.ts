import { expect, it } from "vitest"
import * as fc from "fast-check"
import { betterIn, Ranking, risingWithNaN, without } from "../../../src/search/pruners/Ranking.ts"

const values = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom(NaN, Infinity, -Infinity))

it("ranks as sorting does, whatever came and went", () => {
  const happenings = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), values), { maxLength: 40 })
  fc.assert(
    fc.property(fc.array(values, { maxLength: 8 }), happenings, values, (first, list, asked) => {
      const held = new Map(first.entries())
      const ranking = new Ranking(first)
      const isEven = (number: number) => number % 2 === 0
      // Once it was asked about, a group is kept.
      if (first.length > 4) ranking.values(isEven)
      for (const [number, value] of list) {
        const isTaken = !Number.isNaN(value) && held.has(number)
        if (isTaken) held.delete(number)
        else held.set(number, value)
        ranking.set(number, isTaken ? undefined : value)
      }
      const all = ranking.values()
      expect(all).toEqual(risingWithNaN([...held.values()]))
      for (const [number, value] of held) {
        expect(ranking.byNumber[number]).toBe(value)
        expect(without(all, [value])).toEqual(
          risingWithNaN([...held].flatMap(([other, its]) => (other === number ? [] : [its])))
        )
      }
      expect(ranking.values(isEven)).toEqual(
        risingWithNaN([...held].flatMap(([number, value]) => (isEven(number) ? [value] : [])))
      )
      const better = Number.isNaN(asked)
        ? all.filter((value) => !Number.isNaN(value))
        : all.filter((value) => value < asked)
      expect(betterIn(all, asked)).toBe(better.length)
    })
  )
})

it("puts NaN last", () => {
  expect(risingWithNaN([NaN, 2, -Infinity, Infinity, NaN, 1])).toEqual([-Infinity, 1, 2, Infinity, NaN, NaN])
})
