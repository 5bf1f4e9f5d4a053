/** Plots drawn in the terminal, from the same options as pictures. */
import { fitLine, span } from "../../spans.ts"
import { wrap } from "../../text.ts"
import type { Paint, Theme } from "../../theme.ts"
import { plotOf } from "../draw.ts"
import { plotKinds, type PlotKind, type PlotRequest } from "../Plot.ts"
import { onPaper } from "../style.ts"
import { barLines, parallelLines } from "./bars.ts"
import { drawingOf, type Drawing } from "./option.ts"
import { panelLines } from "./panel.ts"

/** A size in characters. */
export interface TextSize {
  readonly width: number
  /** Lines of a plot with one pair of axes, between them. */
  readonly rows: number
}

/** Several panels share the lines of a screen, but none is lower than this. */
const fewestRows = 5

const plain: Paint = (text) => text

const painter =
  (theme: Theme) =>
  (colour: string | undefined): Paint =>
    ({
      [onPaper.blue]: theme.accent,
      [onPaper.orange]: theme.warning,
      [onPaper.green]: theme.good,
      [onPaper.grey]: theme.quiet
    })[colour ?? ""] ?? plain

const lines = (kind: PlotKind, drawing: Drawing, { rows, width }: TextSize, theme: Theme): ReadonlyArray<string> => {
  const { parallelAxes, series, xAxes, yAxes } = drawing
  const paintOf = painter(theme)
  const [first, second] = series
  if (first?.type === "parallel") {
    const best = first.data.length * 0.75
    return parallelLines(parallelAxes, first, width, rows, theme, (place) =>
      place >= best ? theme.accent : theme.quiet
    )
  }
  if (first?.type === "bar") return barLines(yAxes[0]?.data ?? [], first, second, width, theme)
  const height = Math.max(fewestRows, Math.floor(rows / Math.max(1, xAxes.length)))
  return xAxes.flatMap((x, index) => [
    ...(index === 0 ? [] : [""]),
    ...panelLines({
      x,
      y: yAxes[index] ?? {},
      series: series.filter(({ xAxisIndex = 0 }) => xAxisIndex === index),
      width,
      rows: height,
      theme,
      // Ranks have shades in a picture, and no names.
      paintOf: kind === "rank" ? () => theme.accent : paintOf
    })
  ])
}

/** What the colours stand for, where series have names. */
const key = ({ series }: Drawing, theme: Theme): ReadonlyArray<string> => {
  const named = series.filter(({ name, type }) => name !== undefined && type !== "custom" && !name.startsWith("trial "))
  const marks = named.map(({ colour, name, type }) => `${painter(theme)(colour)(type === "line" ? "━" : "•")} ${name}`)
  return marks.length < 2 ? [] : [marks.join("   ")]
}

/** A plot as text of a width, or why there is nothing to draw. */
export const plotText = (
  kind: PlotKind,
  request: PlotRequest,
  size: TextSize,
  theme: Theme
): { readonly text: string } | { readonly nothing: string } => {
  const plotted = plotOf(kind, request)
  if ("nothing" in plotted) return plotted
  const drawing = drawingOf(plotted.option)
  const { name } = request.record.study
  return {
    text: [
      fitLine([span(`${name}  ${kind}`, theme.heading)], size.width),
      ...wrap(plotKinds[kind], size.width).map(theme.quiet),
      "",
      ...lines(kind, drawing, size, theme),
      ...key(drawing, theme)
    ].join("\n")
  }
}
