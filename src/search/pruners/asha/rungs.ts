/** Where the rungs lie, and where a value stands among those of a rung. */

/** Where a rung is judged, and how many pass. */
export interface Ladder {
  /** The first rung. */
  readonly minStep: number
  /** No rung is at or above it. */
  readonly maxStep: number
  /** Rungs are this factor apart. */
  readonly spacing: number
  /** One in so many trials passes a rung. */
  readonly reduction: number
}

/** The rungs minStep · spacingᵏ in (after, upTo] and below maxStep, rising. */
export const rungsBetween = (ladder: Ladder, after: number, upTo: number): ReadonlyArray<number> => {
  const rungs: Array<number> = []
  for (let rung = ladder.minStep; rung <= upTo && rung < ladder.maxStep; rung *= ladder.spacing)
    if (rung > after) rungs.push(rung)
  return rungs
}

/** How many of the others are better. NaN is better than nothing, and nothing is worse than NaN. */
export const betterThan = (value: number, others: ReadonlyArray<number>): number => {
  let better = 0
  for (const other of others) if (other < value) better++
  return better
}
