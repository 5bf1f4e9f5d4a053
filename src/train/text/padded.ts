/** Sequences of different lengths, side by side. */

/** Row-major, zeros after each sequence's end. */
export interface Padded {
  readonly rows: number
  /** The longest sequence's length, at least 1. */
  readonly columns: number
  /** rows × columns. */
  readonly tokens: Int32Array
  /** rows × columns: 1 where there is a token, 0 where there is padding. */
  readonly mask: Float32Array
}

/** Pads sequences to the longest of them, and on to a multiple of `unit`; longer ones than `most` are cut there. */
export const padded = (sequences: ReadonlyArray<ArrayLike<number>>, most = Infinity, unit = 1): Padded => {
  const rows = sequences.length
  const longest = sequences.reduce((longest, { length }) => Math.max(longest, Math.min(length, most)), 1)
  const columns = Math.ceil(longest / unit) * unit
  const tokens = new Int32Array(rows * columns)
  const mask = new Float32Array(rows * columns)
  for (const [row, sequence] of sequences.entries()) {
    const length = Math.min(sequence.length, columns)
    for (let column = 0; column < length; column++) tokens[row * columns + column] = sequence[column]!
    mask.fill(1, row * columns, row * columns + length)
  }
  return { rows, columns, tokens, mask }
}
