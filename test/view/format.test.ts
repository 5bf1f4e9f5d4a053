import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import {
  formatAge,
  formatColumn,
  formatDuration,
  formatNumber,
  formatPercent,
  formatSeconds
} from "../../src/view/format.ts"
import { describeParams, flatNames, flattenParams } from "../../src/view/params.ts"
import { params, study } from "./samples.ts"

describe("formatNumber", () => {
  it("shows four significant digits, and integers plain", () => {
    const numbers = [
      0.973_12,
      0.97,
      1,
      1_234_567,
      0.000_12,
      0.0021,
      12_345.678,
      1.5e12 + 0.5,
      -0.1,
      99.999,
      1e20,
      Number.NaN,
      -Infinity,
      0.000_999_99
    ]
    assert.deepStrictEqual(
      numbers.map((value) => formatNumber(value)),
      [
        "0.9731",
        "0.97",
        "1",
        "1234567",
        "1.2e-4",
        "0.0021",
        "12346",
        "1.5e12",
        "-0.1",
        "100",
        "1e20",
        "NaN",
        "-Infinity",
        "1e-3"
      ]
    )
  })

  it("stays within a thousandth of the number", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e300, max: 1e300, noNaN: true }),
        (value) => Math.abs(Number(formatNumber(value)) - value) <= Math.abs(value) * 1e-3
      )
    )
  })
})

describe("formatColumn", () => {
  it("lines the decimal points up", () => {
    assert.deepStrictEqual(formatColumn([0.9731, 0.97, 1]), ["0.9731", "0.9700", "1.0000"])
    assert.deepStrictEqual(formatColumn([3, 14]), ["3", "14"])
    assert.deepStrictEqual(formatColumn([1e-7, 0.5]), ["1e-7", "0.5"])
  })

  it("tells different values apart", () => {
    assert.deepStrictEqual(formatColumn([0.973_12, 0.973_14]), ["0.97312", "0.97314"])
  })
})

describe("times and shares", () => {
  it("rounds a duration to what matters", () => {
    assert.deepStrictEqual(
      [0, 340, 999.6, 2345, 59_940, 59_960, 64_000, 3_599_600, 7_500_000, 273_600_000, -5].map(formatDuration),
      ["0ms", "340ms", "1.0s", "2.3s", "59.9s", "1m 00s", "1m 04s", "1h 00m", "2h 05m", "3d 04h", "0ms"]
    )
    assert.deepStrictEqual([0, 999, 59_999, 64_000].map(formatSeconds), ["0s", "0s", "59s", "1m 04s"])
  })

  it("says how long ago", () => {
    assert.deepStrictEqual([-1, 4999, 12_000, 180_000, 7_200_000, 450_000_000].map(formatAge), [
      "just now",
      "just now",
      "12s ago",
      "3m ago",
      "2h ago",
      "5d ago"
    ])
  })

  it("says 100% only of the whole", () => {
    assert.deepStrictEqual([0, 0.999, 1, 2, Number.NaN].map(formatPercent), ["0%", "99%", "100%", "100%", "0%"])
  })
})

describe("params", () => {
  it("are flat: a branch is its type and the params below it", () => {
    assert.deepStrictEqual(flattenParams(params(0.0021, 64, 0.9)), [
      ["learningRate", 0.0021],
      ["units", 64],
      ["optimizer", "sgd"],
      ["optimizer.momentum", 0.9],
      ["data", "digits"]
    ])
    assert.deepStrictEqual(flatNames(study.spec.space), [
      "learningRate",
      "units",
      "optimizer",
      "optimizer.momentum",
      "data"
    ])
    assert.strictEqual(describeParams(params(0.0021, 64)), "learningRate 0.0021  units 64  optimizer adam  data digits")
  })
})
