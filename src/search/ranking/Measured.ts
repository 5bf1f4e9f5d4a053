/** What is known of a configuration: one value for each fold, or for each repeat on a seed of its own. */

/** A trial's measurements of the objective, lower is better, by fold or repeat. */
export interface Measured {
  readonly number: number
  readonly values: ReadonlyMap<number, number>
}

/**
 * What the measurements of one trial differ in. Folds are the same splits of the same data for every trial, so that they
 * pair, and their training data overlap. Repeats are independent.
 */
export type Design = "folds" | "repeats"

/**
 * The variance of a mean of n measurements in units of one measurement's. The training sets of k folds overlap, so that
 * their mean is surer of itself than it should be: 1/k + 1/(k − 1) in place of 1/k (Nadeau and Bengio 2003, eq. 6, where
 * a test set has 1/(k − 1) of the size of its training set).
 */
export const meanFactor = (count: number, design: Design): number =>
  design === "repeats" || count < 2 ? 1 / count : 1 / count + 1 / (count - 1)
