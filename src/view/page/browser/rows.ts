/** The rows of a table that is drawn again and again: those that are there already are kept, and changed only where they differ. */
import type { PageTrial } from "../PageTrial.ts"
import type { TableColumn } from "../tableRows.ts"
import { arrange, element, put, say } from "./dom.ts"

/** Rows to be drawn. */
export interface Window {
  readonly rows: ReadonlyArray<PageTrial>
  /** The first that is drawn, and the one after the last. */
  readonly from: number
  readonly to: number
  /** The one that the Tab key stops at. */
  readonly current: number
  readonly columns: ReadonlyArray<TableColumn>
  /** In pixels. */
  readonly rowHeight: number
}

/** How the body of a table is drawn. What is not drawn has its height kept free, above and below. */
export const rowsIn = (body: HTMLElement): ((window: Window) => void) => {
  let drawn = new Map<number, HTMLElement>()
  let layout = ""
  const spacer = () => {
    const cell = element("td")
    const row = element("tr", { class: "spacer", "aria-hidden": "true" }, cell)
    return (unseen: number, columns: number, rowHeight: number): ReadonlyArray<HTMLElement> => {
      if (unseen <= 0) return []
      put(cell, "colspan", columns)
      // An attribute, for the policy of the page allows no style in markup.
      put(cell, "height", unseen * rowHeight)
      return [row]
    }
  }
  const [above, below] = [spacer(), spacer()]

  const made = (trial: PageTrial, columns: ReadonlyArray<TableColumn>): HTMLElement =>
    element(
      "tr",
      { "data-trial": trial.number },
      ...columns.map(({ id, isNumber }) =>
        element("td", { class: isNumber ? "number" : id === "state" ? "state" : undefined })
      )
    )

  return ({ columns, current, from, rowHeight, rows, to }) => {
    const now = columns.map(({ id, isNumber }) => `${id} ${isNumber}`).join()
    // A row of other columns is another row.
    const known = now === layout ? drawn : new Map<number, HTMLElement>()
    layout = now
    drawn = new Map(
      rows.slice(from, to).map((trial, offset) => {
        const index = from + offset
        const row = known.get(trial.number) ?? made(trial, columns)
        put(row, "tabindex", index === current ? 0 : -1)
        put(row, "aria-rowindex", index + 2)
        put(
          row,
          "class",
          `${trial.rank === 1 ? "first " : ""}${trial.infeasible === true ? "infeasible" : trial.state}`
        )
        columns.forEach(({ textOf }, cell) => say(row.children[cell]!, textOf(trial)))
        return [trial.number, row]
      })
    )
    arrange(body, [
      ...above(from, columns.length, rowHeight),
      ...drawn.values(),
      ...below(rows.length - to, columns.length, rowHeight)
    ])
  }
}
