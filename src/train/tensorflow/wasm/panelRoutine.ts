/**
 * A matrix product in WebAssembly: result = a · b, where a may lie transposed. Columns of b are taken a few at a time; they are
 * copied into a panel, where they lie as they are read, and all rows of a go over it while a core's cache holds it.
 */
import { add, code, constant, four, get, integer, multiply, one, set, whileBelow } from "./assembly.ts"
import type { Code, Lanes, Routine } from "./assembly.ts"

// The parameters: addresses; how many bytes lie between the rows of a, and between the values of one; sizes.
const [a, rowStep, valueStep, b, result, panel, rows, inner, rowBytes] = [0, 1, 2, 3, 4, 5, 6, 7, 8]
const [left, row, from, to, end] = [9, 10, 11, 12, 13]
const firstPlace = 14

/**
 * Rows and vectors of a tile: eight sums stay in registers beside their factors. With twelve, V8 keeps some in memory, at
 * half the speed.
 */
const tile = { rows: 4, vectors: 2 }

/** Bytes of a panel for each row of b. */
export const panelWidth = 4 * four.count * tile.vectors

const firstVector = firstPlace + tile.rows
const firstScalar = firstVector + tile.rows * tile.vectors + tile.rows + 1

const times = (count: number, make: (k: number) => Code): Code =>
  code(...Array.from({ length: count }, (_, k) => make(k)))
const advance = (local: number, by: Code): Code => set(local, add(get(local), by))

/** Some rows of the result, as wide as the panel. */
const rowsOver = (lanes: Lanes, count: number, vectors: number, firstSum: number): Code => {
  const each = 4 * lanes.count
  const factor = firstSum + tile.rows * vectors
  const value = factor + tile.rows
  const sumOf = (k: number, v: number): number => firstSum + k * vectors + v
  const inStep = code(
    times(count, (k) => set(factor + k, lanes.spread(get(firstPlace + k)))),
    times(vectors, (v) =>
      code(
        set(value, lanes.load(get(from), each * v)),
        times(count, (k) => set(sumOf(k, v), lanes.add(get(sumOf(k, v)), lanes.multiply(get(factor + k), get(value)))))
      )
    ),
    times(count, (k) => advance(firstPlace + k, get(valueStep))),
    advance(from, constant(each * vectors))
  )
  return code(
    times(count, (k) => set(firstPlace + k, add(get(a), multiply(add(get(row), constant(k)), get(rowStep))))),
    times(count * vectors, (sum) => set(firstSum + sum, lanes.zero)),
    set(from, get(panel)),
    whileBelow(get(from), get(end), inStep),
    times(count, (k) =>
      code(
        times(vectors, (v) => lanes.store(get(to), get(sumOf(k, v)), each * v)),
        advance(to, get(rowBytes))
      )
    ),
    advance(row, constant(count))
  )
}

/** The columns of b from `left` on, as long as they fill a panel of so many vectors. */
const panels = (lanes: Lanes, vectors: number, firstSum: number): Code => {
  const each = 4 * lanes.count
  const width = each * vectors
  const copyRow = code(
    times(vectors, (v) => lanes.store(get(to), lanes.load(get(from), each * v), each * v)),
    advance(from, get(rowBytes)),
    advance(to, constant(width))
  )
  return whileBelow(
    add(get(left), constant(width - 1)),
    get(rowBytes),
    code(
      set(end, add(get(panel), multiply(get(inner), constant(width)))),
      set(from, add(get(b), get(left))),
      set(to, get(panel)),
      whileBelow(get(to), get(end), copyRow),
      set(row, constant(0)),
      set(to, add(get(result), get(left))),
      whileBelow(add(get(row), constant(tile.rows - 1)), get(rows), rowsOver(lanes, tile.rows, vectors, firstSum)),
      whileBelow(get(row), get(rows), rowsOver(lanes, 1, vectors, firstSum)),
      advance(left, constant(width))
    )
  )
}

export const panelRoutine: Routine = {
  parameters: 9,
  locals: [
    ...Array<number>(5 + tile.rows).fill(integer),
    ...Array<number>(firstScalar - firstVector).fill(four.type),
    ...Array<number>(tile.rows * 2 + 1).fill(one.type)
  ],
  body: code(panels(four, tile.vectors, firstVector), panels(four, 1, firstVector), panels(one, 1, firstScalar))
}
