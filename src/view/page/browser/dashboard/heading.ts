/** The head of a study: what was asked, how far it is, who wins so far. */
import { kickerOf, tilesOf } from "../../figures.ts"
import type { PageData } from "../../PageData.ts"
import type { PageState } from "../../PageState.ts"
import { element, facts } from "../dom.ts"

/** A head that can be drawn again. */
export interface Heading {
  readonly root: HTMLElement
  /** The figures. */
  readonly show: (state: PageState) => void
  /** What is said of the winner: it takes all trials to say it. */
  readonly judge: (data: PageData) => void
  /** Whether news come. */
  readonly connect: (isConnected: boolean) => void
}

const bar = (state: PageState): HTMLElement => {
  const finished = state.trials.filter(
    ({ state: is }) => is === "complete" || is === "pruned" || is === "failed"
  ).length
  const most = Math.max(1, state.study.budgetTrials)
  return element("progress", {
    max: most,
    value: Math.min(finished, most),
    "aria-label": `${finished} of ${most} trials`
  })
}

/** The head of a study. */
export const heading = (data: PageData): Heading => {
  const kicker = element("p", { class: "kicker" })
  const tiles = element("ul", { class: "tiles" })
  const verdict = element("div", { class: "verdict", id: "verdict" })
  const connection = element("span", { class: "connection", role: "status" })
  const progress = element("div")
  const show = (state: Pick<PageState, "study" | "trials">): void => {
    kicker.textContent = kickerOf(state.study, state.trials)
    tiles.replaceChildren(
      ...tilesOf(state.study, state.trials).map(([what, value]) =>
        element("li", {}, element("span", {}, what), element("b", {}, value))
      )
    )
    progress.replaceChildren(bar(state as PageState))
  }
  const judge = ({ verdict: { words } }: PageData): void =>
    verdict.replaceChildren(...words.map((word) => element("p", {}, word)))
  judge(data)
  return {
    root: element("div", {}, kicker, element("h1", {}, data.study.name, " ", connection), verdict, tiles, progress),
    show,
    judge,
    connect: (isConnected) => {
      connection.className = `connection ${isConnected ? "live" : "lost"}`
      connection.textContent = isConnected ? "live" : "connecting again …"
    }
  }
}

/** What was asked for and under which circumstances it ran. */
export const environment = ({ facts: groups }: PageData): HTMLElement =>
  element(
    "div",
    { class: "groups" },
    ...groups.map((group) => element("section", {}, element("h3", {}, group.title), facts(group.facts)))
  )
