/** The studies of the store, the one with the latest activity first. */
import { formatAge, formatNumber } from "../../../format.ts"
import type { ListedStudy } from "../../dashboard.ts"
import { element, say } from "../dom.ts"
import type { View } from "./app.ts"
import { now } from "./clock.ts"
import { follow } from "./server.ts"

const columns = ["study", "objective", "finished", "best", "trial", "running", "failed", "last activity", "file"]
const numbers = new Set(["finished", "best", "trial", "running", "failed"])

const rowOf = (study: ListedStudy): HTMLElement => {
  const { counts, incumbent } = study
  const cells: ReadonlyArray<Node | string> = [
    element("a", { href: `#/study/${study.id}` }, study.study),
    study.words,
    `${study.finished} of ${study.trials}`,
    incumbent?.value == null ? "–" : formatNumber(incumbent.value),
    incumbent === null ? "–" : String(incumbent.number),
    String(counts.running ?? 0),
    String(counts.failed ?? 0),
    formatAge(now() - study.lastActivityAt),
    study.file ?? "–"
  ]
  return element(
    "tr",
    { "data-study": study.id, onclick: () => (location.hash = `#/study/${study.id}`) },
    ...cells.map((cell, index) => element("td", { class: numbers.has(columns[index]!) ? "number" : undefined }, cell))
  )
}

/** The list, which follows the store. */
export const listView = (): View => {
  const says = element("p", { class: "says", role: "status" }, "Asking…")
  const body = element("tbody")
  const head = element(
    "tr",
    {},
    ...columns.map((name) =>
      element("th", { scope: "col", class: numbers.has(name) ? "number" : undefined }, element("span", {}, name))
    )
  )
  const table = element("table", { class: "trials studies", "aria-label": "Studies" }, element("thead", {}, head), body)
  const root = element(
    "div",
    {},
    element("header", { class: "page-header" }, element("h1", {}, "Studies"), says),
    element("div", { class: "wide" }, table)
  )
  document.title = "Studies · sweep dashboard"
  const leave = follow(
    "/events",
    (news) => {
      const studies = news as ReadonlyArray<ListedStudy>
      const focused = document.activeElement?.closest("[data-study]")?.getAttribute("data-study")
      body.replaceChildren(...studies.map(rowOf))
      if (focused != null) body.querySelector<HTMLElement>(`[data-study="${focused}"] a`)?.focus()
      say(
        says,
        studies.length === 0
          ? "No study yet: sweep run study.ts"
          : `${studies.length} ${studies.length === 1 ? "study" : "studies"}`
      )
      document.documentElement.dataset["ready"] = "true"
    },
    (isConnected) => {
      if (!isConnected) say(says, "The server does not answer. Is sweep dashboard still running?")
    }
  )
  return { root, leave }
}
