/** The head of a study: what was asked, how far it is, who wins so far. */
import { kickerOf, tilesOf, usedOf } from "../../figures.ts"
import type { PageData } from "../../PageData.ts"
import type { PageState } from "../../PageState.ts"
import { arrange, element, facts, put, say } from "../dom.ts"

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

/** The head of a study. */
export const heading = (data: PageData): Heading => {
  const kicker = element("p", { class: "kicker" })
  const tiles = element("ul", { class: "tiles" })
  const verdict = element("div", { class: "verdict", id: "verdict" })
  const connection = element("span", { class: "connection", role: "status" })
  const progress = element("progress")
  const show = ({ study, trials }: PageState): void => {
    say(kicker, kickerOf(study, trials))
    const told = tilesOf(study, trials)
    arrange(
      tiles,
      told.map((_, index) => tiles.children[index] ?? element("li", {}, element("span"), element("b")))
    )
    for (const [index, texts] of told.entries())
      texts.forEach((text, part) => say(tiles.children[index]!.children[part]!, text))
    const { label, max, value } = usedOf(study, trials)
    put(progress, "max", max)
    put(progress, "value", value)
    put(progress, "aria-label", label)
  }
  const judge = ({ verdict: { words } }: PageData): void =>
    verdict.replaceChildren(...words.map((word) => element("p", {}, word)))
  judge(data)
  return {
    root: element(
      "div",
      {},
      kicker,
      element("h1", {}, data.study.name, " ", connection),
      verdict,
      tiles,
      element("div", {}, progress)
    ),
    show,
    judge,
    connect: (isConnected) => {
      connection.className = `connection ${isConnected ? "live" : "lost"}`
      say(connection, isConnected ? "live" : "connecting again …")
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
