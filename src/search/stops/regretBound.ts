/** Stops a study whose model expects no more than a negligible improvement. */
import { must } from "../pruners/check.ts"
import { regretBounds } from "../samplers/gp/bounds.ts"
import type { StopRule } from "../Stop.ts"

/** Fewer results than this say nothing about the lengthscales. */
const fewest = 10

/**
 * Stops once the incumbent is, by a Gaussian process, at most `epsilon` worse than the best that the space may hold: the
 * lowest upper bound of a trial with a result minus the lowest lower bound anywhere, in the objective's unit (Makarova et
 * al. 2022, "Automatic termination for hyperparameter optimization", eq. 3). The model is fitted to the history whichever
 * sampler proposes; it needs ten results that differ. Learns from the first objective.
 */
export const regretBound = (epsilon: number): StopRule => {
  must(Number.isFinite(epsilon) && epsilon > 0, "regretBound: epsilon", "above 0", epsilon, "Write regretBound(0.001).")
  return {
    _tag: "Stop",
    name: "regretBound",
    settings: { epsilon },
    judge: ({ firstOf, history, seed, show, space, where }) => {
      const bounds = regretBounds(space, where, history.trials, seed, fewest)
      if (bounds === undefined)
        return { stop: false, reason: `there is no model yet: it needs ${fewest} results that differ` }
      const { bestPossible, incumbent, learned } = bounds
      const regret = Number((incumbent - bestPossible).toPrecision(3))
      const stop = regret <= epsilon
      return {
        stop,
        reason: `by a model of ${firstOf === undefined ? "" : `${firstOf} in `}${learned} trials the incumbent is no worse than ${show(incumbent)} and nothing is better than ${show(bestPossible)}: ${regret} apart, ${stop ? "at most" : "more than"} ${epsilon}`
      }
    }
  }
}
