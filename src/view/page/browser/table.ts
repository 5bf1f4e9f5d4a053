/** The table of trials: sorted, filtered, with the columns that one chooses. Of many thousand rows it draws those in sight. */
import { isSweepError } from "../../../errors.ts"
import { formatCount } from "../../format.ts"
import type { PageTrial } from "../PageTrial.ts"
import { filterTrials, haveRoomFor, resortTrials, sortTrials, tableColumns, type TableColumn } from "../tableRows.ts"
import type { PageStudy } from "../PageData.ts"
import { element, put, say } from "./dom.ts"
import { rowsIn } from "./rows.ts"

/** The table of a page. */
export interface TrialTable {
  readonly root: HTMLElement
  /**
   * Draws these in place of the trials before; sorting, filter, columns and the place of the scroll stay. `changed` are the
   * numbers of those that are not as they were when they were shown last. Default: any may be.
   */
  readonly show: (trials: ReadonlyArray<PageTrial>, changed?: ReadonlySet<number>) => void
}

const rowHeight = 30
/** Rows drawn above and below those in sight. */
const spare = 12
const filterDelay = 120
/** What takes all trials to compute, as the number of digits, is computed again when this share of them has changed. */
const staleShare = 0.1

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
  let changedSince = 0

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
  const says = element("p", { id: "filter-says", class: "says" })
  // What a person's own filter or order came to is read out. How many trials there are by now is not, for that goes on changing.
  const spoken = element("p", { class: "unseen", role: "status" })
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

  const drawBody = rowsIn(body)
  const drawRows = (): void => {
    const from = Math.max(0, Math.floor(scroller.scrollTop / rowHeight) - spare)
    const count = Math.ceil((scroller.clientHeight || 600) / rowHeight) + 2 * spare
    const hadFocus = body.contains(document.activeElement)
    drawBody({ rows, from, to: Math.min(rows.length, from + count), current, columns: shown(), rowHeight })
    const focused = document.activeElement
    if (hadFocus && !body.contains(focused))
      body.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true })
  }

  const columnSorted = (): TableColumn => columns.find(({ id }) => id === sort.id) ?? columns[0]!

  const drawCount = (followed?: number): void => {
    // The row that one is on goes on being that of its trial, wherever that moves.
    if (followed !== undefined) current = rows.findIndex(({ number }) => number === followed)
    current = Math.max(0, Math.min(current, rows.length - 1))
    put(table, "aria-rowcount", rows.length + 1)
    drawRows()
  }

  const sayCount = (count: number): void =>
    say(
      says,
      count === trials.length
        ? formatCount(trials.length, "trial")
        : `${count} of ${formatCount(trials.length, "trial")}`
    )

  const selectRows = (followed?: number): void => {
    let kept: ReadonlyArray<PageTrial> = trials
    try {
      kept = filterTrials(trials, condition)
      input.removeAttribute("aria-invalid")
      sayCount(kept.length)
    } catch (error) {
      if (!isSweepError(error)) throw error
      input.setAttribute("aria-invalid", "true")
      say(says, error.message.replace("--where", "The filter").replace(/ Write it like.*$/, ""))
    }
    rows = sortTrials(kept, columnSorted(), sort.isDescending)
    drawCount(followed)
  }

  /** The same where only these have changed, and nothing else can differ by it: of several objectives every place can. */
  const reselectRows = (changed: ReadonlyArray<PageTrial>, followed: number | undefined): void => {
    if (condition.trim() !== "" || spec.objectives !== undefined) return selectRows(followed)
    rows = resortTrials(rows, changed, columnSorted(), sort.isDescending)
    sayCount(rows.length)
    drawCount(followed)
  }

  const sortBy = (id: string): void => {
    sort = { id, isDescending: sort.id === id ? !sort.isDescending : false }
    scroller.scrollTop = 0
    current = 0
    drawHead()
    selectRows()
    head.querySelector<HTMLElement>(`[data-column="${CSS.escape(id)}"]`)?.focus()
    say(spoken, `Sorted by ${columnSorted().label}, ${sort.isDescending ? "descending" : "ascending"}`)
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
      say(spoken, says.textContent ?? "")
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
    spoken,
    scroller
  )
  drawHead()
  drawChooser()
  selectRows()
  return {
    root,
    show: (next, changed) => {
      const followed = body.contains(document.activeElement) ? rows[current]?.number : undefined
      trials = next
      changedSince += changed?.size ?? Infinity
      const those = changed === undefined ? [] : trials.filter(({ number }) => changed.has(number))
      if (changedSince <= staleShare * trials.length && those.every((trial) => haveRoomFor(columns, trial)))
        return reselectRows(those, followed)
      changedSince = 0
      const before = columns.map(({ id }) => id).join()
      columns = tableColumns(spec, trials)
      if (before !== columns.map(({ id }) => id).join()) {
        drawHead()
        drawChooser()
      }
      selectRows(followed)
    }
  }
}
