/** The median stopping rule (Golovin et al. 2017, "Google Vizier", section 3.2.2, with best values in place of averages). */
import { InvalidDefinition } from "../../errors.ts"
import { goOn, type Curve, type Pruner } from "../Pruner.ts"

/** Settings of median. */
export interface MedianOptions {
  /** Nothing is pruned before so many trials are complete. Default 5. */
  readonly startUpTrials?: number
  /** Nothing is pruned at steps up to this one. Default 0. */
  readonly warmUpSteps?: number
}

const bestUpTo = (curve: Curve, step: number): number =>
  curve.points.reduce((best, point) => (point.step <= step && point.value < best ? point.value : best), Infinity)

/** The middle of the values; the mean of the two middle ones where their number is even. */
const medianOf = (values: ReadonlyArray<number>): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/**
 * Prunes a trial whose best value so far is worse than the median of the best values that the complete trials had up to
 * the same step. NaN is pruned once the warm-up is over. Ties go on.
 */
export const median = (options: MedianOptions = {}): Pruner => {
  const { startUpTrials = 5, warmUpSteps = 0 } = options
  if (!(startUpTrials >= 1)) {
    throw new InvalidDefinition(
      `median: startUpTrials must be at least 1, but it is ${startUpTrials}.`,
      "A median needs a value."
    )
  }
  return {
    _tag: "Pruner",
    name: "median",
    settings: { startUpTrials, warmUpSteps },
    judge: ({ peers, report, show, trial }) => {
      if (report.step <= warmUpSteps) return goOn
      if (Number.isNaN(report.value)) return { _tag: "Prune", reason: `not a number at step ${report.step}` }
      const others: Array<number> = []
      for (const curve of peers.curves) {
        if (curve.state !== "complete") continue
        const best = bestUpTo(curve, report.step)
        if (best < Infinity) others.push(best)
      }
      if (others.length < startUpTrials) return goOn
      const cut = medianOf(others)
      const best = bestUpTo(trial, report.step)
      if (best <= cut) return goOn
      return {
        _tag: "Prune",
        reason: `best ${show(best)} up to step ${report.step} is worse than the median ${show(cut)} of ${others.length} complete trials`
      }
    }
  }
}
