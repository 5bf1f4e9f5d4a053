/** Bars beside their names, and lines through upright axes: what has no pair of axes. */
import { formatNumber } from "../../format.ts"
import { displayWidth, padEnd, truncate } from "../../text.ts"
import type { Paint, Theme } from "../../theme.ts"
import { Canvas } from "./Canvas.ts"
import type { Axis, Series } from "./option.ts"
import { scaleOf } from "./scale.ts"

const widestName = 24

/** A bar for each category, the highest line last in the axis; intervals are said behind them. */
export const barLines = (
  names: ReadonlyArray<string>,
  bars: Series,
  intervals: Series | undefined,
  width: number,
  theme: Theme
): ReadonlyArray<string> => {
  const margin = Math.min(widestName, Math.max(...names.map(displayWidth)))
  const room = Math.max(5, width - margin - 26)
  return names
    .map((name, index) => {
      const share = Number(bars.data[index]?.[0])
      const interval = intervals?.data.find(([row]) => row === index)
      const said =
        interval === undefined
          ? ""
          : `  ${interval
              .slice(1)
              .map((end) => formatNumber(Number(end), 2))
              .join(" to ")}`
      const full = Math.round(share * room)
      return `${padEnd(truncate(name, margin), margin)}  ${theme.accent("█".repeat(full))}${full === 0 ? "" : " "}${formatNumber(share, 2)}${theme.quiet(said)}`
    })
    .toReversed()
}

/** Every item as a line through the axes, the last ones on top, in the colour that `paintOf` gives their place. */
export const parallelLines = (
  axes: ReadonlyArray<Axis>,
  { data }: Series,
  width: number,
  rows: number,
  theme: Theme,
  paintOf: (place: number) => Paint
): ReadonlyArray<string> => {
  const canvas = new Canvas(width, rows)
  const scales = axes.map((axis, dim) =>
    scaleOf(
      axis,
      data.map((item) => item[dim])
    )
  )
  const xOf = (dim: number): number => (dim * (canvas.width - 1)) / Math.max(1, axes.length - 1)
  for (const [place, item] of data.entries()) {
    const paint = paintOf(place)
    for (let dim = 1; dim < axes.length; dim++) {
      const [from, to] = [dim - 1, dim].map((at) => (1 - scales[at]!.share(item[at])) * (canvas.height - 1))
      if (Number.isFinite(from) && Number.isFinite(to)) canvas.line(xOf(dim - 1), from!, xOf(dim), to!, paint)
    }
  }
  const room = Math.floor(width / axes.length)
  const row = (texts: ReadonlyArray<string>): string =>
    theme.quiet(
      texts
        .map((text) => padEnd(truncate(text, room - 1), room))
        .join("")
        .trimEnd()
    )
  return [
    row(axes.map(({ name = "" }) => name)),
    row(scales.map(({ ends }) => ends[1])),
    ...canvas.lines().map((line) => line.trimEnd()),
    row(scales.map(({ ends }) => ends[0]))
  ]
}
