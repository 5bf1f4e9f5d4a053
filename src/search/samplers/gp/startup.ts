/** Trials before there is anything to learn from. */
import { latinHypercube } from "../../math/latinHypercube.ts"
import { rngFor } from "../../math/rng.ts"
import { exists, snap, type Column } from "./columns.ts"

/**
 * How many trials are spread over the space before the model proposes: the number of columns + 2, between 8 and 12, but
 * no more than a third of the budget, and 4 in any case.
 */
export const startupTrials = (columns: number, budget: number): number =>
  Math.max(4, Math.min(Math.max(8, Math.min(12, columns + 2)), Math.floor(budget / 3)))

/** The start-up row of a trial: one point of a Latin hypercube of all start-up trials. undefined beyond the last of them. */
export const startupRow = (
  columns: ReadonlyArray<Column>,
  count: number,
  seed: number,
  number: number
): Float64Array | undefined => {
  if (number >= count) return undefined
  // Drawn as a whole under one key, so that each trial finds the same hypercube.
  const design = latinHypercube(count, columns.length, rngFor(seed, 0, "gp.startup"))
  const row = new Float64Array(columns.length)
  columns.forEach((column, k) => {
    row[k] = exists(column, row) ? snap(column, design[number * columns.length + k]!) : Number.NaN
  })
  return row
}
