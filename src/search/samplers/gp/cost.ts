/** What a trial is expected to take. */
import type { Evidence } from "../../Trial.ts"
import type { Acquisition } from "./acquisition.ts"
import type { Observations } from "./observations.ts"
import { sideModel, type SideModel, type SideRequest } from "./side.ts"

/** Durations that vary by less than this are as good as equal. */
const leastRatio = 3
/** Fewer durations say nothing. */
const fewest = 5
/** The ratio is between this quantile and its opposite: a first trial that warms a cache up must not decide. */
const quantile = 0.1

/** Whether durations vary enough to be worth a thought. */
export const durationsVary = (durations: Float64Array): boolean => {
  const known = durations.filter((duration) => duration > 0).sort()
  if (known.length < fewest) return false
  const place = Math.floor(quantile * known.length)
  return known.at(-1 - place)! > leastRatio * known[place]!
}

/** Expected durations, and what was fitted. */
export interface Costing {
  /** −E[ln duration] in ln milliseconds, up to a constant: cheap is high. */
  readonly cheapness: Acquisition
  readonly fitted: NonNullable<Evidence["fitted"]>
}

/**
 * A Gaussian process over the logarithms of the recorded durations of complete trials. Added to the logarithm of the
 * expected improvement, its mean divides the improvement by the predicted cost (Snoek, Larochelle, Adams 2012, "Practical
 * Bayesian optimization of machine learning algorithms", sec. 3.2). undefined where durations do not vary by more than a
 * factor of 3.
 */
export const costing = (
  { complete, counts, durations, rows }: Observations,
  request: Pick<SideRequest, "columns" | "trials" | "seed" | "number" | "choose">
): Costing | undefined => {
  if (!durationsVary(durations)) return undefined
  const known = Array.from({ length: complete }, (_, index) => index).filter((index) => durations[index]! > 0)
  const place = new Map(known.map((index, position) => [index, position]))
  const model = sideModel({
    ...request,
    name: "duration",
    rows: known.map((index) => rows[index]!),
    values: known.map((index) => Math.log(durations[index]!)),
    counts: Float64Array.from(known, (index) => counts[index]!),
    choose: (limit) => request.choose(limit).flatMap((index) => place.get(index) ?? [])
  })
  return { cheapness: cheapnessOf(model), fitted: model.fitted }
}

const cheapnessOf = ({ deviation, surrogate }: SideModel): Acquisition => {
  const coefficients = surrogate.residual.map((residual) => -deviation * residual)
  const value = (x: Float64Array): number => {
    surrogate.at(x)
    return -deviation * surrogate.meanHere()
  }
  return {
    value,
    slope: (x, gradient) => {
      gradient.fill(0)
      const total = value(x)
      surrogate.addGradient(x, coefficients, gradient)
      return total
    }
  }
}
