/** A list of rows of different lengths in one array: what a layer puts out for each example. */
export class Rows {
  /** The rows one after the other. */
  readonly values: Float32Array
  /** Where each row ends; it begins where the one before it ends. */
  readonly ends: Float64Array

  constructor(values: Float32Array, ends: Float64Array) {
    this.values = values
    this.ends = ends
  }

  /** Empty rows of given lengths, to be filled. */
  static ofLengths(lengths: ReadonlyArray<number>): Rows {
    let end = 0
    const ends = Float64Array.from(lengths, (length) => (end += length))
    return new Rows(new Float32Array(end), ends)
  }

  /** Copies of rows. */
  static of(rows: ReadonlyArray<ArrayLike<number>>): Rows {
    const made = Rows.ofLengths(rows.map(({ length }) => length))
    for (const [index, row] of rows.entries()) made.row(index).set(row)
    return made
  }

  /** Lists of rows, one after the other. */
  static joined(parts: ReadonlyArray<Rows>): Rows {
    return Rows.of(parts.flatMap((part) => Array.from({ length: part.count }, (_, index) => part.row(index))))
  }

  get count(): number {
    return this.ends.length
  }

  /** A row, seen in place. */
  row(index: number): Float32Array {
    return this.values.subarray(index === 0 ? 0 : this.ends[index - 1]!, this.ends[index]!)
  }
}
