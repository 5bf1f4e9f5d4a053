/** Plots of params by pairs: the objective between the trials, and the trials by their rank. */
import { importances, observedIn } from "../../search/importance/importance.ts"
import { formatNumber } from "../format.ts"
import { thinned, type Plotted, type PlotRequest } from "./Plot.ts"
import { trialDimension } from "./points.ts"
import { surface } from "./surface.ts"
import { framed, onPaper, shadeAt, type Look } from "./style.ts"
import { lookUp, panels, paramAxis, paramsOf, type Param, type ParamRow } from "./varying.ts"

/** The params that were asked for, or those that matter most; where that is not known, the first of the space. */
const foremost = (request: PlotRequest, params: ReadonlyArray<Param>, rows: ReadonlyArray<ParamRow>, most: number) => {
  if (request.params !== undefined) return params.slice(0, most)
  const { spec } = request.record.study
  const found =
    request.importances === undefined
      ? importances(spec.space, observedIn(request.record.trials), spec.seed)
      : request.importances
  const places = new Map(found?.params.map(({ name }, index) => [name, index]))
  return params
    .filter(({ name }) => rows.some((row) => row.params.has(name)))
    .toSorted((a, b) => (places.get(a.name) ?? Infinity) - (places.get(b.name) ?? Infinity) || 0)
    .slice(0, most)
}

/** What a contour can be drawn over, and what it is drawn over unless two others are asked for; undefined where there is no pair. */
export interface Pair {
  readonly names: ReadonlyArray<string>
  readonly drawn: readonly [x: string, y: string]
}

const numericOf = (request: PlotRequest, rows: ReadonlyArray<ParamRow>): ReadonlyArray<Param> =>
  paramsOf(request, rows).filter(({ isNumber }) => isNumber)

/** The numeric params that vary, and the pair of them that the request is for. */
export const pairOf = ({ params, ...request }: PlotRequest): Pair | undefined => {
  const rows = lookUp(request)
  const numeric = numericOf(request, rows)
  const [x, y] = params ?? foremost(request, numeric, rows, 2).map(({ name }) => name)
  return x === undefined || y === undefined ? undefined : { names: numeric.map(({ name }) => name), drawn: [x, y] }
}

const needsTwo: Plotted = { nothing: "It takes two numeric params that vary among the complete trials." }

/** The ends of an axis that ends with the trials are odd numbers: nobody reads by them. */
const withoutEnds = (look: Look): object => ({
  axisLabel: { color: look.quiet, showMinLabel: false, showMaxLabel: false }
})

/**
 * The objective over two numeric params, in levels: estimated from the trials around each place, and left blank where there
 * are none. The params are those of the request, or the two that matter most.
 */
