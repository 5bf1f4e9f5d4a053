/** Asynchronous successive halving, stop type (Li et al. 2020, "A system for massively parallel hyperparameter tuning"). */
import { InvalidDefinition } from "../../errors.ts"
import { goOn, type Pruner } from "../Pruner.ts"

/** Settings of asha. */
export interface AshaOptions {
  /** The first rung. Default 1. */
  readonly minStep?: number
  /** The step at which training ends; no rung is at or above it. Default: none. */
  readonly maxStep?: number
  /** One in so many trials passes a rung, and rungs are this factor apart. Default 3. */
  readonly reduction?: number
}

const checked = (options: AshaOptions) => {
  const { maxStep, minStep = 1, reduction = 3 } = options
  if (!(minStep >= 1))
    throw new InvalidDefinition(
      `asha: minStep must be at least 1, but it is ${minStep}.`,
      "Step 1 is the first trained step."
    )
  if (!(reduction >= 2))
    throw new InvalidDefinition(
      `asha: reduction must be at least 2, but it is ${reduction}.`,
      "With 3, one trial in three passes a rung."
    )
  if (maxStep !== undefined && maxStep <= minStep) {
    throw new InvalidDefinition(
      `asha: maxStep (${maxStep}) must be above minStep (${minStep}).`,
      "maxStep is the last step that train reports."
    )
  }
  return { minStep, reduction, ...(maxStep === undefined ? {} : { maxStep }) }
}

/**
 * Judges a trial once at each rung minStep · reductionᵏ below maxStep, by its first report at or after the rung. It goes
 * on when that value is among the best ⌊m / reduction⌋ of the m values recorded there, its own included; while m is
 * below `reduction`, only the best so far passes. NaN never passes. Ties pass.
 */
export const asha = (options: AshaOptions = {}): Pruner => {
  const settings = checked(options)
  const { maxStep = Infinity, minStep, reduction } = settings
  return {
    _tag: "Pruner",
    name: "asha",
    settings,
    judge: ({ peers, report, show, trial }) => {
      if (Number.isNaN(report.value)) return { _tag: "Prune", reason: `not a number at step ${report.step}` }
      const before = trial.points.at(-2)?.step ?? 0
      for (let rung = minStep; rung <= report.step && rung < maxStep; rung *= reduction) {
        if (rung <= before) continue
        const others = peers.firstAtOrAfter(rung)
        const m = others.length + 1
        const better = others.filter((value) => value < report.value).length
        const pass = Math.max(1, Math.floor(m / reduction))
        if (better >= pass) {
          const cut = [...others].filter((value) => !Number.isNaN(value)).sort((a, b) => a - b)[pass - 1]!
          return {
            _tag: "Prune",
            reason: `${show(report.value)} at step ${report.step} is rank ${better + 1} of ${m} at rung ${rung}; the best ${pass} pass, the last of them with ${show(cut)}`
          }
        }
      }
      return goOn
    }
  }
}
