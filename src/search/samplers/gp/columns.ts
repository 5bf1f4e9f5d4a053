/** What the model sees of a space: one column per dimension that can vary, a row of places in [0, 1] per params. */
import type { Rng } from "../../math/rng.ts"
import type { LeafDistribution, Params, Scalar } from "../../SearchSpace.ts"
import { dimensionsOf, paramsOf, valuesOf, type Dimension } from "../../space/dimensions.ts"
import { fromUnit, gridSize, toUnit, valueAt } from "../../space/units.ts"
import type { SearchSpace } from "../../SearchSpace.ts"

/** Numbers and ordinals with at most so many values are searched value by value; longer grids as if continuous, then rounded. */
const mostLevels = 24

/** One column of the model. */
export interface Column {
  readonly distribution: LeafDistribution
  /** Index of its dimension in the space. */
  readonly dimension: number
  /** Values without an order: two of them are equal or not. */
  readonly isCategory: boolean
  readonly isBranch: boolean
  /** The column exists in a row only where the row's entry in another column is this place. Absent: always. */
  readonly parent?: { readonly column: number; readonly is: number }
  /** Number of values; undefined where continuous. */
  readonly size: number | undefined
  /** The places of all values, where they are searched one by one. */
  readonly levels?: ReadonlyArray<number>
}

/** A space's columns and the way between params and rows. Entries of columns that do not exist in a row are NaN. */
export interface Encoding {
  readonly columns: ReadonlyArray<Column>
  /** The row of params; undefined where they do not fit the space. */
  readonly encode: (params: Params) => Float64Array | undefined
  readonly decode: (row: Float64Array) => Params
}

const isUnordered = ({ _tag }: LeafDistribution): boolean => _tag === "choice" || _tag === "bool"

/** A branch that cannot but be taken is no condition: what hangs on it hangs on the branch around it. */
const conditionOf = (
  { parent }: Dimension,
  dimensions: ReadonlyArray<Dimension>,
  columnAt: ReadonlyArray<number>
): Column["parent"] => {
  if (parent === undefined) return undefined
  const above = dimensions[parent.index]!
  const column = columnAt[parent.index]!
  return column < 0 ? conditionOf(above, dimensions, columnAt) : { column, is: toUnit(above.distribution, parent.is) }
}

/** The encoding of a space. Dimensions with a single value are left out of the rows and put back in the params. */
export const encodingOf = (space: SearchSpace): Encoding => {
  const dimensions = dimensionsOf(space)
  const columns: Array<Column> = []
  const columnAt: Array<number> = []
  dimensions.forEach((dimension, index) => {
    const { distribution, isBranch } = dimension
    const size = gridSize(distribution)
    columnAt.push(size === 1 ? -1 : columns.length)
    if (size === 1) return
    const isCategory = isUnordered(distribution)
    const parent = conditionOf(dimension, dimensions, columnAt)
    const isListed = size !== undefined && (isCategory || size <= mostLevels)
    columns.push({
      distribution,
      dimension: index,
      isCategory,
      isBranch,
      size,
      ...(parent === undefined ? {} : { parent }),
      ...(isListed
        ? { levels: Array.from({ length: size }, (_, level) => toUnit(distribution, valueAt(distribution, level))) }
        : {})
    })
  })
  const encode = (params: Params): Float64Array | undefined => {
    const values = valuesOf(dimensions, params)
    const row = new Float64Array(columns.length)
    for (const [k, column] of columns.entries()) {
      const value = values[column.dimension]
      if (exists(column, row) !== (value !== undefined)) return undefined
      row[k] = value === undefined ? Number.NaN : toUnit(column.distribution, value)
    }
    return row
  }
  const decode = (row: Float64Array): Params => {
    const values: Array<Scalar> = dimensions.map(({ distribution }) => valueAt(distribution, 0))
    for (const [k, { dimension, distribution }] of columns.entries()) {
      if (!Number.isNaN(row[k]!)) values[dimension] = fromUnit(distribution, row[k]!)
    }
    return paramsOf(dimensions, values)
  }
  return { columns, encode, decode }
}

/** Whether a column exists in a row. Reads the columns before it only. */
export const exists = ({ parent }: Column, row: Float64Array): boolean =>
  parent === undefined || row[parent.column] === parent.is

/** Rounds a place to the grid of its column, where it has one. */
export const snap = ({ distribution, levels, size }: Column, unit: number): number => {
  if (size === undefined) return unit
  if (levels !== undefined && !("log" in distribution && distribution.log)) {
    return levels[Math.min(size - 1, Math.floor(unit * size))]!
  }
  return toUnit(distribution, fromUnit(distribution, unit))
}

/** Draws the entries of a row from the column `from` on; those before it are kept, and decide which ones exist. */
export const drawRow = (columns: ReadonlyArray<Column>, rng: Rng, row: Float64Array, from = 0): Float64Array => {
  for (let k = from; k < columns.length; k++) {
    const column = columns[k]!
    row[k] = exists(column, row) ? snap(column, rng.uniform()) : Number.NaN
  }
  return row
}

/** Rows are the same trial when their keys are: places are told apart down to a billionth of the range. */
export const rowKey = (row: Float64Array): string => {
  let key = ""
  for (const unit of row) key += `${Math.round(unit * 1e9)},`
  return key
}