export const contourPlot = (request: PlotRequest): Plotted => {
  const { look = onPaper } = request
  const rows = lookUp(request)
  const [x, y] = foremost(request, numericOf(request, rows), rows, 2)
  if (x === undefined || y === undefined) return needsTwo
  const { name, spec } = request.record.study
  const points = thinned(
    rows.flatMap(({ number, params, value }) => {
      const [atX, atY] = [params.get(x.name), params.get(y.name)]
      return atX === undefined || atY === undefined ? [] : [{ x: Number(atX), y: Number(atY), value, number }]
    })
  )
  const found = surface(points, x.isLog, y.isLog)
  if (found === undefined) return needsTwo
  const best = spec.objective.direction === "maximize" ? found.high : found.low
  const worst = spec.objective.direction === "maximize" ? found.low : found.high
  const shadeOf = (value: number): string => shadeAt(look, best === worst ? 1 : (value - worst) / (best - worst))
  return {
    height: 460,
    option: framed(look, `${name}: ${spec.objective.metric} by ${x.name} and ${y.name}`, {
      grid: { left: 80, right: 110, top: look.hasTitle ? 48 : 20, bottom: 56 },
      xAxis: paramAxis(look, x, { min: found.x[0], max: found.x[1], ...withoutEnds(look) }),
      yAxis: paramAxis(look, y, { min: found.y[0], max: found.y[1], nameGap: 56, ...withoutEnds(look) }),
      visualMap: {
        seriesIndex: 1,
        dimension: 2,
        min: found.low,
        max: found.high,
        right: 8,
        top: "middle",
        calculable: false,
        text: [formatNumber(found.high), formatNumber(found.low)],
        textStyle: { color: look.quiet },
        inRange: { color: spec.objective.direction === "maximize" ? [...look.shades] : look.shades.toReversed() }
      },
      series: [
        {
          type: "custom",
          name: "surface",
          silent: true,
          dimensions: ["", "", "", "", ""],
          encode: { x: [0, 1], y: [2, 3] },
          data: found.cells.map(({ from, high, low, to, value }) => [from, to, low, high, value]),
          renderItem: (_, api) => {
            const [left, bottom] = api.coord([api.value(0), api.value(2)]) as [number, number]
            const [right, top] = api.coord([api.value(1), api.value(3)]) as [number, number]
            return {
              type: "rect",
              // Half a pixel more, or the ground would shine through between them.
              shape: { x: left, y: top, width: right - left + 0.5, height: bottom - top + 0.5 },
              style: { fill: shadeOf(Number(api.value(4))) }
            }
          }
        },
        {
          type: "scatter",
          symbolSize: 6,
          itemStyle: { borderColor: look.ink, borderWidth: 0.6 },
          dimensions: [x.name, y.name, spec.objective.metric, trialDimension],
          data: points.map(({ number, value, x: atX, y: atY }) => [atX, atY, value, number])
        }
      ]
    })
  }
}

const mostParams = 4

/** Every pair of the params that matter most, each trial in the colour of its rank: where the good ones gather. */
export const rankPlot = (request: PlotRequest): Plotted => {
  const { look = onPaper } = request
  const rows = lookUp(request)
  const params = foremost(request, paramsOf(request, rows), rows, mostParams)
  if (params.length < 2) return { nothing: "It takes two params that vary among the complete trials." }
  const { name, spec } = request.record.study
  const sign = spec.objective.direction === "maximize" ? -1 : 1
  const ordered = rows.toSorted((a, b) => sign * (a.value - b.value))
  const places = new Map(ordered.map(({ number }, index) => [number, index + 1]))
  const pairs = params.flatMap((y, index) => params.slice(0, index).map((x) => ({ x, y })))
  const { grids, height } = panels(pairs.length)
  // The best last, so that they lie on top.
  const drawn = thinned(ordered, 2_000).toReversed()
  return {
    height,
    option: framed(look, `${name}: trials by their rank in ${spec.objective.metric}`, {
      grid: [...grids],
      xAxis: pairs.map(({ x }, gridIndex) => paramAxis(look, x, { gridIndex, nameGap: 24 })),
      yAxis: pairs.map(({ y }, gridIndex) => paramAxis(look, y, { gridIndex, nameGap: 44 })),
      visualMap: {
        dimension: 2,
        min: 1,
        max: Math.max(2, rows.length),
        top: 4,
        right: 16,
        orient: "horizontal",
        itemHeight: 90,
        text: ["worst", "best"],
        textStyle: { color: look.quiet },
        inRange: { color: look.shades.toReversed() }
      },
      series: pairs.map(({ x, y }, index) => ({
        type: "scatter" as const,
        xAxisIndex: index,
        yAxisIndex: index,
        symbolSize: 6,
        dimensions: [x.name, y.name, "rank", trialDimension],
        data: drawn.flatMap(({ number, params: flat }) => {
          const [atX, atY] = [flat.get(x.name), flat.get(y.name)]
          const shown = (at: typeof atX) => (typeof at === "boolean" ? String(at) : at)
          return atX === undefined || atY === undefined ? [] : [[shown(atX), shown(atY), places.get(number)!, number]]
        })
      }))
    })
  }
}
