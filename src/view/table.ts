/** Tables that fit a width. The only place that knows cli-table3. */
import Table from "cli-table3"
import { fitColumns, gap, type Column } from "./fitColumns.ts"
import { paintSpan, span, type Span } from "./spans.ts"
import { standIns } from "./standIns.ts"
import { cleanText, wrap } from "./text.ts"
import type { Theme } from "./theme.ts"

export type { Column } from "./fitColumns.ts"

/** What `renderTable` is given. */
export interface TableRequest {
  readonly columns: ReadonlyArray<Column>
  /** Cells by row, as many as there are columns. */
  readonly rows: ReadonlyArray<ReadonlyArray<Span>>
  readonly width: number
  readonly theme: Theme
  /** What the note about left out columns advises; without it there is no note. */
  readonly advice?: string
}

/** Rows that are laid out at once: the time that cli-table3 takes grows with the square of their number. */
const portion = 100
const mostNamed = 5

const note = (names: ReadonlyArray<string>, advice: string): string => {
  const rest = names.length - mostNamed
  return `not shown: ${names.slice(0, mostNamed).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}; ${advice}`
}

/** The lines of a table without borders, none wider than `width`; the last ones tell which columns were left out. */
export const renderTable = ({ advice, columns, rows, theme, width }: TableRequest): ReadonlyArray<string> => {
  const shown = fitColumns(columns, rows, width)
  const layOut = (head: ReadonlyArray<Span>, body: ReadonlyArray<ReadonlyArray<Span>>): ReadonlyArray<string> => {
    const { hide, restore } = standIns()
    const cells = (row: ReadonlyArray<Span>): Array<string> =>
      shown.map((column) => hide(paintSpan(row[column.index] ?? "", column.width)))
    const table = new Table({
      head: head.length === 0 ? [] : cells(head),
      colWidths: shown.map((column) => column.width),
      colAligns: shown.map((column) => columns[column.index]?.align ?? "left"),
      chars: borderless,
      style: { head: [], border: [], "padding-left": 0, "padding-right": 0, compact: true }
    })
    for (const row of body) table.push(cells(row))
    return restore(table.toString())
      .split("\n")
      .map((line) => line.trimEnd())
  }
  const headers = columns.map((column) => span(column.name, theme.heading))
  const lines = [...layOut(headers, rows.slice(0, portion))]
  for (let start = portion; start < rows.length; start += portion) {
    lines.push(...layOut([], rows.slice(start, start + portion)))
  }
  const hidden = columns.filter((_, index) => !shown.some((column) => column.index === index))
  if (hidden.length === 0 || advice === undefined) return lines
  const names = hidden.map((column) => cleanText(column.name))
  return [...lines, ...wrap(note(names, advice), width).map(theme.quiet)]
}

const borderless = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: gap
}
