import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { lowerIsBetter, objectivesOf, objectiveSpecs, valuesIn } from "../../../src/search/objectives/direction.ts"
import type { Objective } from "../../../src/search/Study.ts"
import { refusal } from "../../support/refusal.ts"

const [maximize] = objectiveSpecs({ maximize: "accuracy" })
const [minimize] = objectiveSpecs({ minimize: "loss" })

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
    [[], "The study's list of objectives is empty."],
    [[{ maximize: "a" }, "b"], 'The objective "b" names no direction and metric.'],
    [[{ maximize: "a" }, { minimize: "b" }, { minimize: "a" }], 'The objectives name "a" twice.'],
    ["accuracy", "The study has no objective."],
    [null, "The study has no objective."],
    [undefined, "The study has no objective."]
  ])("is not %j", (objective, message) => {
    const refused = refusal(() => objectiveSpecs(objective as Objective))
    expect(refused.message).toBe(message)
    expect(refused.hint).toMatch(/\{ maximize: "accuracy" \} or \{ minimize: "loss" \}|Take one of them out/)
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

describe("several objectives", () => {
  const both = objectiveSpecs([{ maximize: "accuracy" }, { minimize: "latency" }])

  it("are read in their order", () => {
    expect(both).toEqual([
      { metric: "accuracy", direction: "maximize" },
      { metric: "latency", direction: "minimize" }
    ])
    expect(objectiveSpecs([{ maximize: "accuracy" }])).toEqual([maximize])
  })

  it("are those of what is stored, which names the first alone where there is no other", () => {
    expect(objectivesOf({ objective: maximize })).toEqual([maximize])
    expect(objectivesOf({ objective: both[0], objectives: both })).toBe(both)
  })

  it("have a value each, lower being better, or none where one of them is missing", () => {
    expect(valuesIn(both, { latency: 3, accuracy: 0.9, loss: 1 })).toEqual([-0.9, 3])
    expect(valuesIn(both, { accuracy: 0.9 })).toBeUndefined()
  })
})
