import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { sparkline } from "../../src/view/sparkline.ts"
import { displayWidth } from "../../src/view/text.ts"
import { anyNumber } from "./arbitraries.ts"

describe("sparkline", () => {
  it("rises with the values", () => {
    assert.strictEqual(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8), "▁▂▃▄▅▆▇█")
    assert.strictEqual(sparkline([1, 0], 8), "█▁")
  })

  it("leaves a gap where a value is not finite", () => {
    assert.strictEqual(sparkline([0, Number.NaN, 1, Infinity], 8), "▁ █ ")
    assert.strictEqual(sparkline([Number.NaN], 8), " ")
  })

  it("stands in the middle where nothing changes", () => {
    assert.strictEqual(sparkline([3, 3, 3], 8), "▅▅▅")
    assert.strictEqual(sparkline([], 8), "")
  })

  it("takes means where there are more values than columns", () => {
    assert.strictEqual(sparkline([0, 0, 1, 1, 0, 0], 3), "▁█▁")
    assert.strictEqual(sparkline([-1e308, 1e308], 2), "▁█")
  })

  it("has one bar for each column at most, and reaches the top or the middle", () => {
    fc.assert(
      fc.property(fc.array(anyNumber, { maxLength: 60 }), fc.integer({ min: 1, max: 30 }), (values, width) => {
        const line = sparkline(values, width)
        assert.strictEqual(displayWidth(line), Math.min(width, values.length))
        assert.match(line, /^[▁▂▃▄▅▆▇█ ]*$/)
      })
    )
  })
})
