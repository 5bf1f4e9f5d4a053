/** The table of trials: sorted, filtered, with the columns that one chooses. Of many thousand rows it draws those in sight. */
import { isSweepError } from "../../../errors.ts"
import { formatCount } from "../../format.ts"
import type { PageTrial } from "../PageTrial.ts"
import { filterTrials, sortTrials, tableColumns, type TableColumn } from "../tableRows.ts"
import type { PageStudy } from "../PageData.ts"
import { element } from "./dom.ts"

/** The table of a page. */
export interface TrialTable {
  readonly root: HTMLElement
  /** Draws these in place of the trials before; sorting, filter, columns and the place of the scroll stay. */
  readonly show: (trials: ReadonlyArray<PageTrial>) => void
}

const rowHeight = 30
/** Rows drawn above and below those in sight. */
const spare = 12
const filterDelay = 120

/** Puts these children into an element, and touches none that are in their place already. */
const arrange = (parent: HTMLElement, children: ReadonlyArray<HTMLElement>): void => {
  children.forEach((child, index) => {
    const there = parent.children[index]
    if (there === child) return
    // What stands here and is not wanted any more makes room, so that what follows it need not move.
    if (there !== undefined && !children.includes(there as HTMLElement)) there.replaceWith(child)
    else parent.insertBefore(child, there ?? null)
  })
  while (parent.children.length > children.length) parent.lastElementChild!.remove()
}

