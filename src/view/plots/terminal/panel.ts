/** One pair of axes with what lies between them. */
import { displayWidth, padEnd, truncate } from "../../text.ts"
import type { Paint, Theme } from "../../theme.ts"
import { Canvas } from "./Canvas.ts"
import type { Axis, Place, Series } from "./option.ts"
import { scaleOf, type Scale } from "./scale.ts"

/** What a panel is drawn from. */
export interface Panel {
  readonly x: Axis
  readonly y: Axis
  readonly series: ReadonlyArray<Series>
  readonly width: number
  /** Lines between the axes. */
  readonly rows: number
  readonly theme: Theme
  readonly paintOf: (colour: string | undefined) => Paint
}

const shades = [" ", "░", "▒", "▓", "█"]
const widestLabel = 14

/** Which of an item's values lie on the axes: those that its series names, or the first two. */
const placesOf = ({ encode }: Series): { readonly x: ReadonlyArray<number>; readonly y: ReadonlyArray<number> } => ({
  x: encode?.x ?? [0],
  y: encode?.y === undefined ? [1] : typeof encode.y === "number" ? [encode.y] : encode.y
})

const drawPoints = (
  canvas: Canvas,
  series: Series,
  at: (item: ReadonlyArray<Place>) => readonly [number, number],
  paint: Paint
) => {
  let before: readonly [number, number] | undefined
  for (const item of series.data) {
    const [x, y] = at(item)
    if (Number.isNaN(x) || Number.isNaN(y)) continue
    if (series.type === "line" && before !== undefined) {
      if (series.step === undefined) canvas.line(...before, x, y, paint)
      else {
        canvas.line(...before, x, before[1], paint)
        canvas.line(x, before[1], x, y, paint)
      }
    } else canvas.dot(x, y, paint)
    before = [x, y]
  }
}

/** Rectangles: bars where they have one place upright, levels of a surface where they have two. */
const drawBoxes = (canvas: Canvas, series: Series, x: Scale, y: Scale, paintOf: Panel["paintOf"]) => {
  const where = placesOf(series)
  const levels = series.data.map((item) => Number(item[4]))
  const [low, high] = [Math.min(...levels), Math.max(...levels)]
  for (const [index, item] of series.data.entries()) {
    const [from, to] = where.x.map((place) => x.share(item[place]) * (canvas.width - 1)) as [number, number]
    const upright = where.y.map((place) => (1 - y.share(item[place])) * (canvas.height - 1))
    const isBar = upright.length === 1
    const shade = isBar
      ? "█"
      : shades[Math.round(((levels[index]! - low) / (high - low || 1)) * (shades.length - 2)) + 1]!
    const paint = paintOf(series.colours[index] ?? series.colour)
    const [top, bottom] = [Math.min(...upright), Math.max(...upright)]
    for (let row = top; row <= bottom; row += 2)
      for (let column = from; column <= Math.max(from, to - 1); column++) canvas.mark(column, row, shade, paint)
  }
}

/** The lines of a panel: the ends of the upright axis beside it, those of the other below. */
export const panelLines = ({ paintOf, rows, series, theme, width, x, y }: Panel): ReadonlyArray<string> => {
  const all = (which: "x" | "y") =>
    series.flatMap((one) => one.data.flatMap((item) => placesOf(one)[which].map((place) => item[place])))
  const [xScale, yScale] = [scaleOf(x, all("x")), scaleOf(y, all("y"))]
  const categories = y.type === "category" ? (y.data ?? []) : undefined
  const height = categories === undefined ? rows : Math.max(1, categories.length)
  const labels = (categories ?? yScale.ends).map((label) => truncate(label, widestLabel))
  const margin = Math.max(4, ...labels.map(displayWidth))
  const columns = Math.max(10, width - margin - 2)
  const canvas = new Canvas(columns, height)
  for (const one of series) {
    if (one.type === "custom") drawBoxes(canvas, one, xScale, yScale, paintOf)
    else
      drawPoints(
        canvas,
        one,
        (item) => [
          xScale.share(item[placesOf(one).x[0]!]) * (canvas.width - 1),
          (1 - yScale.share(item[placesOf(one).y[0]!])) * (canvas.height - 1)
        ],
        paintOf(one.colour)
      )
  }
  const labelAt = (row: number): string => {
    if (categories !== undefined) return labels[height - 1 - row] ?? ""
    return row === 0 ? labels[1]! : row === height - 1 ? labels[0]! : ""
  }
  const drawn = canvas
    .lines()
    .map((line, row) => `${theme.quiet(`${labelAt(row).padStart(margin)} │`)}${line}`.trimEnd())
  const [first, last] = xScale.ends
  const name = truncate(x.name ?? "", Math.max(0, columns - displayWidth(first) - displayWidth(last) - 2))
  const space = Math.max(0, columns - displayWidth(first) - displayWidth(last) - displayWidth(name))
  const below = `${first}${" ".repeat(Math.floor(space / 2))}${name}${" ".repeat(Math.ceil(space / 2))}${last}`
  return [
    ...(y.name === undefined || y.name === ""
      ? []
      : [theme.quiet(truncate(`${" ".repeat(margin - 1)} ${y.name}`, width))]),
    ...drawn,
    theme.quiet(`${" ".repeat(margin + 1)}└${"─".repeat(columns - 1)}`),
    theme.quiet(truncate(padEnd(" ".repeat(margin + 2) + below, 0), width))
  ]
}
