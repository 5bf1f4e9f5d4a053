/** The curves of a few trials, small. */
import type * as ECharts from "echarts"
import { curvesPlot } from "../../plots/runPlots.ts"
import { onDark, onPaper } from "../../plots/style.ts"
import type { PageReport, PageStudy } from "../PageData.ts"
import { plotReports } from "../PageState.ts"
import type { PageTrial } from "../PageTrial.ts"
import { element } from "./dom.ts"

declare const echarts: typeof ECharts

/** Colours that are told apart by people who see colours differently, one for each trial. */
export const trialColours = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#999999", "#b8a800"]

/** The first objective by step; undefined where none of them has reported it. Several trials have a colour each. */
export const curves = (
  study: PageStudy,
  trials: ReadonlyArray<PageTrial>,
  reports: ReadonlyArray<PageReport>
): HTMLElement | undefined => {
  const { metric } = study.spec.objective
  const plotted = curvesPlot({
    record: {
      study,
      trials,
      attempts: [],
      reports: plotReports(reports, study)
    },
    now: 0,
    look: {
      ...(matchMedia("(prefers-color-scheme: dark)").matches ? onDark : onPaper),
      paper: "transparent",
      hasTitle: false
    }
  })
  if ("nothing" in plotted) return undefined
  const canvas = element("div", { class: "chart small", role: "img", "aria-label": `${metric} by step` })
  // It has no size before it is in the page.
  requestAnimationFrame(() => {
    const chart = echarts.init(canvas)
    chart.setOption({ ...plotted.option, animation: false })
    if (trials.length > 1) chart.setOption({ series: coloured(plotted.option, trials) })
  })
  return canvas
}

const coloured = ({ series }: ECharts.EChartsOption, trials: ReadonlyArray<PageTrial>) =>
  [series ?? []].flat().map(({ name }) => {
    const place = trials.findIndex(({ number }) => `trial ${number}` === String(name))
    const color = trialColours[place % trialColours.length] ?? trialColours[0]!
    return { lineStyle: { color, width: 2, opacity: 1 }, itemStyle: { color } }
  })
