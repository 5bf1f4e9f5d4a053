/** A new row from two parents: simulated binary crossover and polynomial mutation (Deb and Agrawal 1995; Deb 2001). */
import type { Rng } from "../../math/rng.ts"
import { exists, snap, type Column } from "../gp/columns.ts"

/** How often two parents are crossed at all; else the child is a copy of the first, mutated. */
const crossoverChance = 0.9
/** How often a number is crossed where its parents are. */
const numberChance = 0.5
/** The larger, the closer children are to their parents: Deb's values. */
const crossoverIndex = 20
const mutationIndex = 20

/**
 * A child of two rows. Numbers are crossed on their places in [0, 1] and rounded to their grids, categories come from
 * either parent. What exists in the child follows from its own branches: a param that one parent lacks comes from the
 * other, one that both lack is drawn. Each entry is mutated with a chance of one in the number of those that exist.
 */
export const childOf = (
  columns: ReadonlyArray<Column>,
  first: Float64Array,
  second: Float64Array,
  rng: Rng
): Float64Array => {
  const isCrossed = rng.uniform() < crossoverChance
  const child = new Float64Array(columns.length)
  const mutationChance = 1 / Math.max(1, first.filter((place) => !Number.isNaN(place)).length)
  columns.forEach((column, k) => {
    if (!exists(column, child)) {
      child[k] = Number.NaN
      return
    }
    const place = inherited(column, first[k]!, isCrossed ? second[k]! : first[k]!, rng)
    child[k] = rng.uniform() < mutationChance ? mutated(column, place, rng) : place
  })
  return child
}

const inherited = (column: Column, a: number, b: number, rng: Rng): number => {
  if (Number.isNaN(a) && Number.isNaN(b)) return snap(column, rng.uniform())
  if (Number.isNaN(a)) return b
  if (Number.isNaN(b) || a === b) return a
  if (column.isCategory) return rng.uniform() < 0.5 ? a : b
  return rng.uniform() < numberChance ? snap(column, crossed(a, b, rng)) : a
}

/** One of the two children of simulated binary crossover of places in [0, 1], which does not leave it. */
const crossed = (a: number, b: number, rng: Rng): number => {
  const [low, high] = [Math.min(a, b), Math.max(a, b)]
  const span = high - low
  if (span < 1e-14) return a
  const isLower = rng.uniform() < 0.5
  const room = isLower ? low : 1 - high
  const alpha = 2 - (1 + (2 * room) / span) ** -(crossoverIndex + 1)
  const u = rng.uniform()
  const base = u <= 1 / alpha ? u * alpha : 1 / (2 - u * alpha)
  const spread = base ** (1 / (crossoverIndex + 1))
  const child = 0.5 * (low + high + (isLower ? -spread : spread) * span)
  return Math.min(1, Math.max(0, child))
}

/** A category is drawn anew; a number moves by a polynomial law that does not leave [0, 1]. */
const mutated = (column: Column, place: number, rng: Rng): number => {
  if (column.isCategory) return snap(column, rng.uniform())
  const u = rng.uniform()
  const power = mutationIndex + 1
  const moved =
    u < 0.5
      ? place + (2 * u + (1 - 2 * u) * (1 - place) ** power) ** (1 / power) - 1
      : place + 1 - (2 * (1 - u) + (2 * u - 1) * place ** power) ** (1 / power)
  const next = snap(column, Math.min(1, Math.max(0, moved)))
  // On a coarse grid the move is mostly less than a step, and a step is then taken, or nothing would ever change.
  if (next !== place || column.levels === undefined) return next
  return column.levels[column.levels.indexOf(place) + (u < 0.5 ? -1 : 1)] ?? place
}
