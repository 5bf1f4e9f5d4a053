/** The script of a report: all that it shows is in the file. */
import type { PageData } from "../../PageData.ts"
import { element, place, read } from "../dom.ts"
import { stateOf } from "../../PageState.ts"
import { mountPage } from "../page.ts"

/** Logs stand in the page itself, where they are read without a script too. */
const logOf = (trial: number): string | undefined =>
  document.querySelector(`#log-${trial} pre`)?.textContent ?? undefined

// The page is painted first: what is there without a script is read while this runs.
requestAnimationFrame(() =>
  setTimeout(() => {
    // ECharts is most of the file's code; the policy of the page knows its text by its hash.
    document.head.append(element("script", {}, place("echarts").textContent ?? ""))
    const data = read("page-data") as PageData
    mountPage(stateOf(data), {
      table: place("table"),
      plots: place("plots"),
      detailsOf: (trial) => {
        const log = logOf(trial)
        return Promise.resolve({ ...data.details[trial], ...(log === undefined ? {} : { log }) })
      }
    })
    document.documentElement.dataset["ready"] = "true"
  })
)
