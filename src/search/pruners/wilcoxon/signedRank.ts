/**
 * Wilcoxon's signed-rank test (Wilcoxon 1945), one-sided, exact: the distribution of the rank sum over all 2ⁿ signs of
 * the ranks that were observed, so that ties need no correction. Differences of zero take part in the ranking and
 * have no sign (Pratt 1959).
 */

/** Ranks of the magnitudes from 1; equal ones share the mean of theirs. */
const midranks = (values: ReadonlyArray<number>): ReadonlyArray<number> => {
  const order = values.map((_, index) => index).sort((a, b) => Math.abs(values[a]!) - Math.abs(values[b]!))
  const ranks = values.map(() => 0)
  for (let from = 0; from < order.length;) {
    let to = from
    while (to + 1 < order.length && Math.abs(values[order[to + 1]!]!) === Math.abs(values[order[from]!]!)) to++
    for (let index = from; index <= to; index++) ranks[order[index]!] = (from + to) / 2 + 1
    from = to + 1
  }
  return ranks
}

/**
 * The probability, were the differences symmetric about zero, of a sum of positive ranks at least as large as that of
 * these differences. 1 for no differences, or for zeros only.
 */
export const signedRankGreater = (differences: ReadonlyArray<number>): number => {
  const ranks = midranks(differences)
  // Doubled midranks are whole numbers.
  const signed = ranks.flatMap((rank, index) => (differences[index] === 0 ? [] : Math.round(2 * rank)))
  let observed = 0
  for (const [index, rank] of ranks.entries()) if (differences[index]! > 0) observed += Math.round(2 * rank)
  const total = signed.reduce((sum, rank) => sum + rank, 0)
  let probabilities = new Float64Array(total + 1)
  probabilities[0] = 1
  let reach = 0
  for (const rank of signed) {
    const next = new Float64Array(total + 1)
    for (let sum = 0; sum <= reach; sum++) {
      next[sum]! += probabilities[sum]! / 2
      next[sum + rank]! += probabilities[sum]! / 2
    }
    reach += rank
    probabilities = next
  }
  let tail = 0
  for (let sum = observed; sum <= total; sum++) tail += probabilities[sum]!
  return Math.min(1, tail)
}
