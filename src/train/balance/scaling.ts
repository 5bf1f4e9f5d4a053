/** Brings columns to one scale, learnt from the training side alone. */
import { markedLike, mustBe, type Rows, type Side } from "../splits/sides.ts"
import { columnsIn, type Row } from "./columns.ts"

/** Shifts and stretches of columns. Plain numbers, so that they can be stored. */
export interface Scaler {
  readonly centre: Float64Array
  /** What each column is divided by; never 0. */
  readonly spread: Float64Array
  /** Scales rows of any side, which stay of that side. */
  readonly apply: <S extends Side>(rows: Rows<Row, S>) => Rows<Array<number>, S>
}

const leak = "Fitted before the split, a scaler knows the examples that judge, and the score would be too good."

const columnsOf = (rows: Rows<Row, "train">, what: string): number => {
  mustBe("train", rows, what, leak)
  return columnsIn(rows, what)
}

const scaler = (centre: Float64Array, spread: Float64Array): Scaler => ({
  centre,
  spread,
  apply: (rows) =>
    markedLike(
      rows.map((row) => Array.from(row, (value, column) => (value - centre[column]!) / spread[column]!)),
      rows
    )
})

/**
 * Mean 0 and standard deviation 1 in every column of the training side (the deviation of the whole side: divided by n).
 * Columns that are constant there become 0.
 *
 * @throws {DataLeak} for rows that are not of the training side of a split.
 */
export const standardScaler = (rows: Rows<Row, "train">): Scaler => {
  const columns = columnsOf(rows, "standardScaler")
  const mean = new Float64Array(columns)
  for (const row of rows) for (let k = 0; k < columns; k++) mean[k]! += row[k]! / rows.length
  const squares = new Float64Array(columns)
  for (const row of rows) for (let k = 0; k < columns; k++) squares[k]! += (row[k]! - mean[k]!) ** 2 / rows.length
  // A constant column can have a deviation of rounding errors, which must not be blown up.
  const spread = squares.map((square, k) => (Math.sqrt(square) <= 1e-12 * Math.abs(mean[k]!) ? 1 : Math.sqrt(square)))
  return scaler(
    mean,
    spread.map((deviation) => (deviation === 0 ? 1 : deviation))
  )
}

/**
 * Least 0 and greatest 1 in every column of the training side; other sides may go beyond. Columns that are constant there
 * become 0.
 *
 * @throws {DataLeak} for rows that are not of the training side of a split.
 */
export const minMaxScaler = (rows: Rows<Row, "train">): Scaler => {
  const columns = columnsOf(rows, "minMaxScaler")
  const low = new Float64Array(columns).fill(Infinity)
  const high = new Float64Array(columns).fill(-Infinity)
  for (const row of rows) {
    for (let k = 0; k < columns; k++) {
      low[k] = Math.min(low[k]!, row[k]!)
      high[k] = Math.max(high[k]!, row[k]!)
    }
  }
  return scaler(
    low,
    high.map((most, k) => (most === low[k] ? 1 : most - low[k]!))
  )
}
