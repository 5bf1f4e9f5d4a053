/** Rows of numbers that can be learnt from: as many in each, and none missing. */
import { InvalidDefinition } from "../../errors.ts"

/** The numbers of one example. */
export type Row = ArrayLike<number>

/** How many columns rows have. Throws `InvalidDefinition` where a number is missing, or a row is shorter or longer. */
export const columnsIn = (rows: ReadonlyArray<Row>, what: string): number => {
  const columns = rows[0]?.length ?? 0
  if (columns === 0)
    throw new InvalidDefinition(`${what} was given no numbers.`, "Give at least one row with a column.")
  for (const [place, row] of rows.entries()) {
    for (let column = 0; column < columns; column++) {
      if (row.length === columns && Number.isFinite(row[column])) continue
      throw new InvalidDefinition(
        row.length === columns
          ? `${what} was given ${row[column]} in column ${column} of row ${place}.`
          : `${what} was given a row of ${row.length} columns after rows of ${columns}.`,
        "Fill in or leave out what is missing first, by what the training side says."
      )
    }
  }
  return columns
}