/** A table; `select` is called with the number of a trial that was chosen. */
export const trialTable = (
  spec: PageStudy["spec"],
  start: ReadonlyArray<PageTrial>,
  select: (number: number) => void
): TrialTable => {
  let trials = start
  let columns = tableColumns(spec, trials)
  const chosen = new Map(columns.map(({ id, isShown }) => [id, isShown]))
  let sort = { id: "rank", isDescending: false }
  let condition = ""
  let rows: ReadonlyArray<PageTrial> = []
  let current = 0

  const head = element("thead")
  const body = element("tbody")
  const table = element("table", { class: "trials", "aria-label": "Trials" }, head, body)
  const scroller = element("div", { class: "scroller", tabindex: -1 }, table)
  const input = element("input", {
    type: "search",
    id: "filter",
    placeholder: "value > 0.9 && state == 'complete'",
    spellcheck: "false",
    autocomplete: "off",
    "aria-describedby": "filter-says"
  })
  const says = element("p", { id: "filter-says", class: "says", role: "status" })
  const chooser = element("details", { class: "chooser" })

  const isChosen = ({ id, isShown }: TableColumn): boolean => chosen.get(id) ?? isShown
  const shown = (): ReadonlyArray<TableColumn> => columns.filter(isChosen)

  const drawHead = (): void => {
    head.replaceChildren(
      element(
        "tr",
        { "aria-rowindex": 1 },
        ...shown().map(({ id, isNumber, label }) => {
          const isSorted = sort.id === id
          const order = isSorted ? (sort.isDescending ? "descending" : "ascending") : "none"
          return element(
            "th",
            { scope: "col", "aria-sort": order, class: isNumber ? "number" : undefined },
            element("button", { type: "button", "data-column": id, onclick: () => sortBy(id) }, label)
          )
        })
      )
    )
  }

  const drawRows = (): void => {
    const visible = shown()
    const from = Math.max(0, Math.floor(scroller.scrollTop / rowHeight) - spare)
    const count = Math.ceil((scroller.clientHeight || 600) / rowHeight) + 2 * spare
    const to = Math.min(rows.length, from + count)
    const hadFocus = body.contains(document.activeElement)
    // An attribute, for the policy of the page allows no style in markup.
    const spacer = (unseen: number) =>
      element(
        "tr",
        { class: "spacer", "aria-hidden": "true" },
        element("td", { colspan: visible.length, height: unseen * rowHeight })
      )
    arrange(body, [
      ...(from > 0 ? [spacer(from)] : []),
      ...rows.slice(from, to).map((trial, index) => keptRow(trial, from + index, visible)),
      ...(to < rows.length ? [spacer(rows.length - to)] : [])
    ])
    const focused = document.activeElement
    if (hadFocus && !body.contains(focused))
      body.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true })
  }

  /** The row that is there already, where it would say the same: one is about to click it, or has it in focus. */
  const keptRow = (trial: PageTrial, index: number, visible: ReadonlyArray<TableColumn>): HTMLElement => {
    const made = rowOf(trial, index, visible)
    const there = body.querySelector<HTMLElement>(`tr[data-trial="${trial.number}"]`)
    return there !== null && there.isEqualNode(made) ? there : made
  }

  const rowOf = (trial: PageTrial, index: number, visible: ReadonlyArray<TableColumn>): HTMLElement =>
    element(
      "tr",
      {
        tabindex: index === current ? 0 : -1,
        "aria-rowindex": index + 2,
        "data-trial": trial.number,
        class: `${trial.rank === 1 ? "first " : ""}${trial.infeasible === true ? "infeasible" : trial.state}`
      },
      ...visible.map(({ id, isNumber, textOf }) =>
        element("td", { class: isNumber ? "number" : id === "state" ? "state" : undefined }, textOf(trial))
      )
    )

  const selectRows = (): void => {
    let kept: ReadonlyArray<PageTrial> = trials
    try {
      kept = filterTrials(trials, condition)
      input.removeAttribute("aria-invalid")
      says.textContent =
        kept.length === trials.length
          ? formatCount(trials.length, "trial")
          : `${kept.length} of ${formatCount(trials.length, "trial")}`
    } catch (error) {
      if (!isSweepError(error)) throw error
      input.setAttribute("aria-invalid", "true")
      says.textContent = error.message.replace("--where", "The filter").replace(/ Write it like.*$/, "")
    }
    const column = columns.find(({ id }) => id === sort.id) ?? columns[0]!
    rows = sortTrials(kept, column, sort.isDescending)
    current = Math.min(current, Math.max(0, rows.length - 1))
    table.setAttribute("aria-rowcount", String(rows.length + 1))
    drawRows()
  }

  const sortBy = (id: string): void => {
    sort = { id, isDescending: sort.id === id ? !sort.isDescending : false }
    scroller.scrollTop = 0
    current = 0
    drawHead()
    selectRows()
    head.querySelector<HTMLElement>(`[data-column="${CSS.escape(id)}"]`)?.focus()
  }

  const drawChooser = (): void => {
    chooser.replaceChildren(
      element("summary", {}, "Columns"),
      element(
        "fieldset",
        {},
        element("legend", { class: "unseen" }, "Columns"),
        ...columns.map((column) =>
          element(
            "label",
            {},
            element("input", {
              type: "checkbox",
              name: column.id,
              checked: isChosen(column),
              onchange: ({ target }) => {
                chosen.set(column.id, (target as HTMLInputElement).checked)
                drawHead()
                drawRows()
              }
            }),
            column.label
          )
        )
      )
    )
  }

  const move = (to: number): void => {
    current = Math.max(0, Math.min(rows.length - 1, to))
    const top = current * rowHeight
    const headHeight = head.offsetHeight
    if (top < scroller.scrollTop) scroller.scrollTop = top
    else if (top + rowHeight + headHeight > scroller.scrollTop + scroller.clientHeight)
      scroller.scrollTop = top + rowHeight + headHeight - scroller.clientHeight
    drawRows()
    body.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true })
  }

  const onKey = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(scroller.clientHeight / rowHeight) - 2)
    const places: Readonly<Record<string, number>> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: rows.length - 1
    }
    const to = places[event.key]
    if (to !== undefined) {
      event.preventDefault()
      move(to)
    } else if (event.key === "Enter" && rows[current] !== undefined) {
      event.preventDefault()
      select(rows[current].number)
    }
  }

  let waiting: ReturnType<typeof setTimeout> | undefined
  input.addEventListener("input", () => {
    clearTimeout(waiting)
    waiting = setTimeout(() => {
      condition = input.value
      scroller.scrollTop = 0
      current = 0
      selectRows()
    }, filterDelay)
  })
  body.addEventListener("keydown", onKey)
  body.addEventListener("click", ({ target }) => {
    const row = (target as HTMLElement).closest<HTMLElement>("tr[data-trial]")
    if (row === null) return
    current = Number(row.getAttribute("aria-rowindex")) - 2
    select(Number(row.dataset["trial"]))
  })
  // Only one row is a stop of the Tab key: the one that had the focus last.
  body.addEventListener("focusin", ({ target }) => {
    const row = (target as HTMLElement).closest<HTMLElement>("tr[data-trial]")
    if (row === null) return
    body.querySelector('[tabindex="0"]')?.setAttribute("tabindex", "-1")
    row.setAttribute("tabindex", "0")
    current = Number(row.getAttribute("aria-rowindex")) - 2
  })
  scroller.addEventListener("scroll", () => requestAnimationFrame(drawRows), { passive: true })
  new ResizeObserver(drawRows).observe(scroller)

  const root = element(
    "div",
    { class: "table" },
    element("div", { class: "bar" }, element("label", { for: "filter" }, "Filter"), input, chooser),
    says,
    scroller
  )
  drawHead()
  drawChooser()
  selectRows()
  return {
    root,
    show: (next) => {
      const before = columns.map(({ id }) => id).join()
      trials = next
      columns = tableColumns(spec, trials)
      if (before !== columns.map(({ id }) => id).join()) {
        drawHead()
        drawChooser()
      }
      selectRows()
    }
  }
}
