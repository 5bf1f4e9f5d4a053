/** Weights that make rare classes count as much as frequent ones. */
import { InvalidDefinition } from "../../errors.ts"

/**
 * For each class 0 … k − 1 the weight n / (k · n_i), with n_i how often class i occurs among the n labels: every class then
 * adds the same to a weighted sum, and the weights' mean over the examples is 1. (King and Zeng 2001, "Logistic regression
 * in rare events data".)
 *
 * @throws {InvalidDefinition} where a class below the highest has no example: no weight could make up for it.
 */
export const balancedClassWeights = (labels: ArrayLike<number>): Float64Array => {
  const counts: Array<number> = []
  for (let row = 0; row < labels.length; row++) counts[labels[row]!] = (counts[labels[row]!] ?? 0) + 1
  return Float64Array.from({ length: counts.length }, (_, label) => {
    const count = counts[label]
    if (count !== undefined) return labels.length / (counts.length * count)
    throw new InvalidDefinition(
      `Balanced class weights were asked for, and class ${label} of 0 … ${counts.length - 1} has no example.`,
      "Number the classes from 0 without a gap, and stratify the split, so that each class is on the training side."
    )
  })
}
