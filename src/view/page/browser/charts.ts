/** The plots of a page: the same as `sweep plot` draws, drawn when they come into sight, in the page's colours. */
import type * as ECharts from "echarts"
import type { Importances } from "../../../search/importance/importance.ts"
import { plotOf } from "../../plots/draw.ts"
import { pairOf } from "../../plots/pairPlots.ts"
import { plotKinds, type PlotKind, type PlotRecord, type PlotRequest } from "../../plots/Plot.ts"
import { trialAt, type Pointed } from "../../plots/points.ts"
import { onDark, onPaper, type Look } from "../../plots/style.ts"
import { element, put } from "./dom.ts"
import { pairChooser } from "./pair.ts"

declare const echarts: typeof ECharts

/** What the plots are of at the moment. */
export interface ChartState {
  readonly record: PlotRecord
  readonly now: number
  readonly importances: Importances | null
}

/** The plots of a page. */
export interface Charts {
  readonly root: HTMLElement
  /** Draws those in sight again, and the others when they are. */
  readonly show: (state: ChartState) => void
  /** Lets everything go: the plots are not shown any more. */
  readonly leave: () => void
}

const darkness = matchMedia("(prefers-color-scheme: dark)")

const look = (): Look => ({ ...(darkness.matches ? onDark : onPaper), paper: "transparent", hasTitle: false })

/** In the order of the page: what belongs together stands side by side. */
const titles: Readonly<Record<PlotKind, string>> = {
  history: "History",
  curves: "Learning curves",
  front: "Pareto front",
  hypervolume: "Hypervolume",
  importance: "Importance",
  contour: "Contour",
  slice: "Each param",
  rank: "Ranks by pairs",
  parallel: "All params at once",
  distribution: "Distribution",
  timeline: "Timeline"
}

/** One plot: its figure, and how it is drawn. */
const figure = (kind: PlotKind, state: () => ChartState, select: (number: number) => void) => {
  const canvas = element("div", { class: "chart", role: "img", "aria-label": `${titles[kind]}: ${plotKinds[kind]}` })
  const says = element("p", { class: "nothing" })
  const pair = kind === "contour" ? pairChooser(() => spoil()) : undefined
  const root = element(
    "figure",
    { id: `plot-${kind}`, "data-kind": kind },
    element("figcaption", {}, element("h3", {}, titles[kind]), element("p", {}, plotKinds[kind]), pair?.root),
    canvas,
    says
  )
  let chart: ECharts.ECharts | undefined
  let isInSight = false
  let isStale = true

  const resized = new ResizeObserver(() => chart?.resize())
  const draw = (): void => {
    if (!isInSight || !isStale) return
    isStale = false
    const { importances, now, record } = state()
    const params = pair?.chosen()
    const request: PlotRequest = { record, now, importances, look: look(), ...(params && { params }) }
    const plotted = plotOf(kind, request)
    if (pair !== undefined) {
      const over = pairOf(request)
      pair.show(over)
      const axes = over === undefined ? "" : `: ${over.drawn[0]} across, ${over.drawn[1]} upwards`
      put(canvas, "aria-label", `${titles[kind]}: ${plotKinds[kind]}${axes}`)
    }
    const isNothing = "nothing" in plotted
    canvas.hidden = isNothing
    says.textContent = isNothing ? plotted.nothing : ""
    if (isNothing) return
    canvas.style.height = `${plotted.height ?? 380}px`
    if (chart === undefined) {
      chart = echarts.init(canvas)
      chart.on("click", (pointed) => {
        const number = trialAt(pointed as Pointed)
        if (number !== undefined) select(number)
      })
      resized.observe(canvas)
    }
    chart.resize()
    chart.setOption(plotted.option, { notMerge: true })
  }

  const spoil = (): void => {
    isStale = true
    draw()
  }

  return {
    root,
    draw,
    spoil,
    see: (isSeen: boolean) => {
      isInSight = isSeen
      draw()
    },
    leave: () => {
      resized.disconnect()
      chart?.dispose()
    }
  }
}

/** All plots of a study; `select` is called with the number of a trial whose point was chosen. */
export const charts = (start: ChartState, select: (number: number) => void): Charts => {
  let state = start
  const kinds = Object.keys(titles) as ReadonlyArray<PlotKind>
  const figures = kinds
    .filter((kind) => (kind !== "front" && kind !== "hypervolume") || state.record.study.spec.objectives !== undefined)
    .map((kind) => figure(kind, () => state, select))
  const byRoot = new Map<Element, (typeof figures)[number]>(figures.map((one) => [one.root, one]))
  const watch = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) byRoot.get(target)?.see(isIntersecting)
  })
  for (const { root } of figures) watch.observe(root)
  const spoilAll = () => figures.forEach(({ spoil }) => spoil())
  darkness.addEventListener("change", spoilAll)
  // What is printed is not scrolled to.
  addEventListener("beforeprint", () => figures.forEach(({ see }) => see(true)))
  return {
    root: element("div", { class: "plots" }, ...figures.map(({ root }) => root)),
    show: (next) => {
      state = next
      spoilAll()
    },
    leave: () => {
      watch.disconnect()
      darkness.removeEventListener("change", spoilAll)
      for (const { leave } of figures) leave()
    }
  }
}
