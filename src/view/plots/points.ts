/** What a point of a plot stands for: said when someone points at it, and followed when someone selects it. */
import { formatNumber } from "../format.ts"

/** What ECharts tells of a point. */
export interface Pointed {
  readonly seriesName?: string
  readonly name?: string
  readonly value?: unknown
  readonly dimensionNames?: ReadonlyArray<string>
}

/** The name of the last dimension of points that stand for a trial. */
export const trialDimension = "trial"

const valuesOf = ({ value }: Pointed): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [value])

/** The number of the trial that a point, a line or a bar stands for. */
export const trialAt = (pointed: Pointed): number | undefined => {
  const named = /^trial (\d+)$/.exec(pointed.name ?? "") ?? /^trial (\d+)$/.exec(pointed.seriesName ?? "")
  if (named !== null) return Number(named[1])
  const at = (pointed.dimensionNames ?? []).lastIndexOf(trialDimension)
  const number = valuesOf(pointed)[at]
  return typeof number === "number" ? number : undefined
}

const written = (value: unknown): string => (typeof value === "number" ? formatNumber(value) : String(value))

/** A line for the trial, and one for each value. */
export const describePoint = (pointed: unknown): string => {
  const point = (Array.isArray(pointed) ? pointed[0] : pointed) as Pointed
  const trial = trialAt(point)
  const names = point.dimensionNames ?? []
  const own = valuesOf(point).flatMap((value, index) => {
    const name = names[index]
    return name === undefined || name === "" || name === trialDimension || value === null || Number.isNaN(value)
      ? []
      : [`${name}  ${written(value)}`]
  })
  return [...(trial === undefined ? [] : [`trial ${trial}`]), ...own].join("\n")
}
