/** Points of the Sobol sequence as rows of a space. */
import { rngFor } from "../../math/rng.ts"
import { mostSobolDimensions, sobolDigits, sobolPoint } from "../../math/sobol.ts"
import { exists, snap, type Column } from "../gp/columns.ts"
import type { OpenRows } from "../openRows.ts"

/** So many scramblings are looked at before a point is given up. */
export const mostShifts = 1000

/** How many columns have a coordinate of the sequence; those beyond are random. */
export const sobolColumns = (columns: ReadonlyArray<Column>): number => Math.min(columns.length, mostSobolDimensions)

/**
 * Point `number` of the sequence under the first of its scramblings that makes it an open row, and how many did not.
 * Every column has a coordinate of its own, whether it exists in the row or not. undefined where no row is open.
 */
export const spreadRow = (
  { encoding: { columns }, isOpen, listed }: OpenRows,
  seed: number,
  number: number
): { readonly row: Float64Array; readonly shifts: number } | undefined => {
  if (listed?.length === 0) return undefined
  const digits = sobolDigits(number, sobolColumns(columns), seed)
  for (let shifts = 0; shifts < mostShifts; shifts++) {
    const point = sobolPoint(digits, seed, shifts)
    const padding = columns.length > point.length ? rngFor(seed, number, `sobol.padding.${shifts}`) : undefined
    const row = new Float64Array(columns.length)
    columns.forEach((column, k) => {
      const unit = point[k] ?? padding!.uniform()
      row[k] = exists(column, row) ? snap(column, unit) : Number.NaN
    })
    if (isOpen(row)) return { row, shifts }
  }
  return undefined
}
