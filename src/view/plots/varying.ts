/** The params of a study as plots lay them out. */
import { flatNames, flattenParams } from "../params.ts"
import { completeTrials } from "./objectivePlots.ts"
import type { PlotRequest } from "./Plot.ts"
import { axis, type Look } from "./style.ts"

/** A param that varies among complete trials. */
export interface Param {
  readonly name: string
  readonly isNumber: boolean
  readonly isLog: boolean
  readonly isWhole: boolean
  /** Whether it does not exist in some trials. */
  readonly isConditional: boolean
  /** The values of a param that is no number, in the order of their appearance. */
  readonly categories: ReadonlyArray<string>
}

/** A complete trial with its params by flat names. */
export type ParamRow = ReturnType<typeof lookUp>[number]

/** Complete trials by rising number. */
export const lookUp = (request: PlotRequest) =>
  completeTrials(request).map(({ number, params, value }) => ({
    number,
    value,
    params: new Map(flattenParams(params))
  }))

/** The params in which the trials differ, in the order of the space or of the request. */
export const paramsOf = (request: PlotRequest, rows: ReadonlyArray<ParamRow>): ReadonlyArray<Param> => {
  const { space } = request.record.study.spec
  return (request.params ?? flatNames(space)).flatMap((name) => {
    const values = rows.flatMap(({ params }) => {
      const value = params.get(name)
      return value === undefined ? [] : [value]
    })
    const different = new Set(values)
    if (different.size < 2) return []
    const isNumber = values.every((value) => typeof value === "number")
    const distribution = space[name]
    const isLog =
      distribution !== undefined && (distribution._tag === "float" || distribution._tag === "int")
        ? distribution.log
        : isNumber &&
          values.every((value) => Number(value) > 0) &&
          Math.max(...values.map(Number)) > 100 * Math.min(...values.map(Number))
    return [
      {
        name,
        isNumber,
        isLog,
        isWhole: values.every((value) => Number.isInteger(value)),
        isConditional: values.length < rows.length,
        categories: isNumber ? [] : [...different].map(String)
      }
    ]
  })
}

/** The axis of a param. */
export const paramAxis = (look: Look, { categories, isLog, isNumber, isWhole, name }: Param, more: object): object =>
  isNumber
    ? axis(look, name, { ...(isLog ? { type: "log" } : isWhole ? { minInterval: 1 } : {}), ...more })
    : axis(look, name, { type: "category", data: categories, ...more })

/** Small plots side by side: the places of so many of them, and how high they are together. */
export const panels = (
  count: number
): { readonly height: number; readonly grids: ReadonlyArray<Readonly<Record<string, string | number>>> } => {
  const columns = Math.min(perRow, count)
  return {
    height: 60 + Math.ceil(count / columns) * cellHeight,
    grids: Array.from({ length: count }, (_, index) => ({
      left: `${(100 * (index % columns)) / columns + 7}%`,
      width: `${100 / columns - 10}%`,
      top: 48 + Math.floor(index / columns) * cellHeight,
      height: cellHeight - 70
    }))
  }
}

const perRow = 3
const cellHeight = 240
