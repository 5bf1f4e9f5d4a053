/** Which values are surpassed by none: the Pareto front. Lower is better in every objective. */

/** Whether `a` is at least as good as `b` in every objective and better in one. */
const dominates = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): boolean => {
  let isBetter = false
  for (let k = 0; k < a.length; k++) {
    if (a[k]! > b[k]!) return false
    if (a[k]! < b[k]!) isBetter = true
  }
  return isBetter
}

/** A front after one more: without those that it dominates, and without it where one of them dominates it. Equals stay. */
export const joinFront = <One extends { readonly values: ReadonlyArray<number> }>(
  front: ReadonlyArray<One>,
  one: One
): ReadonlyArray<One> =>
  front.some(({ values }) => dominates(values, one.values))
    ? front
    : [...front.filter(({ values }) => !dominates(one.values, values)), one]
