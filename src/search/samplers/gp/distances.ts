/**
 * Squared distances in one column. Between two numbers (u − u′)²; between two categories 0 or 1. Between a place and
 * "does not exist": γ + (u − ½)², the squared distance of the points (u, √γ) and (½, 0), so that rows stay points of a
 * Euclidean space and the kernel stays positive definite; categories lie at the corners of a simplex of side 1, whose
 * centre is (K − 1)/2K away from each.
 */
import type { Column } from "./columns.ts"

/** The part of the distance between a place and "does not exist" that is not γ. */
export const distanceToCentre = (column: Column, place: number): number =>
  column.isCategory ? (column.size! - 1) / (2 * column.size!) : (place - 0.5) ** 2

/** Squared distances of all pairs of rows i > j, in the order (1,0), (2,0), (2,1), … */
export interface PairDistances {
  readonly pairs: number
  /** One array per column, without γ. */
  readonly fixed: ReadonlyArray<Float64Array>
  /** One array per conditional column: 1 where γ is to be added. */
  readonly mismatch: ReadonlyArray<Uint8Array | undefined>
}

/** The pair distances of `rows`. */
export const pairDistances = (columns: ReadonlyArray<Column>, rows: ReadonlyArray<Float64Array>): PairDistances => {
  const pairs = (rows.length * (rows.length - 1)) / 2
  const fixed = columns.map(() => new Float64Array(pairs))
  const mismatch = columns.map(({ parent }) => (parent === undefined ? undefined : new Uint8Array(pairs)))
  columns.forEach((column, k) => {
    const distance = fixed[k]!
    let pair = 0
    for (let i = 1; i < rows.length; i++) {
      const a = rows[i]![k]!
      for (let j = 0; j < i; j++, pair++) {
        const b = rows[j]![k]!
        if (Number.isNaN(a) || Number.isNaN(b)) {
          if (Number.isNaN(a) && Number.isNaN(b)) continue
          distance[pair] = distanceToCentre(column, Number.isNaN(a) ? b : a)
          mismatch[k]![pair] = 1
        } else distance[pair] = column.isCategory ? Number(a !== b) : (a - b) ** 2
      }
    }
  })
  return { pairs, fixed, mismatch }
}
