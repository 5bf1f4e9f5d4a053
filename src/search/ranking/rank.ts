/** How sure a ranking is: intervals, who is tied with first place, and what the winner is really worth. */
import { dunnettCritical } from "../math/dunnett.ts"
import { studentTQuantile } from "../math/studentT.ts"
import { fitEffects } from "./effects.ts"
import { meanFactor, type Design, type Measured } from "./Measured.ts"
import { shrink } from "./shrink.ts"

/** One trial in a ranking. Values are lower-is-better, as given. */
export interface RankedTrial {
  readonly number: number
  readonly mean: number
  /** Half the width of the interval in which another measurement's mean is expected. */
  readonly halfWidth: number
  /** Whether the data do not tell it from the first. The first is tied with itself. */
  readonly isTied: boolean
  /** What to expect of it, shrunk against the winner's curse. */
  readonly expected: number
  readonly expectedHalfWidth: number
}

/** A ranking, best first. */
export interface Ranking {
  readonly trials: ReadonlyArray<RankedTrial>
  /** The first, where no other is tied with it. */
  readonly winner: number | undefined
  readonly design: Design
  /** Standard deviation of one measurement, trials and folds accounted for. */
  readonly noise: number
  readonly degrees: number
  /** How many differences to the first were looked at. */
  readonly comparisons: number
  readonly confidence: number
}

/**
 * Ranks trials by their means. A trial is tied with the first unless it is worse by more than Dunnett's critical value
 * times the difference's standard error: that is Hsu's comparison with the best (1984), which holds at `confidence`
 * for all trials together and although the first was chosen for being the best. Undefined where the noise cannot be
 * estimated: fewer than two trials, or one measurement of each.
 */
export const rankMeasured = (
  measured: ReadonlyArray<Measured>,
  design: Design,
  confidence = 0.95
): Ranking | undefined => {
  const effects = measured.length < 2 ? undefined : fitEffects(measured, design)
  if (effects === undefined) return undefined
  const { degrees, means, residualVariance, withinDegrees, withinVariance } = effects
  const factors = measured.map(({ values }) => meanFactor(values.size, design))
  const order = means.map((_, index) => index).sort((a, b) => means[a]! - means[b]! || a - b)
  const first = order[0]!
  const comparisons = measured.length - 1
  const critical = dunnettCritical(1 - confidence, comparisons, degrees)
  const quantile = studentTQuantile((1 + confidence) / 2, withinDegrees)
  const shrunk = shrink(
    means,
    factors.map((factor) => factor * residualVariance)
  )
  const trials = order.map((index): RankedTrial => {
    const error = Math.sqrt(residualVariance * (factors[index]! + factors[first]!))
    return {
      number: measured[index]!.number,
      mean: means[index]!,
      halfWidth: quantile * Math.sqrt(withinVariance * factors[index]!),
      isTied: index === first || means[index]! - means[first]! <= critical * error,
      expected: shrunk.means[index]!,
      expectedHalfWidth:
        quantile *
        Math.sqrt(shrunk.variances[index]! + Math.max(0, withinVariance - residualVariance) * factors[index]!)
    }
  })
  return {
    trials,
    winner: trials.slice(1).some(({ isTied }) => isTied) ? undefined : trials[0]!.number,
    design,
    noise: Math.sqrt(residualVariance),
    degrees,
    comparisons,
    confidence
  }
}
