/** Stops a trial that has ceased to improve (Prechelt 1998, "Early stopping – but when?", the criterion UP, by steps). */
import { goOn, type Pruner } from "../Pruner.ts"
import { must } from "./check.ts"
import { notFinite } from "./diverged.ts"

/** Settings of patience. */
export interface PatienceOptions {
  /** The trial ends when so many steps have passed since its best value. Steps, not reports. */
  readonly steps: number
  /** Only a value that is better by more than this is an improvement, in the metric's units. Default 0. */
  readonly minDelta?: number
}

/**
 * Prunes a trial whose best value is `steps` steps old or older. An equal value is no improvement, and neither is NaN;
 * what is not finite is pruned at once.
 */
export const patience = (options: PatienceOptions): Pruner => {
  const { minDelta = 0, steps } = options
  must(
    steps >= 1,
    "patience: steps",
    "at least 1",
    steps,
    "Write patience({ steps: 5 }) to stop 5 steps after the best one."
  )
  must(
    minDelta >= 0,
    "patience: minDelta",
    "at least 0",
    minDelta,
    "It is a difference between two values of the metric."
  )
  return {
    _tag: "Pruner",
    name: "patience",
    settings: { steps, minDelta },
    judge: ({ report, show, trial }) => {
      const wrong = notFinite(report)
      if (wrong !== undefined) return wrong
      let best = { step: 0, value: Infinity }
      for (const point of trial.points) if (point.value < best.value - minDelta) best = point
      const waited = report.step - best.step
      if (best.step === 0 || waited < steps) return goOn
      const by = minDelta === 0 ? "" : ` by more than ${minDelta}`
      return {
        _tag: "Prune",
        reason: `no improvement${by} in the ${waited} steps since ${show(best.value)} at step ${best.step}`
      }
    }
  }
}
