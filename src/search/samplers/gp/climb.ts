/** From a promising row to the top of its hill. */
import { minimize } from "../../math/minimize.ts"
import type { Rng } from "../../math/rng.ts"
import { fromUnit, toUnit, valueAt } from "../../space/units.ts"
import type { Acquisition } from "./acquisition.ts"
import { redrawBelow } from "./candidates.ts"
import { snap, type Column } from "./columns.ts"

/** What a climb needs to know. */
export interface Slope {
  readonly columns: ReadonlyArray<Column>
  readonly acquisition: Acquisition
  /** Of each column: steps are taken in units of it. */
  readonly lengthscales: Float64Array
  readonly isAllowed: ((row: Float64Array) => boolean) | undefined
  readonly rng: Rng
}

/** A row and its acquisition. */
export interface Scored {
  readonly row: Float64Array
  readonly value: number
}

const mostRounds = 5
const longestUnit = 10
/** How often the params below a branch are drawn when the branch is tried. */
const drawsBelowBranch = 4
/** Distances, in grid steps, at which a long grid is probed. */
const strides = [1, 2, 4, 8]

/** Gradient ascent in the continuous columns and coordinate search in the others, in turns until nothing gains. */
export const climb = (slope: Slope, start: Scored): Scored => {
  let here = start
  for (let round = 0; round < mostRounds; round++) {
    const before = here.value
    here = ascend(slope, here)
    const smooth = here.value
    for (let k = 0; k < slope.columns.length; k++) here = search(slope, here, k)
    if (!(here.value > smooth + 1e-9) || here.value - before < 1e-6) break
  }
  return here
}

/** Gradient ascent; long grids are relaxed for it and rounded afterwards. Not a step where that is refused or worse. */
const ascend = ({ acquisition, columns, isAllowed, lengthscales }: Slope, start: Scored): Scored => {
  const moving = columns.flatMap((column, k) =>
    column.levels === undefined && !Number.isNaN(start.row[k]!) ? [k] : []
  )
  if (moving.length === 0) return start
  const unit = Float64Array.from(moving, (k) => Math.min(longestUnit, lengthscales[k]!))
  const x = start.row.slice()
  const full = new Float64Array(columns.length)
  const end = minimize(
    (point, gradient) => {
      for (let i = 0; i < moving.length; i++) x[moving[i]!] = point[i]! * unit[i]!
      const value = acquisition.slope(x, full)
      for (let i = 0; i < moving.length; i++) gradient[i] = -full[moving[i]!]! * unit[i]!
      return -value
    },
    Float64Array.from(moving, (k, i) => start.row[k]! / unit[i]!),
    new Float64Array(moving.length),
    unit.map((length) => 1 / length),
    { iterations: 60, gradientTolerance: 1e-3, valueTolerance: 1e-7 }
  )
  const row = start.row.slice()
  moving.forEach((k, i) => {
    row[k] = snap(columns[k]!, Math.min(1, Math.max(0, end.point[i]! * unit[i]!)))
  })
  const isRounded = moving.some((k) => columns[k]!.size !== undefined)
  return better({ row, value: isRounded ? acquisition.value(row) : -end.value }, start, isAllowed)
}

/** The best other value of one column that has a grid, all else being equal; below a branch, everything is drawn anew. */
const search = ({ acquisition, columns, isAllowed, rng }: Slope, start: Scored, k: number): Scored => {
  const column = columns[k]!
  const place = start.row[k]!
  if (Number.isNaN(place) || column.size === undefined) return start
  let best = start
  for (const level of column.levels ?? neighbours(column, place)) {
    if (level === place) continue
    for (let draw = 0; draw < (column.isBranch ? drawsBelowBranch : 1); draw++) {
      const row = start.row.slice()
      row[k] = level
      if (column.isBranch) redrawBelow(columns, k, rng, row)
      best = better({ row, value: acquisition.value(row) }, best, isAllowed)
    }
  }
  return best
}

const neighbours = ({ distribution, size }: Column, place: number): ReadonlyArray<number> => {
  const value = fromUnit(distribution, place)
  const index =
    distribution._tag === "int" || distribution._tag === "float"
      ? Math.round((Number(value) - distribution.low) / distribution.step!)
      : Math.floor(place * size!)
  return strides
    .flatMap((stride) => [index - stride, index + stride])
    .filter((other) => other >= 0 && other < size!)
    .map((other) => toUnit(distribution, valueAt(distribution, other)))
}

const better = (next: Scored, current: Scored, isAllowed: Slope["isAllowed"]): Scored =>
  next.value > current.value && (isAllowed === undefined || isAllowed(next.row)) ? next : current
