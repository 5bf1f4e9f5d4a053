/** Which two params a plot is drawn over. */
import type { Pair } from "../../plots/pairPlots.ts"
import { element } from "./dom.ts"

/** Two lists to choose from. */
export interface PairChooser {
  readonly root: HTMLElement
  /** What was chosen; undefined until somebody chooses. */
  readonly chosen: () => Pair["drawn"] | undefined
  /** Shows what there is to choose from, and what is drawn. */
  readonly show: (pair: Pair | undefined) => void
}

/** A chooser of two different params; `onChoice` is called after each choice. */
export const pairChooser = (onChoice: () => void): PairChooser => {
  let chosen: Pair["drawn"] | undefined
  let [drawnAcross, drawnUp]: Pair["drawn"] = ["", ""]
  let options = ""
  const choose = (across: string, up: string): void => {
    // Whoever chooses the param of the other axis means to have them change places.
    chosen = across !== up ? [across, up] : [drawnUp, drawnAcross]
    onChoice()
  }
  const x = element("select", { id: "pair-across", onchange: () => choose(x.value, y.value) })
  const y = element("select", { id: "pair-up", onchange: () => choose(x.value, y.value) })
  const root = element(
    "p",
    { class: "pair", hidden: true },
    element("span", {}, element("label", { for: x.id }, "Across"), x),
    element("span", {}, element("label", { for: y.id }, "Upwards"), y)
  )
  return {
    root,
    chosen: () => chosen,
    show: (pair) => {
      root.hidden = pair === undefined
      if (pair === undefined) return
      ;[drawnAcross, drawnUp] = pair.drawn
      const names = JSON.stringify(pair.names)
      if (names !== options)
        for (const list of [x, y]) list.replaceChildren(...pair.names.map((name) => element("option", {}, name)))
      options = names
      ;[x.value, y.value] = pair.drawn
    }
  }
}
