/** The percentile stopping rule: the median rule with another share. */
import { goOn, type JudgeRequest, type Pruner, type Verdict } from "../Pruner.ts"
import { must } from "./check.ts"
import { bestUpTo } from "./curves.ts"

/** Settings of percentile. */
export interface PercentileOptions {
  /** Which share of the complete trials, in percent, a trial must keep up with; the best 25 % with 25. Default 25. */
  readonly percentile?: number
  /** Nothing but NaN is pruned before so many trials are complete. Default 5. */
  readonly startUpTrials?: number
  /** Nothing is pruned at steps up to this one. Default 0. */
  readonly warmUpSteps?: number
}

/** The value below which a share of the rising values lies, 0 … 1, interpolated linearly between the two next to it. */
const quantileOf = (values: ReadonlyArray<number>, share: number): number => {
  const place = share * (values.length - 1)
  const low = values[Math.floor(place)]!
  const high = values[Math.ceil(place)]!
  const part = place - Math.floor(place)
  // From −∞ there is no way up: the difference of two infinities is no number.
  if (low === -Infinity) return low
  return part === 0.5 ? (low + high) / 2 : low + part * (high - low)
}

/** How a rule of this family judges, and what it calls the cut. */
export interface PercentileRule extends Required<PercentileOptions> {
  readonly cutName: string
}

/** The verdict by the best value so far against those that the complete trials had up to the same step. */
export const judgeByPercentile = (request: JudgeRequest, rule: PercentileRule): Verdict => {
  const { peers, report, show, trial } = request
  if (report.step <= rule.warmUpSteps) return goOn
  if (Number.isNaN(report.value)) return { _tag: "Prune", reason: `not a number at step ${report.step}` }
  const others = peers.bestOfCompleteUpTo(report.step)
  if (others.length < rule.startUpTrials) return goOn
  const cut = quantileOf(others, rule.percentile / 100)
  const best = bestUpTo(trial.points, report.step) ?? Infinity
  if (best <= cut) return goOn
  return {
    _tag: "Prune",
    reason: `best ${show(best)} up to step ${report.step} is worse than the ${rule.cutName} ${show(cut)} of ${others.length} complete trials`
  }
}

/** Throws `InvalidDefinition` where the start-up or the warm-up is impossible. */
export const checkStart = (name: string, startUpTrials: number, warmUpSteps: number): void => {
  must(startUpTrials >= 1, `${name}: startUpTrials`, "at least 1", startUpTrials, `A ${name} needs a value.`)
  must(warmUpSteps >= 0, `${name}: warmUpSteps`, "at least 0", warmUpSteps, "With 0, the first trained step is judged.")
}

/**
 * Prunes a trial whose best value so far is worse than a percentile of the best values that the complete trials had up
 * to the same step; a trial that reported no such step counts with what it reported before. Percentiles count from the
 * best. NaN is pruned once the warm-up is over. Ties go on.
 */
export const percentile = (options: PercentileOptions = {}): Pruner => {
  const { percentile: share = 25, startUpTrials = 5, warmUpSteps = 0 } = options
  must(share > 0 && share < 100, "percentile: percentile", "between 0 and 100", share, "50 is the median rule.")
  checkStart("percentile", startUpTrials, warmUpSteps)
  const rule = { percentile: share, startUpTrials, warmUpSteps, cutName: `${share} % percentile` }
  return {
    _tag: "Pruner",
    name: "percentile",
    settings: { percentile: share, startUpTrials, warmUpSteps },
    judge: (request) => judgeByPercentile(request, rule)
  }
}
