/** Every row of a small finite space. */
import { exists, type Column } from "./columns.ts"
import { toUnit, valueAt } from "../../space/units.ts"

const placesOf = ({ distribution, levels, size }: Column): ReadonlyArray<number> =>
  levels ?? Array.from({ length: size! }, (_, index) => toUnit(distribution, valueAt(distribution, index)))

/** All rows, or undefined where there are more than `limit`, or infinitely many. */
export const enumerateRows = (
  columns: ReadonlyArray<Column>,
  limit: number
): ReadonlyArray<Float64Array> | undefined => {
  const rows: Array<Float64Array> = []
  const places: Array<ReadonlyArray<number>> = []
  for (const column of columns) {
    // A column longer than the limit could be hidden in a branch, but then the branch alone has too many rows.
    if (column.size === undefined || column.size > limit) return undefined
    places.push(placesOf(column))
  }
  const row = new Float64Array(columns.length)
  const fill = (k: number): boolean => {
    if (k === columns.length) return rows.push(row.slice()) <= limit
    if (!exists(columns[k]!, row)) {
      row[k] = Number.NaN
      return fill(k + 1)
    }
    for (const place of places[k]!) {
      row[k] = place
      if (!fill(k + 1)) return false
    }
    return true
  }
  return fill(0) ? rows : undefined
}
