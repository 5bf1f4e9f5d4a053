/** Plots as SVG. The only place that runs Apache ECharts. */
import * as echarts from "echarts"
import { plotOf } from "./draw.ts"
import type { PlotKind, PlotRequest } from "./Plot.ts"

/** A size in pixels. */
export interface PlotSize {
  readonly width: number
  /** Default: as high as the plot needs. */
  readonly height?: number
}

/** A plot as an SVG document, or why there is nothing to draw. */
export const plotSvg = (
  kind: PlotKind,
  request: PlotRequest,
  { height, width }: PlotSize
): { readonly svg: string } | { readonly nothing: string } => {
  const plotted = plotOf(kind, request)
  if ("nothing" in plotted) return plotted
  const chart = echarts.init(null, null, {
    renderer: "svg",
    ssr: true,
    width,
    height: height ?? plotted.height ?? Math.round(width * 0.56)
  })
  try {
    chart.setOption(plotted.option)
    return { svg: chart.renderToSVGString() }
  } finally {
    chart.dispose()
  }
}
