import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { durationMillis } from "../../src/search/duration.ts"
import type { DurationInput } from "../../src/search/Study.ts"
import { refusal } from "../support/refusal.ts"

describe("a duration", () => {
  it.each([
    ["20 minutes", 1_200_000],
    ["1.5 hours", 5_400_000],
    ["90 s", 90_000],
    ["90s", 90_000],
    ["  1 Day ", 86_400_000],
    ["250ms", 250],
    ["250 millis", 250],
    [".5 min", 30_000],
    ["2 h", 7_200_000],
    ["1 m", 60_000],
    ["3 sec", 3000],
    [1500, 1500],
    [0.5, 0.5]
  ])("%j is %d ms", (input, millis) => expect(durationMillis(input, "timeout")).toBe(millis))

  it("has the same length in the singular as in the plural", () => {
    for (const unit of ["millisecond", "second", "minute", "hour", "day"])
      expect(durationMillis(`3 ${unit}`, "timeout")).toBe(durationMillis(`3 ${unit}s`, "timeout"))
  })

  it.each([
    ["soon", '"soon"'],
    ["20", '"20"'],
    ["20 fortnights", '"20 fortnights"'],
    ["-5 s", '"-5 s"'],
    ["0 s", '"0 s"'],
    ["1.2.3 s", '"1.2.3 s"'],
    ["5 toString", '"5 toString"'],
    ["", '""'],
    [0, "0"],
    [-1, "-1"],
    [NaN, "NaN"],
    [Infinity, "Infinity"],
    [null, "null"],
    [true, "true"],
    [[10], "[10]"]
  ])("%j is refused", (input, shown) => {
    const { hint, message } = refusal(() => durationMillis(input as DurationInput, "budget.time"))
    expect(message).toBe(`budget.time must be a duration above 0, but it is ${shown}.`)
    expect(hint).toContain('"20 minutes"')
  })

  it("is above 0 and finite, or refused, whatever it is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double()), (input) => {
        try {
          expect(durationMillis(input, "timeout")).toBeGreaterThan(0)
        } catch (error) {
          expect(error).toMatchObject({ _tag: "InvalidDefinition" })
        }
      })
    )
  })
})
