/** The default: picks the sampler that suits the space and the budget, and says why. */
import type { Sampler, Suggestion } from "../Sampler.ts"
import { combinations, grid } from "./grid.ts"
import { gp } from "./gp.ts"

/**
 * The whole grid where it is finite and fits the budget, and no noise is declared: one look at each point would not do. The
 * Gaussian process otherwise. The reason is in the evidence.
 */
export const auto = (): Sampler => {
  const wholeGrid = grid()
  const model = gp()
  return {
    _tag: "Sampler",
    name: "auto",
    settings: {},
    suggest: (request) => {
      const size = combinations(request.space)
      if (size === undefined) return because("the space is continuous", model.suggest(request))
      if (request.noise !== undefined) return because("noise is declared", model.suggest(request))
      return size <= request.budget
        ? because(`all ${size} combinations fit the budget of ${request.budget}`, wholeGrid.suggest(request))
        : because(`${size} combinations do not fit the budget of ${request.budget}`, model.suggest(request))
    }
  }
}

const because = (why: string, suggestion: Suggestion): Suggestion =>
  "exhausted" in suggestion
    ? suggestion
    : { ...suggestion, evidence: { ...suggestion.evidence, reason: `${why}: ${suggestion.evidence.reason}` } }
