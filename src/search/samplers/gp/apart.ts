/** Trials that run at the same time must not ask the same question. */

/** In the unit cube. Nearer than this, a trial learns little that the one under way will not tell. */
const closest = 0.02

/** Whether a row is away from all others, as one with other params always is. */
export const isApart = (row: Float64Array, others: ReadonlyArray<Float64Array>): boolean =>
  others.every((other) => {
    let squared = 0
    for (let k = 0; k < row.length; k++) {
      const [a, b] = [row[k]!, other[k]!]
      if (Number.isNaN(a) !== Number.isNaN(b)) return true
      if (!Number.isNaN(a)) squared += (a - b) ** 2
    }
    return squared >= closest * closest
  })
