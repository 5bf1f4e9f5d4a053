/** One trial whole, in a panel over the page. */
import { objectivesOf } from "../../../search/objectives/direction.ts"
import { formatDuration, formatNumber } from "../../format.ts"
import type { PageReport, PageStudy, TrialDetails } from "../PageData.ts"
import type { PageTrial } from "../PageTrial.ts"
import { curves } from "./curves.ts"
import { element, facts } from "./dom.ts"

/** What a panel shows. */
export interface PanelContent {
  readonly study: PageStudy
  readonly trial: PageTrial
  readonly reports: ReadonlyArray<PageReport>
  /** What takes a while to find out. */
  readonly details: Promise<TrialDetails>
  /** Buttons and the like, for pages on which one can act. */
  readonly actions?: ReadonlyArray<HTMLElement>
}

/** The panel of a page. */
export interface TrialPanel {
  readonly root: HTMLDialogElement
  readonly open: (content: PanelContent) => void
  /** The trial that it shows, while it is open. */
  readonly shown: () => number | undefined
}

const section = (title: string, ...children: ReadonlyArray<Node | false>): HTMLElement =>
  element("section", {}, element("h3", {}, title), ...children)

const texts = (record: Readonly<Record<string, unknown>>) =>
  Object.entries(record).map(([name, value]) => [name, String(value)] as const)

const folds = (reports: ReadonlyArray<PageReport>): ReadonlyArray<readonly [string, string]> => {
  const last = new Map(reports.flatMap(({ fold, value }) => (fold === undefined ? [] : [[fold, value] as const])))
  return [...last].sort(([a], [b]) => a - b).map(([fold, value]) => [`fold ${fold}`, formatNumber(value, 6)])
}

const summary = ({ spec }: PageStudy, trial: PageTrial): ReadonlyArray<readonly [string, string]> => {
  const { attempt, expected, finishedAt, halfWidth, metrics, parent, rank, seed, startedAt, value } = trial
  const worth = objectivesOf(spec).flatMap(({ metric }, index) => {
    const own = index === 0 ? value : metrics[metric]
    return own === undefined ? [] : [[metric, String(own)] as const]
  })
  return [
    ...worth,
    ...(halfWidth === undefined ? [] : [["± (95 %)", formatNumber(halfWidth, 3)] as const]),
    ...(expected === undefined ? [] : [["expected on new data", formatNumber(expected)] as const]),
    ...(rank === undefined ? [] : [["rank", String(rank)] as const]),
    ...(startedAt === undefined || finishedAt === undefined
      ? []
      : [["took", formatDuration(finishedAt - startedAt)] as const]),
    ["seed", String(seed)],
    ["attempts", String(attempt)],
    ...(parent === undefined ? [] : [["copy of", `trial ${parent}`] as const])
  ]
}

/** What is known only after a while. */
const detailed = async (details: Promise<TrialDetails>, trial: PageTrial): Promise<ReadonlyArray<HTMLElement>> => {
  const { decided, failure, log } = await details
  const why = decided ?? [
    ...(trial.proposed === undefined ? [] : [{ what: "proposed", why: `by ${trial.proposed}` }]),
    ...(trial.reason === undefined ? [] : [{ what: trial.state, why: trial.reason }])
  ]
  return [
    ...(why.length === 0 ? [] : [section("Why", facts(why.map(({ what, why: because }) => [what, because] as const)))]),
    ...(failure === undefined ? [] : [section("Failure", element("pre", { tabindex: 0 }, failure))]),
    ...(log === undefined ? [] : [section("Log", element("pre", { tabindex: 0 }, log))])
  ]
}

/** A panel; it closes by its button, by Escape, and by a click beside it. */
export const trialPanel = (): TrialPanel => {
  const content = element("div", { class: "content" })
  const root = element("dialog", { class: "panel", "aria-label": "Trial" }, content)
  const late = element("div")
  const focusables = () => [...content.querySelectorAll<HTMLElement>("button, pre[tabindex]")]
  let number: number | undefined
  root.addEventListener("click", ({ target }) => target === root && root.close())
  root.addEventListener("close", () => (number = undefined))
  return {
    root,
    shown: () => number,
    open: ({ actions = [], details, reports, study, trial }) => {
      // Drawn again while one reads it: what has the focus and what is in sight stay, and so does what is asked for anew.
      const isSame = number === trial.number
      const [top, focus] = [root.scrollTop, isSame ? focusables().indexOf(document.activeElement as HTMLElement) : -1]
      if (!isSame) late.replaceChildren()
      late.setAttribute("aria-busy", "true")
      number = trial.number
      const foldValues = folds(reports)
      const objectives = new Set(objectivesOf(study.spec).map(({ metric }) => metric))
      const others = texts(trial.metrics).filter(([name]) => !objectives.has(name))
      const drawn = curves(study, [trial], reports)
      content.replaceChildren(
        element(
          "header",
          {},
          element("h2", {}, `Trial ${trial.number} `, element("span", { class: `state ${trial.state}` }, trial.state)),
          element("button", { type: "button", class: "close", onclick: () => root.close(), "aria-label": "Close" }, "×")
        ),
        ...(actions.length === 0 ? [] : [element("div", { class: "actions" }, ...actions)]),
        facts(summary(study, trial)),
        section("Params", facts(texts(trial.params))),
        ...(others.length === 0 ? [] : [section("Other metrics", facts(others))]),
        ...(drawn === undefined ? [] : [section(`${study.spec.objective.metric} by step`, drawn)]),
        ...(foldValues.length === 0 ? [] : [section("Folds", facts(foldValues))]),
        late
      )
      if (!root.open) root.showModal()
      root.scrollTop = isSame ? top : 0
      focusables()[focus]?.focus({ preventScroll: true })
      void detailed(details, trial).then((sections) => {
        if (number !== trial.number) return
        late.replaceChildren(...sections)
        late.removeAttribute("aria-busy")
      })
    }
  }
}
