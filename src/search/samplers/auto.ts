/** The default: picks the sampler that suits the space and the budget, and says why. */
import type { Sampler, Suggestion } from "../Sampler.ts"
import { combinations, grid } from "./grid.ts"
import { gp } from "./gp.ts"
import { nsga2 } from "./nsga2.ts"

/** With so many trials, generations come nearly as far for several objectives as models do, at a hundredth of their cost. */
const manyTrials = 1000

/**
 * The whole grid where it is finite and fits the budget, and no noise is declared: one look at each point would not do. The
 * Gaussian process otherwise; but NSGA-II for several objectives with a budget of 1,000 trials or more. The reason is in
 * the evidence.
 */
export const auto = (): Sampler => {
  const wholeGrid = grid()
  const [model, generations] = [gp(), nsga2()]
  return {
    _tag: "Sampler",
    name: "auto",
    settings: {},
    suggest: (request) => {
      const { budget, noise, objectives, space } = request
      const size = combinations(space)
      if (size !== undefined && noise === undefined && size <= budget)
        return because(`all ${size} combinations fit the budget of ${budget}`, wholeGrid.suggest(request))
      if (objectives > 1 && budget >= manyTrials)
        return because(`${objectives} objectives and a budget of ${budget}`, generations.suggest(request))
      if (size === undefined) return because("the space is continuous", model.suggest(request))
      if (noise !== undefined) return because("noise is declared", model.suggest(request))
      return because(`${size} combinations do not fit the budget of ${budget}`, model.suggest(request))
    }
  }
}

const because = (why: string, suggestion: Suggestion): Suggestion =>
  "exhausted" in suggestion
    ? suggestion
    : { ...suggestion, evidence: { ...suggestion.evidence, reason: `${why}: ${suggestion.evidence.reason}` } }
