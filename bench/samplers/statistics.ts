/** Medians, quartiles, and who wins. */

/** The value at a share of the sorted values, between two of them by linear interpolation. */
export const quantile = (values: ReadonlyArray<number>, share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const place = share * (sorted.length - 1)
  const index = Math.floor(place)
  const [here, next] = [sorted[index]!, sorted[Math.min(sorted.length - 1, index + 1)]!]
  return here === next ? here : here + (place - index) * (next - here)
}

/** Pairs in which the first is lower, and the two-sided p of the sign test; ties are left out. */
export const signTest = (
  first: ReadonlyArray<number>,
  second: ReadonlyArray<number>
): { readonly wins: number; readonly pairs: number; readonly p: number } => {
  let wins = 0
  let pairs = 0
  for (const [index, value] of first.entries()) {
    const other = second[index]
    if (other === undefined || other === value) continue
    pairs++
    if (value < other) wins++
  }
  let term = 0.5 ** pairs
  let tail = 0
  for (let k = 0; k <= Math.min(wins, pairs - wins); k++) {
    tail += term
    term *= (pairs - k) / (k + 1)
  }
  return { wins, pairs, p: Math.min(1, 2 * tail) }
}
