/** Functions of one param each, orthonormal over the space: sums of them are models, and their squares variances. */
import type { Params, SearchSpace } from "../SearchSpace.ts"
import { dimensionsOf, valuesOf, type Dimension } from "../space/dimensions.ts"
import { gridSize, toUnit } from "../space/units.ts"

/** The columns of one param in a design matrix. */
export interface Block {
  readonly name: string
  readonly from: number
  readonly to: number
  /** The share of the space in which the param exists. */
  readonly share: number
}

/** Shifted Legendre polynomials of degree 1 to 3, of mean 0 and variance 1 over [0, 1]. */
const legendre: ReadonlyArray<(x: number) => number> = [
  (x) => Math.sqrt(3) * (2 * x - 1),
  (x) => Math.sqrt(5) * (6 * x * x - 6 * x + 1),
  (x) => Math.sqrt(7) * (20 * x ** 3 - 30 * x ** 2 + 12 * x - 1)
]

/** The k-th Helmert contrast of `size` equally likely values, of mean 0 and variance 1: value k against those before it. */
const helmert = (size: number, k: number, index: number): number => {
  const scale = Math.sqrt(size / (k * (k + 1)))
  if (index > k) return 0
  return index === k ? scale * k : -scale
}

const isUnordered = ({ distribution }: Dimension): boolean =>
  distribution._tag === "choice" || distribution._tag === "bool"

/** How many functions a dimension can have: no more than its values can tell apart. */
const mostFunctions = (dimension: Dimension, degree: number): number => {
  const size = gridSize(dimension.distribution)
  if (isUnordered(dimension)) return (size ?? 1) - 1
  return Math.min(degree, (size ?? Infinity) - 1)
}

const shareOf = (dimensions: ReadonlyArray<Dimension>, { parent }: Dimension): number => {
  if (parent === undefined) return 1
  const above = dimensions[parent.index]!
  return shareOf(dimensions, above) / (gridSize(above.distribution) ?? 1)
}

/** The design of a space: a block of columns for each param that can vary, and how to fill a row. */
export interface Design {
  readonly blocks: ReadonlyArray<Block>
  readonly columns: number
  /** Writes the functions' values at some params; those of params that do not exist there are 0. */
  readonly fill: (params: Params, row: Float64Array, offset: number) => void
}

/** `degree` bounds the polynomials of numbers. */
export const designOf = (space: SearchSpace, degree: number): Design => {
  const dimensions = dimensionsOf(space)
  const blocks: Array<Block & { readonly dimension: number }> = []
  let columns = 0
  for (const [index, dimension] of dimensions.entries()) {
    const count = mostFunctions(dimension, degree)
    if (count < 1) continue
    const to = columns + count
    blocks.push({
      name: dimension.path.join("."),
      dimension: index,
      from: columns,
      to,
      share: shareOf(dimensions, dimension)
    })
    columns = to
  }
  return {
    blocks,
    columns,
    fill: (params, row, offset) => {
      const values = valuesOf(dimensions, params)
      for (const { dimension, from, to } of blocks) {
        const value = values[dimension]
        const { distribution } = dimensions[dimension]!
        const unit = value === undefined ? undefined : toUnit(distribution, value)
        const size = gridSize(distribution) ?? 1
        for (let column = from; column < to; column++) {
          const k = column - from
          if (unit === undefined) row[offset + column] = 0
          else if (isUnordered(dimensions[dimension]!))
            row[offset + column] = helmert(size, k + 1, Math.min(size - 1, Math.floor(unit * size)))
          else row[offset + column] = legendre[k]!(unit)
        }
      }
    }
  }
}
