/** Every plot by its kind: what is drawn, before anything draws it. */
import { frontPlot, hypervolumePlot } from "./frontPlots.ts"
import { distributionPlot, historyPlot } from "./objectivePlots.ts"
import { contourPlot, rankPlot } from "./pairPlots.ts"
import { importancePlot, parallelPlot, slicePlot } from "./paramPlots.ts"
import type { Plotted, PlotKind, PlotRequest } from "./Plot.ts"
import { curvesPlot, timelinePlot } from "./runPlots.ts"

const plots: Readonly<Record<PlotKind, (request: PlotRequest) => Plotted>> = {
  history: historyPlot,
  curves: curvesPlot,
  slice: slicePlot,
  contour: contourPlot,
  rank: rankPlot,
  parallel: parallelPlot,
  importance: importancePlot,
  distribution: distributionPlot,
  timeline: timelinePlot,
  front: frontPlot,
  hypervolume: hypervolumePlot
}

/** What a plot of this kind shows. */
export const plotOf = (kind: PlotKind, request: PlotRequest): Plotted => plots[kind](request)
