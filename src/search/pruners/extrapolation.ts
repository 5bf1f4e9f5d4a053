/** Stops a trial whose curve, drawn out to its end, will hardly beat the incumbent. */
import { goOn, type Peers, type Pruner } from "../Pruner.ts"
import { must } from "./check.ts"
import { notFinite } from "./diverged.ts"
import { forecast } from "./extrapolation/powerLaw.ts"

/** Settings of extrapolation. */
export interface ExtrapolationOptions {
  /** The step at which training ends. */
  readonly maxStep: number
  /** A trial ends when it beats the incumbent with less than this probability. Default 0.05. */
  readonly probability?: number
  /** Nothing is judged before this step. Default: a third of maxStep. */
  readonly minStep?: number
  /** Nothing is judged before so many reports are there to fit three parameters to. At least 4. Default 5. */
  readonly minPoints?: number
}

/** The best last value of a complete trial, and whose it is. */
const incumbentOf = (peers: Peers): { readonly number: number; readonly value: number } | undefined => {
  let best: { readonly number: number; readonly value: number } | undefined
  for (const { number, points, state } of peers.curves) {
    const value = points.at(-1)?.value ?? NaN
    if (state === "complete" && Number.isFinite(value) && !(value >= (best?.value ?? Infinity)))
      best = { number, value }
  }
  return best
}

/**
 * Fits a power law to the trial's curve and prunes the trial when the probability that it ends below the last report of
 * the best complete trial is smaller than `probability`. Deterministic. What is not finite is pruned at once.
 */
export const extrapolation = (options: ExtrapolationOptions): Pruner => {
  const { maxStep, minPoints = 5, probability = 0.05 } = options
  const { minStep = maxStep / 3 } = options
  must(
    maxStep > 1 && maxStep < Infinity,
    "extrapolation: maxStep",
    "above 1",
    maxStep,
    "It is the last step of a training."
  )
  must(
    probability > 0 && probability < 1,
    "extrapolation: probability",
    "between 0 and 1",
    probability,
    "With 0.05, a trial ends when it has less than one chance in twenty."
  )
  must(minStep >= 1, "extrapolation: minStep", "at least 1", minStep, "Step 1 is the first trained step.")
  must(
    minPoints >= 4,
    "extrapolation: minPoints",
    "at least 4",
    minPoints,
    "A fit of three parameters needs four points."
  )
  return {
    _tag: "Pruner",
    name: "extrapolation",
    settings: { maxStep, probability, minStep, minPoints },
    judge: ({ peers, report, show, trial }) => {
      const wrong = notFinite(report)
      if (wrong !== undefined) return wrong
      const points = trial.points.filter(({ value }) => Number.isFinite(value))
      if (report.step < minStep || report.step >= maxStep || points.length < minPoints) return goOn
      const incumbent = incumbentOf(peers)
      if (incumbent === undefined) return goOn
      const ahead = forecast(points, maxStep)
      const chance = ahead.below(incumbent.value)
      if (!(chance < probability)) return goOn
      return {
        _tag: "Prune",
        reason: `${points.length} reports up to step ${report.step} promise ${show(ahead.expected)} at step ${maxStep}; the chance to beat ${show(incumbent.value)} of trial ${incumbent.number} is ${chance.toPrecision(2)}, below ${probability}`
      }
    }
  }
}
