/** The row that is likeliest to be a good one. */
import type { Rng } from "../../math/rng.ts"
import type { Column } from "../gp/columns.ts"
import { Density, logSumExp } from "./Density.ts"
import type { Split } from "./split.ts"

/**
 * How many rows are drawn. Climbing on from the best of them makes the search worse: it follows
 * the densities further than so few trials can be believed.
 */
const candidates = 64
/** Up to so many open rows of a finite space are all looked at. */
const mostListed = 256

/** A row and ln l(x) − ln g(x) there. */
export interface Scored {
  readonly row: Float64Array
  readonly score: number
}

/** The smallest width of a kernel after `count` trials, in parts of the range: it shrinks down to a hundredth. */
const leastWidth = (count: number): number => Math.max(0.01, 3 / (count + 2))

/**
 * The open row with the largest l(x)/g(x), the density of good trials over that of the others, which is where the
 * expected improvement is largest (Bergstra et al. 2011, sec. 4.1): out of 64 rows drawn from l, or all open rows of a
 * small space. undefined where none of them is open.
 */
export const proposeRow = (
  columns: ReadonlyArray<Column>,
  { good, other }: Split,
  isOpen: (row: Float64Array) => boolean,
  listed: ReadonlyArray<Float64Array> | undefined,
  rng: Rng
): Scored | undefined => {
  const least = leastWidth(good.rows.length + other.rows.length)
  const l = new Density(columns, good.rows, good.weights, least)
  const g = new Density(columns, other.rows, other.weights, least)
  const isListed = listed !== undefined && listed.length <= mostListed
  const rows = isListed ? listed : Array.from({ length: candidates }, () => l.draw(rng))
  return rows
    .map((row) => ({ row, score: logSumExp(l.sumsAt(row)) - logSumExp(g.sumsAt(row)) }))
    .sort((a, b) => b.score - a.score)
    .find(({ row }) => isOpen(row))
}
