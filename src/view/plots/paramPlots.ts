/** Plots of params: against the objective, all at once, and by what they explain. */
import { importances } from "../../search/importance/importance.ts"
import { notEnoughData } from "../notEnoughData.ts"
import { completeTrials } from "./objectivePlots.ts"
import { thinned, type Plotted, type PlotRequest } from "./Plot.ts"
import { trialDimension } from "./points.ts"
import { axis, axisColours, framed, onPaper } from "./style.ts"
import { lookUp, panels, paramAxis, paramsOf } from "./varying.ts"

/** One small plot for each param that varies. Trials in which it does not exist are not in its plot. */
export const slicePlot = (request: PlotRequest): Plotted => {
  const rows = lookUp(request)
  const params = paramsOf(request, rows)
  if (params.length === 0) return { nothing: "No complete trials in which a param varies yet." }
  const { look = onPaper } = request
  const { name, spec } = request.record.study
  const { grids, height } = panels(params.length)
  return {
    height,
    option: framed(look, `${name}: ${spec.objective.metric} by param`, {
      grid: [...grids],
      xAxis: params.map((param, gridIndex) => paramAxis(look, param, { gridIndex, nameGap: 24 })),
      yAxis: params.map((_, gridIndex) => axis(look, "", { gridIndex })),
      series: params.map(({ name: param }, index) => ({
        type: "scatter" as const,
        xAxisIndex: index,
        yAxisIndex: index,
        symbolSize: 5,
        itemStyle: { color: look.blue, opacity: 0.6 },
        large: true,
        dimensions: [param, spec.objective.metric, trialDimension],
        data: thinned(rows).flatMap(({ number, params: flat, value }) => {
          const at = flat.get(param)
          return at === undefined ? [] : [[typeof at === "boolean" ? String(at) : at, value, number]]
        })
      }))
    })
  }
}

const mostLines = 400

/** Parallel coordinates: params as upright axes, the objective as the last one. */
export const parallelPlot = (request: PlotRequest): Plotted => {
  const all = lookUp(request)
  const params = paramsOf(request, all)
  if (params.length === 0) return { nothing: "No complete trials in which a param varies yet." }
  const { look = onPaper } = request
  const { name, spec } = request.record.study
  const isMaximised = spec.objective.direction === "maximize"
  // The best last, so that their lines lie on top.
  const rows = all.toSorted((a, b) => (isMaximised ? a.value - b.value : b.value - a.value)).slice(-mostLines)
  const values = rows.map(({ value }) => value)
  return {
    option: framed(look, `${name}: params of the ${rows.length} best trials`, {
      visualMap: {
        show: false,
        dimension: params.length,
        min: Math.min(...values),
        max: Math.max(...values),
        inRange: { color: isMaximised ? [...look.shades] : look.shades.toReversed() }
      },
      parallel: { left: 60, right: 80, top: 72, bottom: 32 },
      parallelAxis: [
        ...params.map(({ categories, isConditional, isLog, isNumber, isWhole, name: param }, dim) => ({
          dim,
          name: param,
          ...axisColours(look),
          type: isNumber ? (isLog ? ("log" as const) : ("value" as const)) : ("category" as const),
          ...(isNumber
            ? { scale: true, ...(isWhole ? { minInterval: 1 } : {}) }
            : { data: isConditional ? [...categories, "–"] : [...categories] })
        })),
        {
          dim: params.length,
          name: spec.objective.metric,
          type: "value" as const,
          scale: true,
          ...axisColours(look)
        }
      ],
      series: [
        {
          type: "parallel",
          lineStyle: { width: 1, opacity: 0.6 },
          data: rows.map(({ number, params: flat, value }) => ({
            name: `trial ${number}`,
            value: [
              ...params.map(({ isNumber, name: param }) => {
                const at = flat.get(param)
                return at === undefined ? (isNumber ? Number.NaN : "–") : isNumber ? Number(at) : String(at)
              }),
              value
            ]
          }))
        }
      ]
    })
  }
}

/** Bars with the intervals of `sweep importance`. */
export const importancePlot = (request: PlotRequest): Plotted => {
  const { look = onPaper } = request
  const { name, spec } = request.record.study
  const trials = completeTrials(request)
  const found = request.importances === undefined ? importances(spec.space, trials, spec.seed) : request.importances
  if (found === undefined || found === null) return { nothing: notEnoughData(trials.length) }
  const params = found.params.toReversed()
  return {
    height: Math.max(240, 120 + 26 * params.length),
    option: framed(look, `${name}: share of the variance of ${spec.objective.metric}`, {
      grid: { left: 180, right: 48, top: look.hasTitle ? 48 : 20, bottom: 56 },
      xAxis: axis(look, `share, with its ${Math.round(found.confidence * 100)} % interval`, { min: 0, max: 1 }),
      yAxis: { type: "category", data: params.map((param) => param.name), ...axisColours(look) },
      series: [
        { type: "bar", itemStyle: { color: look.blue }, barWidth: "55%", data: params.map(({ share }) => share) },
        {
          type: "custom",
          data: params.map(({ high, low }, index) => [index, low, high]),
          renderItem: (_, api) => {
            const row = api.value(0)
            const [from, to] = [api.coord([api.value(1), row]), api.coord([api.value(2), row])]
            return {
              type: "line",
              shape: { x1: from[0]!, y1: from[1]!, x2: to[0]!, y2: to[1]! },
              style: { stroke: look.ink, lineWidth: 2 }
            }
          },
          encode: { x: [1, 2], y: 0 }
        }
      ]
    })
  }
}
