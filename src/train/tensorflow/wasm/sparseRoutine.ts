/** A sparse matrix times a dense one, in WebAssembly: result[row] = Σ value · matrix[place] over what `row` holds. */
import {
  add,
  and,
  code,
  constant,
  four,
  get,
  integer,
  loadInteger,
  multiply,
  one,
  set,
  whileBelow
} from "./assembly.ts"
import type { Code, Lanes, Routine } from "./assembly.ts"

// The parameters. `starts` are where each row's entries begin, and last where all end; `places` are where the rows of the
// matrix that they multiply begin. Both count in bytes.
const [starts, places, values, matrix, result, rows, rowBytes] = [0, 1, 2, 3, 4, 5, 6]
const [left, row, entry, end, from, to] = [7, 8, 9, 10, 11, 12]

/** Sums that stay in registers: x86 has sixteen of them, and some are needed for the factors. */
const vectors = 8
const firstVector = 13
const firstScalar = firstVector + vectors

/** Goes down all rows once for every `sums` sums beside each other, as far as they fit into what is left of a row. */
const stripes = (lanes: Lanes, sums: number, firstSum: number): Code => {
  const width = 4 * lanes.count
  const each = (make: (sum: number, offset: number) => Code): Code =>
    code(...Array.from({ length: sums }, (_, k) => make(firstSum + k, width * k)))
  const start = add(get(starts), multiply(get(row), constant(4)))
  const factor = lanes.spread(add(get(values), get(entry)))
  const sumRow = code(
    set(entry, loadInteger(start)),
    set(end, loadInteger(start, 4)),
    each((sum) => set(sum, lanes.zero)),
    whileBelow(
      get(entry),
      get(end),
      code(
        set(from, add(add(get(matrix), get(left)), loadInteger(add(get(places), get(entry))))),
        each((sum, offset) => set(sum, lanes.add(get(sum), lanes.multiply(factor, lanes.load(get(from), offset))))),
        set(entry, add(get(entry), constant(4)))
      )
    ),
    each((sum, offset) => lanes.store(get(to), get(sum), offset))
  )
  const nextRow = code(set(to, add(get(to), get(rowBytes))), set(row, add(get(row), constant(1))))
  return whileBelow(
    get(left),
    and(get(rowBytes), constant(-width * sums)),
    code(
      set(row, constant(0)),
      set(to, add(get(result), get(left))),
      whileBelow(get(row), get(rows), code(sumRow, nextRow)),
      set(left, add(get(left), constant(width * sums)))
    )
  )
}

export const sparseRoutine: Routine = {
  parameters: 7,
  locals: [...Array<number>(6).fill(integer), ...Array<number>(vectors).fill(four.type), one.type],
  body: code(stripes(four, vectors, firstVector), stripes(four, 1, firstVector), stripes(one, 1, firstScalar))
}
