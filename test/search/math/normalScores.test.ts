import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { normalQuantile } from "../../../src/search/math/normal.ts"
import { normalScore, normalScoresOf, placeAmong, risingOf } from "../../../src/search/math/normalScores.ts"

describe("normal scores", () => {
  it("are the quantiles of the places, asked once or again, in small samples and in large ones", () => {
    for (const size of [1, 2, 7, 1000, 1001, 5000])
      for (const place of [0, (size - 1) / 2, size - 1])
        for (const _again of [1, 2]) expect(normalScore(place, size)).toBe(normalQuantile((place + 0.5) / size))
  })

  it("come in the order of the values, ties sharing the middle of theirs", () => {
    expect([...normalScoresOf([3, 1, 2, 2])]).toEqual(
      [3, 0, 1.5, 1.5].map((place) => normalQuantile((place + 0.5) / 4))
    )
  })

  it("put what is not finite last, all of it together", () => {
    const rising = risingOf([NaN, 2, -Infinity, 1, Infinity])
    expect([NaN, Infinity, -Infinity].map((value) => placeAmong(rising, value))).toEqual([3, 3, 3])
    expect([1, 2].map((value) => placeAmong(rising, value))).toEqual([0, 1])
  })

  it("mirror when the values change their sign", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 40 }), (values) => {
        const scores = normalScoresOf(values)
        const mirrored = normalScoresOf(values.map((value) => -value))
        for (const [index, score] of scores.entries()) expect(mirrored[index]).toBeCloseTo(-score, 12)
      })
    )
  })
})
