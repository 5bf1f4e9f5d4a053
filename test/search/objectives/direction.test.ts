import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { lowerIsBetter, objectiveSpec } from "../../../src/search/objectives/direction.ts"
import type { Objective } from "../../../src/search/Study.ts"
import { refusal } from "../../support/refusal.ts"

const maximize = objectiveSpec({ maximize: "accuracy" })
const minimize = objectiveSpec({ minimize: "loss" })

describe("an objective", () => {
  it("is its metric and its direction", () => {
    expect(maximize).toEqual({ metric: "accuracy", direction: "maximize" })
    expect(minimize).toEqual({ metric: "loss", direction: "minimize" })
  })

  it.each([
    [{}, "The objective {} names no direction and metric."],
    [{ maximise: "accuracy" }, 'The objective {"maximise":"accuracy"} names no direction and metric.'],
    [{ maximize: "a", minimize: "b" }, 'The objective {"maximize":"a","minimize":"b"} names no direction and metric.'],
    [{ maximize: "" }, 'The objective {"maximize":""} names no direction and metric.'],
    [{ maximize: 3 }, 'The objective {"maximize":3} names no direction and metric.'],
    [[{ maximize: "a" }], "The study has no objective with one metric."],
    ["accuracy", "The study has no objective with one metric."],
    [null, "The study has no objective with one metric."],
    [undefined, "The study has no objective with one metric."]
  ])("is not %j", (objective, message) => {
    const refused = refusal(() => objectiveSpec(objective as Objective))
    expect(refused.message).toBe(message)
    expect(refused.hint).toContain('{ maximize: "accuracy" } or { minimize: "loss" }')
  })

  it("turns better into lower, and back again", () => {
    fc.assert(
      fc.property(fc.double(), fc.double({ noNaN: true }), fc.double({ noNaN: true }), (any, a, b) => {
        for (const objective of [maximize, minimize])
          expect(lowerIsBetter(objective, lowerIsBetter(objective, any))).toBe(any)
        expect(lowerIsBetter(maximize, a) < lowerIsBetter(maximize, b)).toBe(a > b)
        expect(lowerIsBetter(minimize, a) < lowerIsBetter(minimize, b)).toBe(a < b)
      })
    )
  })
})
