import { assert, describe, it } from "@effect/vitest"
import { branin } from "../../../bench/samplers/continuous.ts"
import { play } from "../../../bench/samplers/play.ts"
import { gp } from "../../../src/search/samplers/gp.ts"
import { isApart } from "../../../src/search/samplers/gp/apart.ts"

const row = (...places: ReadonlyArray<number>): Float64Array => Float64Array.from(places)

describe("trials that run at the same time", () => {
  it("are apart from 0.02 of the ranges on, and where they have other params", () => {
    assert.isTrue(isApart(row(0.5, 0.5), []))
    assert.isTrue(isApart(row(0.5, 0.5), [row(0.5, 0.53)]))
    assert.isFalse(isApart(row(0.5, 0.5), [row(0.9, 0.9), row(0.51, 0.51)]))
    assert.isFalse(isApart(row(0.5, Number.NaN), [row(0.5, Number.NaN)]))
    assert.isTrue(isApart(row(0.5, Number.NaN), [row(0.5, 0.5)]))
  })

  it("stay apart when the optimum is found, too", () => {
    const { trials } = play(gp(), branin, { trials: 70, seed: 2, parallel: 8 })
    const places = trials.map(({ params }) => [(Number(params["x1"]) + 5) / 15, Number(params["x2"]) / 15] as const)
    for (const [index, [x, y]] of places.entries()) {
      if (index < 12) continue
      for (const [u, v] of places.slice(index - 7, index)) assert.isAtLeast(Math.hypot(x - u, y - v), 0.02 - 1e-9)
    }
  })
})
