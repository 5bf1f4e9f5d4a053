/** Params as flat names and values: a branch becomes its type and the params below it. */
import type { Params, ParamValue, Scalar, SearchSpace } from "../search/SearchSpace.ts"
import { formatNumber } from "./format.ts"

/** A param's flat name (`optimizer`, `optimizer.momentum`) and its value. */
export type FlatParam = readonly [name: string, value: Scalar]

const flatten = (name: string, value: ParamValue): ReadonlyArray<FlatParam> =>
  typeof value === "object"
    ? [
        [name, value.type],
        ...Object.entries(value).flatMap(([inner, below]) =>
          inner === "type" ? [] : flatten(`${name}.${inner}`, below)
        )
      ]
    : [[name, value]]

/** Every value of the params under its flat name, in the order of the params. */
export const flattenParams = (params: Params): ReadonlyArray<FlatParam> =>
  Object.entries(params).flatMap(([name, value]) => flatten(name, value))

const namesBelow = (space: SearchSpace, prefix: string): ReadonlyArray<string> =>
  Object.entries(space).flatMap(([name, distribution]) =>
    distribution._tag === "branch"
      ? [prefix + name].concat(
          Object.values(distribution.branches).flatMap((branch) => namesBelow(branch, `${prefix}${name}.`))
        )
      : [prefix + name]
  )

/** The flat names of a space, in its order. A name that several branches share stands once. */
export const flatNames = (space: SearchSpace): ReadonlyArray<string> => [...new Set(namesBelow(space, ""))]

/** A param's value in a few characters. */
export const formatParam = (value: Scalar): string => (typeof value === "number" ? formatNumber(value) : String(value))

/** The params in one line: `learningRate 0.0021  optimizer sgd  optimizer.momentum 0.9`. */
export const describeParams = (params: Params): string =>
  flattenParams(params)
    .map(([name, value]) => `${name} ${formatParam(value)}`)
    .join("  ")
