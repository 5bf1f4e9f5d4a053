import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { encodingOf } from "../../../src/search/samplers/gp/columns.ts"
import { enumerateRows } from "../../../src/search/samplers/gp/enumerate.ts"
import { chooseSubset } from "../../../src/search/samplers/gp/merit.ts"
import { observe } from "../../../src/search/samplers/gp/observations.ts"
import { warpOutputs } from "../../../src/search/samplers/gp/outputs.ts"
import { startupTrials } from "../../../src/search/samplers/gp/startup.ts"
import { bool, choice, constant, float, int, ordinal } from "../../../src/search/space/distributions.ts"
import type { Trial } from "../../../src/search/Trial.ts"

describe.each(["log", "rank"] as const)("the %s warp", (warp) => {
  const value = fc.double({ min: -1e12, max: 1e300, noNaN: true })

  it("reverses the order, and keeps ties", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), (values) => {
        const warped = warpOutputs(Float64Array.from(values), warp)
        for (let i = 0; i < values.length; i++) {
          for (let j = 0; j < values.length; j++) {
            if (values[i]! === values[j]!) assert.strictEqual(warped[i], warped[j])
            if (values[i]! < values[j]!) assert.isAtLeast(warped[i]!, warped[j]!)
          }
        }
      })
    )
  })

  it("gives mean 0 and variance 1, or zeros", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), (values) => {
        const warped = warpOutputs(Float64Array.from(values), warp)
        const mean = warped.reduce((a, b) => a + b, 0) / warped.length
        const variance = warped.reduce((a, b) => a + (b - mean) ** 2, 0) / warped.length
        assert.closeTo(mean, 0, 1e-9)
        assert.isTrue(Math.abs(variance - 1) < 1e-9 || warped.every((one) => one === 0))
      })
    )
  })

  it("keeps the good half apart when a trial diverges", () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8, 1e34]
    const warped = warpOutputs(Float64Array.from(values), warp)
    assert.isAbove(warped[0]! - warped[1]!, 0.1)
    assert.isAbove(warped[8]!, -4)
  })
})

it("does not stretch fewer than four distinct values", () => {
  const warped = warpOutputs(Float64Array.of(0, 1, 2), "log")
  assert.closeTo(warped[0]! - warped[1]!, warped[1]! - warped[2]!, 1e-12)
  assert.deepStrictEqual(warpOutputs(Float64Array.of(3, 3), "log"), new Float64Array(2))
})

describe("rows", () => {
  const space = {
    x: float(0, 1),
    fixed: constant(3),
    only: choice({ one: { depth: choice({ a: { n: int(1, 3) }, b: {} }) } }),
    size: ordinal(8, 16)
  }
  const encoding = encodingOf(space)

  it("have no column for what cannot vary", () => {
    assert.strictEqual(encoding.columns.length, 4)
    assert.isUndefined(encoding.columns[1]!.parent)
    assert.deepStrictEqual(encoding.columns[2]!.parent, { column: 1, is: 0.25 })
  })

  it("lead back to the params", () => {
    for (const depth of [{ type: "a", n: 2 }, { type: "b" }]) {
      const params = { x: 0.25, fixed: 3, only: { type: "one", depth }, size: 16 }
      assert.deepStrictEqual(encoding.decode(encoding.encode(params)!), params)
    }
  })

  it("are refused to params of another space", () => {
    assert.isUndefined(encoding.encode({ x: 0.25, fixed: 3, only: { type: "one", depth: { type: "a" } }, size: 16 }))
    assert.isUndefined(encoding.encode({ y: 1 }))
  })

  it("can be listed where they are few", () => {
    const { columns } = encodingOf({ b: bool(), k: choice({ a: { n: int(1, 3) }, b: {} }), o: ordinal(1, 2) })
    assert.strictEqual(enumerateRows(columns, 16)?.length, 16)
    assert.isUndefined(enumerateRows(columns, 15))
    assert.isUndefined(enumerateRows(encoding.columns, 1000))
  })
})

describe("a history", () => {
  const encoding = encodingOf({ x: float(0, 1) })
  const trial = (number: number, more: Partial<Trial>): Trial => ({
    number,
    state: "complete",
    params: { x: number / 10 },
    curve: [],
    ...more
  })
  const complete = [
    trial(0, { values: [1], curve: [{ step: 1, value: 3 }] }),
    trial(1, { values: [0.5], curve: [{ step: 1, value: 2 }] }),
    trial(2, { values: [2], curve: [{ step: 1, value: 6 }] })
  ]

  it("counts a pruned trial with its last value and the median gain of complete ones from there", () => {
    const { stopped, values } = observe(encoding, [
      ...complete,
      trial(3, { state: "pruned", curve: [{ step: 1, value: 5 }] })
    ])
    assert.strictEqual(stopped, 1)
    assert.deepStrictEqual([...values], [1, 0.5, 2, 3])
  })

  it("never counts a pruned trial as better than the incumbent", () => {
    const { values } = observe(encoding, [...complete, trial(3, { state: "paused", curve: [{ step: 1, value: 1 }] })])
    assert.strictEqual(values[3], 0.5)
  })

  it("leaves out a pruned trial that no complete one can be compared with", () => {
    const pruned = trial(3, { state: "pruned", curve: [{ step: 9, value: 1 }] })
    const { rows, seen } = observe(encoding, [...complete, pruned])
    assert.strictEqual(rows.length, 3)
    assert.strictEqual(seen.size, 4)
  })

  it("learns from those that got furthest while none is complete, and from others by what those gained", () => {
    const {
      complete: ends,
      stopped,
      values
    } = observe(encoding, [
      trial(0, { state: "paused", curve: [{ step: 1, value: 3 }] }),
      trial(1, {
        state: "paused",
        curve: [
          { step: 1, value: 5 },
          { step: 4, value: 2 }
        ]
      }),
      trial(2, {
        state: "pruned",
        curve: [
          { step: 1, value: 5 },
          { step: 4, value: 1 }
        ]
      }),
      trial(3, {
        state: "running",
        curve: [
          { step: 1, value: 1 },
          { step: 9, value: 0 }
        ]
      }),
      trial(4, { state: "paused", curve: [{ step: 1, value: 9 }] })
    ])
    assert.deepStrictEqual([ends, stopped], [0, 4])
    // From step 1 to step 4 they gained -3 and -4: the upper one of the two in the middle. 3 - 3 is better than the best, 1.
    assert.deepStrictEqual([...values], [1, 2, 1, 6])
  })

  it("takes a pruned trial that diverged for a failed one", () => {
    const pruned = trial(3, { state: "pruned", curve: [{ step: 1, value: Number.NaN }] })
    assert.strictEqual(observe(encoding, [...complete, pruned]).failed.length, 1)
  })

  it("too long is cut to the best and the most recent", () => {
    const bestFirst = [1, 3, 5, 4, 2, 0]
    assert.deepStrictEqual(chooseSubset(bestFirst, 4), [1, 3, 4, 5])
    assert.deepStrictEqual(chooseSubset(bestFirst, 6), [0, 1, 2, 3, 4, 5])
  })
})

it.each([
  [2, 100, 8],
  [9, 100, 11],
  [40, 100, 12],
  [2, 15, 5],
  [2, 3, 4]
])("%d params and a budget of %d start with %d trials", (columns, budget, expected) =>
  assert.strictEqual(startupTrials(columns, budget), expected)
)
