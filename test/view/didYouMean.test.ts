import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { didYouMean, editDistance } from "../../src/view/didYouMean.ts"

describe("editDistance", () => {
  it("counts a swap of neighbours once", () => {
    assert.deepStrictEqual(
      [
        editDistance("mnits", "mnist"),
        editDistance("kitten", "sitting"),
        editDistance("", "abc"),
        editDistance("率", "学")
      ],
      [1, 3, 3, 1]
    )
  })

  it("is zero for equal words only, and the same both ways", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 })
    fc.assert(
      fc.property(word, word, (a, b) => {
        assert.strictEqual(editDistance(a, b), editDistance(b, a))
        assert.strictEqual(editDistance(a, b) === 0, a === b)
        assert.isAtMost(editDistance(a, b), Math.max(a.length, b.length))
      })
    )
  })
})

describe("didYouMean", () => {
  it("finds the nearest word, and none when all are far", () => {
    const known = ["leaderboard", "best", "list", "show"]
    assert.strictEqual(didYouMean("leaderbord", known), "leaderboard")
    assert.strictEqual(didYouMean("LSIT", known), "list")
    assert.isUndefined(didYouMean("replay", known))
    assert.isUndefined(didYouMean("x", []))
  })
})
