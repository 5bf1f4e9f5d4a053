/** Bounds that no trial worth its time crosses, and divergence. */
import { goOn, type Pruner } from "../Pruner.ts"
import { must } from "./check.ts"
import { notFinite } from "./diverged.ts"
import { betterIn } from "./Ranking.ts"

/** Settings of threshold. */
export interface ThresholdOptions {
  /** A report above it ends the trial: in the values that `train` reports, whatever the objective's direction. */
  readonly upper?: number
  /** A report below it ends the trial: in the values that `train` reports, whatever the objective's direction. */
  readonly lower?: number
  /** A value so many times worse than what is usual has diverged. Default 1,000,000. */
  readonly divergence?: number
  /** The bounds do not hold at steps up to this one. Default 0. */
  readonly warmUpSteps?: number
}

/** The middle of the magnitudes of rising values, the lower one of two; 0 where there is none. What is not finite is left out. */
const usualAmong = (rising: ReadonlyArray<number>): number => {
  const from = betterIn(rising, -Number.MAX_VALUE)
  const to = betterIn(rising, Infinity)
  // From where they are smallest, the magnitudes rise on both sides.
  let above = Math.min(to, Math.max(from, betterIn(rising, 0)))
  let below = above - 1
  let usual = 0
  for (let place = 0; place < (to - from + 1) >> 1; place++) {
    const isAbove = below < from || (above < to && rising[above]! <= -rising[below]!)
    usual = Math.abs(isAbove ? rising[above++]! : rising[below--]!)
  }
  return usual
}

/**
 * Prunes at once, at any step, what is not finite, and what is worse than zero by more than `divergence` times the usual
 * size: that of the trial's own first finite value, or of the median of the others at this step, whichever is larger.
 * Prunes what lies beyond a bound once the warm-up is over; a value on the bound goes on.
 */
export const threshold = (options: ThresholdOptions = {}): Pruner => {
  const { divergence = 1e6, lower = -Infinity, upper = Infinity, warmUpSteps = 0 } = options
  must(lower < upper, "threshold: lower", `below upper (${upper})`, lower, "Leave out the bound that does not matter.")
  must(
    divergence > 1,
    "threshold: divergence",
    "above 1",
    divergence,
    "With 1e6, a loss of 2e6 has diverged from one of 2."
  )
  must(
    warmUpSteps >= 0,
    "threshold: warmUpSteps",
    "at least 0",
    warmUpSteps,
    "With 0, the first trained step is judged."
  )
  return {
    _tag: "Pruner",
    name: "threshold",
    settings: {
      ...(upper === Infinity ? {} : { upper }),
      ...(lower === -Infinity ? {} : { lower }),
      divergence,
      warmUpSteps
    },
    judge: ({ asReported = (value) => value, peers, report, show, trial }) => {
      const wrong = notFinite(report)
      if (wrong !== undefined) return wrong
      const { step, value } = report
      if (step > warmUpSteps) {
        const raw = asReported(value)
        if (raw > upper)
          return { _tag: "Prune", reason: `${show(value)} at step ${step} is above the upper bound ${upper}` }
        if (raw < lower)
          return { _tag: "Prune", reason: `${show(value)} at step ${step} is below the lower bound ${lower}` }
      }
      const first = Math.abs(trial.points.slice(0, -1).find((point) => Number.isFinite(point.value))?.value ?? 0)
      if (value <= divergence * first || value <= 0) return goOn
      const usual = Math.max(first, usualAmong(peers.firstAtOrAfter(step)))
      if (usual === 0 || value <= divergence * usual) return goOn
      return {
        _tag: "Prune",
        reason: `${show(value)} at step ${step} has diverged: values of ${show(usual)} are usual`
      }
    }
  }
}
