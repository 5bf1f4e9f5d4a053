/** Shrinkage against the winner's curse: the best of many noisy means is mostly lucky. */

/** Means pulled towards their common mean, with the variance that is left of each. */
export interface Shrunk {
  readonly means: ReadonlyArray<number>
  readonly variances: ReadonlyArray<number>
  /** How much the true means differ: the variance between them. */
  readonly between: number
}

const weighted = (means: ReadonlyArray<number>, variances: ReadonlyArray<number>, between: number) => {
  let weights = 0
  let sum = 0
  for (const [index, value] of means.entries()) {
    const weight = 1 / (between + variances[index]!)
    weights += weight
    sum += weight * value
  }
  const centre = sum / weights
  const spread = means.reduce((total, value, index) => total + (value - centre) ** 2 / (between + variances[index]!), 0)
  return { centre, spread }
}

/**
 * Empirical Bayes for normal means m_i ~ N(θ_i, v_i), θ_i ~ N(μ, τ²) (Efron and Morris 1973): the posterior means
 * μ + τ²/(τ² + v_i) (m_i − μ). τ² solves Σ (m_i − μ)²/(τ² + v_i) = K − 1 (Paule and Mandel 1982), and is 0 where the means
 * differ no more than their noise. Fewer than 3 means are left as they are.
 */
export const shrink = (means: ReadonlyArray<number>, variances: ReadonlyArray<number>): Shrunk => {
  const degrees = means.length - 1
  if (degrees < 2 || variances.some((variance) => variance <= 0)) return { means, variances, between: Infinity }
  let low = 0
  let high = Math.max(...variances)
  if (weighted(means, variances, 0).spread > degrees) {
    while (weighted(means, variances, high).spread > degrees && high < Number.MAX_VALUE / 4) high *= 2
    for (let halving = 0; halving < 80; halving++) {
      const middle = (low + high) / 2
      if (weighted(means, variances, middle).spread > degrees) low = middle
      else high = middle
    }
  } else high = 0
  const between = high
  const { centre } = weighted(means, variances, between)
  const shares = variances.map((variance) => between / (between + variance))
  return {
    means: means.map((value, index) => centre + shares[index]! * (value - centre)),
    variances: variances.map((variance, index) => shares[index]! * variance),
    between
  }
}
