import { describe, expect, it } from "vitest"
import { auto } from "../../../src/search/samplers/auto.ts"
import { gp } from "../../../src/search/samplers/gp.ts"
import { grid } from "../../../src/search/samplers/grid.ts"
import type { Sampler, SuggestRequest, Suggestion } from "../../../src/search/Sampler.ts"
import type { SearchSpace } from "../../../src/search/SearchSpace.ts"
import { float, int, ordinal } from "../../../src/search/space/distributions.ts"

const suggest = (sampler: Sampler, space: SearchSpace, more: Partial<SuggestRequest> = {}): Suggestion =>
  sampler.suggest({
    space,
    objectives: 1,
    history: { revision: 0, trials: [] },
    number: 0,
    seed: 1,
    budget: 6,
    ...more
  })

const paramsIn = (suggestion: Suggestion) => ("exhausted" in suggestion ? undefined : suggestion.params)
const evidenceIn = (suggestion: Suggestion) => ("exhausted" in suggestion ? undefined : suggestion.evidence)

const six = { n: int(1, 3), batch: ordinal(16, 32) }

describe("auto", () => {
  it("takes the grid where the whole grid fits the budget, to the last trial", () => {
    const suggestion = suggest(auto(), six)
    expect(paramsIn(suggestion)).toEqual(paramsIn(suggest(grid(), six)))
    expect(evidenceIn(suggestion)).toEqual({
      model: "grid",
      reason: "all 6 combinations fit the budget of 6: point 1 of the grid"
    })
  })

  it("takes the model where the grid has one combination too many", () => {
    const suggestion = suggest(auto(), six, { budget: 5 })
    expect(paramsIn(suggestion)).toEqual(paramsIn(suggest(gp(), six, { budget: 5 })))
    expect(evidenceIn(suggestion)?.model).toBe("gp")
    expect(evidenceIn(suggestion)?.reason).toMatch(/^6 combinations do not fit the budget of 5: ./)
  })

  it("takes the model where the space is continuous", () => {
    const space = { x: float(0, 1) }
    const suggestion = suggest(auto(), space, { budget: 1e6 })
    expect(paramsIn(suggestion)).toEqual(paramsIn(suggest(gp(), space, { budget: 1e6 })))
    expect(evidenceIn(suggestion)?.reason).toMatch(/^the space is continuous: ./)
  })

  it("takes the model for several objectives too, but generations where there are many trials", () => {
    const space = { x: float(0, 1) }
    const few = { objectives: 2, budget: 999 }
    expect(paramsIn(suggest(auto(), space, few))).toEqual(paramsIn(suggest(gp(), space, few)))
    expect(evidenceIn(suggest(auto(), space, { objectives: 2, budget: 1000 }))).toMatchObject({
      model: "nsga2",
      reason: expect.stringMatching(/^2 objectives and a budget of 1000: generation 0/) as string
    })
    expect(evidenceIn(suggest(auto(), space, { budget: 1000 }))?.model).toBe("gp")
  })

  it("ends with the grid", () => {
    const trials = [1, 2, 3].map((n, number) => ({
      number,
      state: "complete" as const,
      params: { n },
      curve: [],
      values: [n]
    }))
    expect(suggest(auto(), { n: int(1, 3) }, { history: { revision: 3, trials }, number: 3 })).toEqual({
      exhausted: "all 3 points of the grid were tried"
    })
  })
})
