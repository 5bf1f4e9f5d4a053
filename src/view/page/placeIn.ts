/** Where a row belongs among sorted ones. */

/** How many of the sorted rows come before this one. */
export const placeIn = <Row>(sorted: ReadonlyArray<Row>, row: Row, order: (a: Row, b: Row) => number): number => {
  let [from, to] = [0, sorted.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (order(sorted[middle]!, row) < 0) from = middle + 1
    else to = middle
  }
  return from
}
