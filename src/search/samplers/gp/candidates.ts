/** Rows worth a look before any of them is refined. */
import type { Rng } from "../../math/rng.ts"
import { drawRow, exists, snap, type Column } from "./columns.ts"

/** How many rows are drawn from the whole space. */
export const globalCandidates = (columns: number): number => (columns <= 5 ? 512 : columns <= 20 ? 1024 : 2048)

/** A constraint may refuse so many draws for each one wanted before fewer are made do with. */
const drawsPerCandidate = 8

/** Up to `count` allowed rows out of `draw`. */
export const collect = (
  count: number,
  draw: () => Float64Array,
  isAllowed: ((row: Float64Array) => boolean) | undefined
): ReadonlyArray<Float64Array> => {
  const rows: Array<Float64Array> = []
  for (let tried = 0; rows.length < count && tried < count * drawsPerCandidate; tried++) {
    const row = draw()
    if (isAllowed === undefined || isAllowed(row)) rows.push(row)
  }
  return rows
}

/** Draws anew every column that hangs, directly or not, on column `k`. */
export const redrawBelow = (columns: ReadonlyArray<Column>, k: number, rng: Rng, row: Float64Array): void => {
  const isBelow = new Uint8Array(columns.length)
  isBelow[k] = 1
  for (let c = k + 1; c < columns.length; c++) {
    const column = columns[c]!
    if (column.parent === undefined || isBelow[column.parent.column] === 0) continue
    isBelow[c] = 1
    row[c] = exists(column, row) ? snap(column, rng.uniform()) : Number.NaN
  }
}

/**
 * A neighbour of one of the best rows: about 20 columns (all, where there are fewer; a third of that every other time;
 * never none) move by a normal step whose deviation is log-uniform in [0.001, 0.3], reflected at the bounds. A chosen
 * category is redrawn with probability 0.3.
 */
export const perturb = (columns: ReadonlyArray<Column>, best: ReadonlyArray<Float64Array>, rng: Rng): Float64Array => {
  const row = best[rng.below(best.length)]!.slice()
  const deviation = Math.exp(Math.log(1e-3) + rng.uniform() * Math.log(300))
  const chance = Math.min(1, 20 / columns.length) * (rng.uniform() < 0.5 ? 1 : 1 / 3)
  const certain = rng.below(columns.length)
  for (let k = 0; k < columns.length; k++) {
    const column = columns[k]!
    if (Number.isNaN(row[k]!) || !(k === certain || rng.uniform() < chance)) continue
    if (!column.isCategory) {
      const moved = Math.abs(row[k]! + deviation * rng.normal())
      row[k] = snap(column, Math.min(1, Math.max(0, moved > 1 ? 2 - moved : moved)))
    } else if (rng.uniform() < 0.3) {
      const before = row[k]
      row[k] = snap(column, rng.uniform())
      if (column.isBranch && row[k] !== before) redrawBelow(columns, k, rng, row)
    }
  }
  return row
}

/** A row drawn from the whole space. */
export const drawAnywhere = (columns: ReadonlyArray<Column>, rng: Rng): Float64Array =>
  drawRow(columns, rng, new Float64Array(columns.length))
