/** Weights that make rare classes count as much as frequent ones. */

/**
 * For each class 0 … k − 1 the weight n / (c · n_k), with c the number of classes that occur and n_k how often class k does:
 * every class then adds the same to a weighted sum, and the weights' mean over the examples is 1. Classes that do not occur
 * weigh 0. (King and Zeng 2001, "Logistic regression in rare events data".)
 */
export const balancedClassWeights = (labels: ArrayLike<number>): Float64Array => {
  const counts: Array<number> = []
  for (let row = 0; row < labels.length; row++) counts[labels[row]!] = (counts[labels[row]!] ?? 0) + 1
  const occurring = Object.keys(counts).length
  return Float64Array.from({ length: counts.length }, (_, label) =>
    counts[label] === undefined ? 0 : labels.length / (occurring * counts[label])
  )
}
