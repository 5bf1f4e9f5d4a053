/** Settings of population-based training, with every default filled in. */
import { InvalidDefinition } from "../../errors.ts"
import { must } from "../pruners/check.ts"
import { shown } from "../shown.ts"

/** Settings of `pbt`. */
export interface PbtOptions {
  /** How many trials train beside each other. Default 8. */
  readonly population?: number
  /** Steps between two comparisons. Default 1. */
  readonly interval?: number
  /** The step at which training ends: nobody is compared there, or copied from there. Default: none. */
  readonly maxStep?: number
  /** This share of the population is replaced, by copies of as large a share at the top. Default 0.25, at most 0.5. */
  readonly quantile?: number
  /** A copy's numbers are those of its parent times one of these. Default 0.8 and 1.2. */
  readonly factors?: ReadonlyArray<number>
  /** With this probability a copy draws a param anew in place of changing it. Default 0.25. */
  readonly resample?: number
  /**
   * The params of the space that copies may change. Default: all. A param that shapes the weights, such as a number of
   * units, must not be among them.
   */
  readonly explore?: ReadonlyArray<string>
}

/** The same with defaults, as plain data. */
export type PbtSettings = Required<Omit<PbtOptions, "explore" | "maxStep">> & Pick<PbtOptions, "explore" | "maxStep">

/** Throws `InvalidDefinition` where a setting is impossible. */
export const pbtSettings = (options: PbtOptions): PbtSettings => {
  const { factors = [0.8, 1.2], interval = 1, population = 8, quantile = 0.25, resample = 0.25 } = options
  const isWhole = (value: number, low: number) => Number.isSafeInteger(value) && value >= low
  must(isWhole(population, 2), "pbt: population", "a whole number of at least 2", population, "8 is a good start.")
  must(isWhole(interval, 1), "pbt: interval", "a whole number of at least 1", interval, "It counts steps of train.")
  must(
    quantile > 0 && quantile <= 0.5,
    "pbt: quantile",
    "above 0 and at most 0.5",
    quantile,
    "With 0.25, the worst quarter is replaced by copies of the best quarter."
  )
  must(
    Math.floor(quantile * population) >= 1,
    "pbt: quantile",
    `at least 1/${population}, so that a population of ${population} has someone to replace`,
    quantile,
    "Raise quantile or population."
  )
  must(resample >= 0 && resample <= 1, "pbt: resample", "between 0 and 1", resample, "It is a probability.")
  const areFactors = factors.length > 0 && factors.every((factor) => Number.isFinite(factor) && factor > 0)
  if (!areFactors) {
    throw new InvalidDefinition(
      `pbt: factors must be numbers above 0, but they are ${shown(factors)}.`,
      "With [0.8, 1.2], a learning rate of 0.01 becomes 0.008 or 0.012."
    )
  }
  const { explore, maxStep } = options
  must(
    maxStep === undefined || isWhole(maxStep, interval),
    "pbt: maxStep",
    `a whole number of at least interval (${interval})`,
    maxStep,
    "maxStep is the last step that train reports."
  )
  return {
    population,
    interval,
    quantile,
    factors,
    resample,
    ...(explore === undefined ? {} : { explore }),
    ...(maxStep === undefined ? {} : { maxStep })
  }
}
