/** Names and values below each other, in two columns. */
import type { Params } from "../search/SearchSpace.ts"
import { flattenParams } from "./params.ts"
import { fitLine, span, type Span } from "./spans.ts"
import { cleanText, displayWidth, padEnd, wrap } from "./text.ts"
import type { Theme } from "./theme.ts"

/** A name and what belongs to it. */
export type Fact = readonly [name: string, value: string]

const widestName = 32

/** One line for each fact, or more where the value is long. */
export const renderFacts = (facts: ReadonlyArray<Fact>, width: number, theme: Theme): ReadonlyArray<string> => {
  const names = Math.min(
    widestName,
    Math.floor(width / 2) - 2,
    Math.max(0, ...facts.map(([name]) => displayWidth(cleanText(name))))
  )
  return facts.flatMap(([name, value]) => {
    const lead = span(padEnd(cleanText(name), names), theme.quiet)
    return wrap(cleanText(value), Math.max(1, width - names - 2)).map((line, index) =>
      `${fitLine([index === 0 ? lead : " ".repeat(names)], names)}  ${line}`.trimEnd()
    )
  })
}

/** Params in full, since people copy them: no digits are lost. */
export const paramFacts = (params: Params): ReadonlyArray<Fact> =>
  flattenParams(params).map(([name, value]) => [name, String(value)])

/** Metrics in full. */
export const metricFacts = (metrics: Readonly<Record<string, number>>): ReadonlyArray<Fact> =>
  Object.entries(metrics).map(([name, value]) => [name, String(value)])

/** A title above facts or a table. */
export const sectionTitle = (title: string, width: number, theme: Theme): ReadonlyArray<string> => [
  "",
  fitLine([span(title, theme.heading)], width)
]

/** Parts of a line with two spaces between them. */
export const spaced = (parts: ReadonlyArray<Span>): ReadonlyArray<Span> =>
  parts.flatMap((part, index) => (index === 0 ? [part] : ["  ", part]))
