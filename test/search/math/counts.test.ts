import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { binomialTail, hypergeometricTail } from "../../../src/search/math/counts.ts"

describe("binomialTail", () => {
  it("is that of a few coins", () => {
    assert.closeTo(binomialTail(2, 3, 0.5), 0.5, 1e-12)
    assert.closeTo(binomialTail(4, 6, 0.1), 0.00127, 1e-5)
    assert.strictEqual(binomialTail(0, 5, 0.2), 1)
    assert.strictEqual(binomialTail(6, 5, 0.2), 0)
  })

  it("falls with the count", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (n, p) => {
        for (let k = 0; k < n; k++) assert.isAtLeast(binomialTail(k, n, p) + 1e-12, binomialTail(k + 1, n, p))
      })
    )
  })
})

describe("hypergeometricTail", () => {
  it("is Fisher's of the lady who tasted tea", () => {
    assert.closeTo(hypergeometricTail(4, 4, 4, 8), 1 / 70, 1e-12)
    assert.closeTo(hypergeometricTail(3, 4, 4, 8), 17 / 70, 1e-12)
    assert.closeTo(hypergeometricTail(0, 4, 4, 8), 1, 1e-12)
  })
})
