/** What two trials and two studies have in common side by side: lines of a table. */
import { formatNumber } from "./format.ts"
import { fitLine, span, type Span } from "./spans.ts"
import { renderTable } from "./table.ts"
import { wrap } from "./text.ts"
import type { Theme } from "./theme.ts"

/** A line of a comparison: a name, both values as shown, and how far the second is from the first where they are numbers. */
export interface Line {
  readonly name: string
  readonly a: string
  readonly b: string
  readonly difference?: number
}

/** Of the first, and of the second. */
export type Pair<A> = readonly [A, A]

/** The same of both. */
export const both = <A, B>([a, b]: Pair<A>, of: (one: A) => B): Pair<B> => [of(a), of(b)]

/** A value with half its interval, where that is known. */
export const withHalfWidth = (value: number | undefined, halfWidth: number | undefined): string => {
  if (value === undefined) return missing
  return halfWidth === undefined ? formatNumber(value) : `${formatNumber(value)} ± ${formatNumber(halfWidth, 2)}`
}

/** What stands where there is nothing. */
export const missing = "–"
/** Characters of a curve. */
export const curveWidth = 20

/** A line of two numbers, and their difference. */
export const numbers = (name: string, a: number | undefined, b: number | undefined): Line => ({
  name,
  a: a === undefined ? missing : formatNumber(a),
  b: b === undefined ? missing : formatNumber(b),
  ...(a === undefined || b === undefined ? {} : { difference: b - a })
})

/** The table of the lines, with what is to be said below it. */
export const renderLines = (
  heading: string,
  names: Pair<string>,
  lines: ReadonlyArray<Line>,
  notes: ReadonlyArray<string>,
  { theme, width }: { readonly theme: Theme; readonly width: number }
): string => {
  const always = Number.POSITIVE_INFINITY
  const paint = ({ a, b }: Line, text: string): Span => (a === b ? span(text, theme.quiet) : text)
  return [
    fitLine([span(heading, theme.heading)], width),
    "",
    ...renderTable({
      columns: [
        { name: "", priority: always },
        { name: names[0], priority: always },
        { name: names[1], priority: always },
        { name: "difference", align: "right", priority: 1 }
      ],
      rows: lines.map((line) => [
        span(line.name, theme.quiet),
        paint(line, line.a),
        paint(line, line.b),
        line.difference === undefined || line.difference === 0
          ? ""
          : `${line.difference > 0 ? "+" : ""}${formatNumber(line.difference)}`
      ]),
      width,
      theme
    }),
    "",
    ...notes.flatMap((note) => wrap(note, width).map(theme.quiet))
  ].join("\n")
}
