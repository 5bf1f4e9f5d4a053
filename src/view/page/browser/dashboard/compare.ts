/** A few trials beside each other. */
import { formatNumber } from "../../../format.ts"
import { ownOf } from "../../pack.ts"
import type { PageState } from "../../PageState.ts"
import type { PageTrial } from "../../PageTrial.ts"
import { curves, trialColours } from "../curves.ts"
import { element } from "../dom.ts"
import { button } from "./acting.ts"

/** The trials that are chosen to be compared, and the window in which they are. */
export interface Comparison {
  readonly root: HTMLElement
  readonly has: (trial: number) => boolean
  readonly toggle: (trial: number) => void
}

const mostTrials = trialColours.length

type Row = readonly [name: string, valueOf: (trial: PageTrial) => unknown]

const namesIn = (records: ReadonlyArray<Readonly<Record<string, unknown>>>): ReadonlyArray<string> => [
  ...new Set(records.flatMap((record) => Object.keys(record)))
]

const rowsFor = (trials: ReadonlyArray<PageTrial>): ReadonlyArray<Row> => [
  ["state", ({ state }) => state],
  ["rank", ({ rank }) => rank],
  ...namesIn(trials.map(({ metrics }) => metrics)).map((name): Row => [name, ({ metrics }) => ownOf(metrics, name)]),
  ...namesIn(trials.map(({ params }) => params)).map((name): Row => [name, ({ params }) => ownOf(params, name)]),
  ["seed", ({ seed }) => seed],
  ["why it ended", ({ reason }) => reason]
]

const written = (value: unknown): string =>
  value === undefined ? "–" : typeof value === "number" ? formatNumber(value, 6) : String(value)

const tableOf = (trials: ReadonlyArray<PageTrial>): HTMLElement =>
  element(
    "table",
    { class: "trials compared" },
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        element("td"),
        ...trials.map(({ number }, index) =>
          element("th", { scope: "col" }, element("span", { class: `swatch c${index}` }), `trial ${number}`)
        )
      )
    ),
    element(
      "tbody",
      {},
      ...rowsFor(trials).flatMap(([name, valueOf]) => {
        const values = trials.map(valueOf)
        if (values.every((value) => value === undefined)) return []
        const differs = values.some((value) => value !== values[0])
        return [
          element(
            "tr",
            { class: differs ? "differs" : undefined },
            element("th", { scope: "row" }, name),
            ...values.map((value) => element("td", {}, written(value)))
          )
        ]
      })
    )
  )

/** A bar that says which trials are chosen, once there are some. */
export const comparison = (state: () => PageState): Comparison => {
  const chosen = new Set<number>()
  const words = element("span")
  const content = element("div", { class: "content" })
  const dialog = element("dialog", { class: "window broad", "aria-label": "Compared trials" }, content)
  const show = (): void => {
    const trials = state().trials.filter(({ number }) => chosen.has(number))
    const drawn = curves(
      state().study,
      trials,
      state().reports.filter(({ trial }) => chosen.has(trial))
    )
    content.replaceChildren(
      element("h2", {}, "Compared"),
      ...(drawn === undefined ? [] : [drawn]),
      element("div", { class: "scroller", tabindex: 0 }, tableOf(trials)),
      element(
        "div",
        { class: "actions" },
        button("Close", () => dialog.close())
      )
    )
    dialog.showModal()
  }
  const open = button("Compare", show)
  const bar = element(
    "div",
    { class: "tray", hidden: true },
    words,
    open,
    button("Clear", () => {
      chosen.clear()
      update()
    })
  )
  const update = (): void => {
    bar.hidden = chosen.size === 0
    open.toggleAttribute("disabled", chosen.size < 2)
    const numbers = [...chosen].sort((a, b) => a - b).join(", ")
    words.textContent = chosen.size === 1 ? `Trial ${numbers}, and which others?` : `Trials ${numbers}`
  }
  return {
    root: element("div", {}, bar, dialog),
    has: (trial) => chosen.has(trial),
    toggle: (trial) => {
      if (!chosen.delete(trial) && chosen.size < mostTrials) chosen.add(trial)
      update()
    }
  }
}
