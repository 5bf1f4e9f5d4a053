/** Rows as columns: a page of ten thousand trials names each of their fields once, and each of their words. */

type Cell = number | string | boolean | undefined
type Row = Readonly<Record<string, Cell>>

/** What a record has of its own by this name: a param may be called `constructor`. */
export const ownOf = <Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined

/** One column: values as they are with null where there is none, or words and the place of each row's word (-1: none). */
type Column =
  | { readonly values: ReadonlyArray<number | string | boolean | null> }
  | { readonly words: ReadonlyArray<string>; readonly places: ReadonlyArray<number> }

/** Rows, packed. JSON. */
export interface Packed {
  readonly rows: number
  readonly columns: ReadonlyArray<readonly [name: string, column: Column]>
}

const columnOf = (cells: ReadonlyArray<Cell>): Column => {
  if (cells.some((cell) => typeof cell === "number" || typeof cell === "boolean"))
    // JSON has no number that is not finite, and reads those that are written as null back as nothing.
    return { values: cells.map((cell) => (cell === undefined || Number.isNaN(cell) ? null : cell)) }
  const places = new Map<string, number>()
  const put = (word: string): number => {
    const place = places.get(word) ?? places.size
    places.set(word, place)
    return place
  }
  const found = cells.map((cell) => (cell === undefined ? -1 : put(String(cell))))
  return { words: [...places.keys()], places: found }
}

/** Columns stand in the order in which the rows first have them. */
export const pack = (rows: ReadonlyArray<Row>): Packed => {
  const names = new Set(rows.flatMap((row) => Object.keys(row)))
  return { rows: rows.length, columns: [...names].map((name) => [name, columnOf(rows.map((row) => ownOf(row, name)))]) }
}

/** The rows again, without the fields that they do not have. */
export const unpack = ({ columns, rows }: Packed): ReadonlyArray<Row> => {
  const unpacked = Array.from({ length: rows }, (): Record<string, Cell> => ({}))
  for (const [name, column] of columns) {
    for (const [index, row] of unpacked.entries()) {
      const cell = "values" in column ? column.values[index] : column.words[column.places[index]!]
      // A param may be called __proto__.
      if (cell !== undefined && cell !== null)
        Object.defineProperty(row, name, { value: cell, enumerable: true, writable: true, configurable: true })
    }
  }
  return unpacked
}
