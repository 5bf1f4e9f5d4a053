/** The median stopping rule (Golovin et al. 2017, "Google Vizier", section 3.2.2, with best values in place of averages). */
import type { Pruner } from "../Pruner.ts"
import { checkStart, judgeByPercentile } from "./percentile.ts"

/** Settings of median. */
export interface MedianOptions {
  /** Nothing but NaN is pruned before so many trials are complete. Default 5. */
  readonly startUpTrials?: number
  /** Nothing is pruned at steps up to this one. Default 0. */
  readonly warmUpSteps?: number
}

/**
 * Prunes a trial whose best value so far is worse than the median of the best values that the complete trials had up to
 * the same step. NaN is pruned once the warm-up is over. Ties go on.
 */
export const median = (options: MedianOptions = {}): Pruner => {
  const { startUpTrials = 5, warmUpSteps = 0 } = options
  checkStart("median", startUpTrials, warmUpSteps)
  const rule = { percentile: 50, startUpTrials, warmUpSteps, cutName: "median" }
  return {
    _tag: "Pruner",
    name: "median",
    settings: { startUpTrials, warmUpSteps },
    judge: (request) => judgeByPercentile(request, rule)
  }
}
