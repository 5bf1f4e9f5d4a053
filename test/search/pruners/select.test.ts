import { expect, it } from "vitest"
import * as fc from "fast-check"
import { nthSmallest } from "../../../src/search/pruners/select.ts"

it("gives what sorting gives, with ties, infinities and NaN", () => {
  const value = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(NaN, Infinity, -Infinity))
  fc.assert(
    fc.property(fc.array(value, { maxLength: 40 }), (values) => {
      const sorted = values.filter((one) => !Number.isNaN(one)).sort((a, b) => a - b)
      for (let n = 0; n <= sorted.length + 1; n++) expect(nthSmallest(values, n)).toBe(sorted[n - 1] ?? NaN)
    })
  )
})
