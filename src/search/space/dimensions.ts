/** A space laid out flat: one dimension per value that can be drawn, branches before the params that hang on them. */
import type { LeafDistribution, Params, ParamValue, Scalar, SearchSpace } from "../SearchSpace.ts"

/** One dimension of a space. */
export interface Dimension {
  /** Unique in its space: "learningRate", "optimizer", "optimizer.sgd.momentum". */
  readonly key: string
  /** Where the value stands in the params: ["optimizer", "momentum"]. For a branch, the place of its `type`. */
  readonly path: ReadonlyArray<string>
  /** A branch appears as a choice of the names of its branches. */
  readonly distribution: LeafDistribution
  readonly isBranch: boolean
  /** The dimension exists only where the branch at `index` takes the value `is`. Absent: always. */
  readonly parent?: { readonly index: number; readonly is: string }
}

/** The dimensions of a space in the order of its definition, depth first: a parent always comes before its children. */
export const dimensionsOf = (space: SearchSpace): ReadonlyArray<Dimension> => {
  const dimensions: Array<Dimension> = []
  const visit = (inner: SearchSpace, key: string, path: ReadonlyArray<string>, parent: Dimension["parent"]): void => {
    for (const [name, distribution] of Object.entries(inner)) {
      const place = { key: key + name, path: [...path, name], ...(parent === undefined ? {} : { parent }) }
      if (distribution._tag !== "branch") {
        dimensions.push({ ...place, distribution, isBranch: false })
        continue
      }
      const index = dimensions.length
      const names = Object.keys(distribution.branches)
      dimensions.push({ ...place, distribution: { _tag: "choice", values: names }, isBranch: true })
      for (const is of names) visit(distribution.branches[is]!, `${place.key}.${is}.`, place.path, { index, is })
    }
  }
  visit(space, "", [], undefined)
  return dimensions
}

const isObject = (value: Scalar | Params | undefined): value is Params => typeof value === "object"

/** The value in each dimension; undefined where the dimension does not exist in these params, or the params do not fit. */
export const valuesOf = (dimensions: ReadonlyArray<Dimension>, params: Params): ReadonlyArray<Scalar | undefined> => {
  const values: Array<Scalar | undefined> = []
  for (const { isBranch, parent, path } of dimensions) {
    if (parent !== undefined && values[parent.index] !== parent.is) {
      values.push(undefined)
      continue
    }
    let value: Scalar | Params | undefined = params
    for (const name of path) value = isObject(value) ? value[name] : undefined
    if (isBranch) value = isObject(value) ? value["type"] : undefined
    values.push(isObject(value) ? undefined : value)
  }
  return values
}

/** The params that have these values; the inverse of `valuesOf`. Values of dimensions that do not exist are ignored. */
export const paramsOf = (dimensions: ReadonlyArray<Dimension>, values: ReadonlyArray<Scalar | undefined>): Params => {
  const params: Record<string, ParamValue> = {}
  const exists: Array<boolean> = []
  dimensions.forEach(({ isBranch, parent, path }, index) => {
    const here = parent === undefined || (exists[parent.index] === true && values[parent.index] === parent.is)
    exists.push(here)
    const value = values[index]
    if (!here || value === undefined) return
    let target = params
    for (const name of path.slice(0, -1)) target = target[name] as Record<string, ParamValue>
    target[path.at(-1)!] = isBranch ? { type: String(value) } : value
  })
  return params
}

/** A text that is equal for equal params, whatever the order of their names. */
export const keyOf = (dimensions: ReadonlyArray<Dimension>, params: Params): string =>
  JSON.stringify(valuesOf(dimensions, params).map((value) => (value === undefined ? null : value)))
