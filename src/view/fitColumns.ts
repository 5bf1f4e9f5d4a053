/** Which columns of a table fit a width, and how wide each of them is. */
import { spanWidth, type Span } from "./spans.ts"

/** A column of a table. */
export interface Column {
  readonly name: string
  /** Numbers stand to the right. Default left. */
  readonly align?: "left" | "right"
  /**
   * Where the table is too wide, columns of the lowest priority go first, of equals the later one.
   * With `Infinity` a column stays. Default 0.
   */
  readonly priority?: number
}

/** Spaces between two columns. */
export const gap = "  "

/** How narrow a longer column may become before another column is left out for its sake. */
const comfortable = 24
/** The same for a header above numbers. */
const shortHeader = 12
/** How narrow a column may become that must stay. */
const legible = 3
const always = Number.POSITIVE_INFINITY

/** The widths of a column as it would like it, at its most modest, and where nothing else helps. */
interface Measure {
  readonly index: number
  readonly priority: number
  readonly natural: number
  readonly modest: number
  readonly least: number
}

const measure = (column: Column, index: number, rows: ReadonlyArray<ReadonlyArray<Span>>): Measure => {
  const header = spanWidth(column.name)
  const widest = rows.reduce((most, row) => Math.max(most, spanWidth(row[index] ?? "")), 1)
  const natural = Math.max(header, widest)
  // A number that is cut is another number: only the header above it may be.
  const modest =
    column.align === "right" ? Math.max(widest, Math.min(header, shortHeader)) : Math.min(natural, comfortable)
  return { index, priority: column.priority ?? 0, natural, modest, least: Math.min(natural, legible) }
}

const total = (widths: ReadonlyArray<number>): number =>
  widths.reduce((sum, width) => sum + width + gap.length, -gap.length)

const choose = (measures: ReadonlyArray<Measure>, width: number): ReadonlyArray<Measure> => {
  const kept = [...measures]
  const fits = (by: "modest" | "least"): boolean => total(kept.map((one) => one[by])) <= width
  while (kept.length > 1 && !fits("modest")) {
    const worst = kept.reduce((lowest, one) => (one.priority <= lowest.priority ? one : lowest))
    // Only columns that must stay are left: they are cut as far as they can be before one of them goes.
    if (worst.priority === always && fits("least")) break
    kept.splice(kept.indexOf(worst), 1)
  }
  return kept
}

/** The widest columns give way until the table fits: those that can be modest first. */
const shrink = (measures: ReadonlyArray<Measure>, width: number): ReadonlyArray<number> => {
  const widths = measures.map((one) => one.natural)
  for (let excess = total(widths) - width; excess > 0; excess--) {
    const spare = widths.map((own, index) => (own > (measures[index]?.modest ?? 0) ? own : 0))
    const candidates = Math.max(...spare) > 0 ? spare : widths
    const widest = candidates.indexOf(Math.max(...candidates))
    widths[widest] = Math.max(1, (widths[widest] ?? 1) - 1)
  }
  return widths
}

/** The columns that are shown, by their index, with their widths; together with their gaps no wider than `width`. */
export const fitColumns = (
  columns: ReadonlyArray<Column>,
  rows: ReadonlyArray<ReadonlyArray<Span>>,
  width: number
): ReadonlyArray<{ readonly index: number; readonly width: number }> => {
  const kept = choose(
    columns.map((column, index) => measure(column, index, rows)),
    width
  )
  const widths = shrink(kept, width)
  return kept.map(({ index }, position) => ({ index, width: widths[position] ?? 1 }))
}
