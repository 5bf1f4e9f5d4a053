/** Which params matter, as bars with intervals. */
import type { Importances } from "../search/importance/importance.ts"
import type { StoredStudy } from "../store/records.ts"
import { formatCount } from "./format.ts"
import { fitLine, span } from "./spans.ts"
import { renderTable } from "./table.ts"
import { wrap } from "./text.ts"
import type { Theme } from "./theme.ts"

const percent = (share: number): string => `${Math.round(share * 100)} %`

const widestBar = 30

/** A bar in eighths of a character. */
const bar = (share: number, width: number): string => {
  const eighths = Math.round(share * width * 8)
  const rest = eighths % 8
  return "█".repeat(Math.floor(eighths / 8)) + (rest === 0 ? "" : String.fromCodePoint(0x2590 - rest))
}

/** The params, the most important first. */
export const renderImportance = (request: {
  readonly study: StoredStudy
  readonly importances: Importances
  readonly width: number
  readonly theme: Theme
}): string => {
  const { importances, study, theme, width } = request
  const { confidence, explained, params, trials } = importances
  const bars = Math.max(5, Math.min(widestBar, width - 50))
  const table = renderTable({
    columns: [
      { name: "param", priority: Infinity },
      { name: "share", align: "right", priority: Infinity },
      { name: `${percent(confidence)} interval`, priority: 2 },
      { name: "", priority: 1 }
    ],
    rows: params.map(({ high, low, name, share }) => [
      name,
      percent(share),
      `${percent(low)} to ${percent(high)}`,
      span(bar(share, bars), theme.accent)
    ]),
    width,
    theme
  })
  const notes = [
    `Shares of the variance of ${study.spec.objective.metric} over the whole space that each param explains by itself, from ${formatCount(trials, "complete trial")}.`,
    `Together they explain ${percent(explained)} of what the trials vary by; the rest is interaction of params, or noise.`
  ]
  return [
    fitLine([span(`${study.name}  importance of params`, theme.heading)], width),
    "",
    ...table,
    "",
    ...notes.flatMap((note) => wrap(note, width).map(theme.quiet))
  ].join("\n")
}
