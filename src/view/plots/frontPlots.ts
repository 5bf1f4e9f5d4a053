/** Plots of several objectives: the front, and how much it encloses. */
import { valuesIn } from "../../search/objectives/direction.ts"
import { joinFront } from "../../search/objectives/front.ts"
import { hypervolume } from "../../search/objectives/hypervolume.ts"
import { referenceOf } from "../../search/objectives/reference.ts"
import { completeTrials, noneComplete } from "./objectivePlots.ts"
import { thinned, type Plotted, type PlotRequest } from "./Plot.ts"
import { trialDimension } from "./points.ts"
import { axis, framed, legend, onPaper } from "./style.ts"

/** The first objective against the second: the trials that none surpasses in both are in colour. */
export const frontPlot = (request: PlotRequest): Plotted => {
  const { look = onPaper } = request
  const { name, spec } = request.record.study
  const [first, second] = spec.objectives ?? []
  if (first === undefined || second === undefined)
    return { nothing: `The study "${name}" has one objective: there is no front. Look at sweep plot history.` }
  const signs = [first, second].map(({ direction }) => (direction === "maximize" ? -1 : 1))
  const points = completeTrials(request).flatMap(({ metrics, number }) => {
    const [x, y] = [metrics?.[first.metric], metrics?.[second.metric]]
    return x === undefined || y === undefined ? [] : [{ number, x, y }]
  })
  if (points.length === 0) return noneComplete
  const byFirst = points.toSorted((a, b) => signs[0]! * (a.x - b.x) || signs[1]! * (a.y - b.y))
  let best = Infinity
  const front = byFirst.filter(({ y }) => {
    if (signs[1]! * y >= best) return false
    best = signs[1]! * y
    return true
  })
  const inFront = new Set(front.map(({ number }) => number))
  const others = points.filter(({ number }) => !inFront.has(number))
  return {
    option: framed(look, `${name}: ${first.direction} ${first.metric}, ${second.direction} ${second.metric}`, {
      legend: legend(look),
      xAxis: axis(look, first.metric),
      yAxis: axis(look, second.metric, { nameGap: 50 }),
      series: [
        {
          type: "scatter",
          name: "surpassed",
          symbolSize: 6,
          itemStyle: { color: look.grey, opacity: 0.6 },
          large: true,
          dimensions: [first.metric, second.metric, trialDimension],
          data: thinned(others).map(({ number, x, y }) => [x, y, number])
        },
        {
          type: "line",
          name: "front",
          symbolSize: 7,
          itemStyle: { color: look.orange },
          lineStyle: { color: look.orange, width: 1 },
          dimensions: [first.metric, second.metric, trialDimension],
          data: front.map(({ number, x, y }) => [x, y, number])
        }
      ]
    })
  }
}

/** More have no exact hypervolume here. */
const mostObjectives = 3

/**
 * The hypervolume of the front so far, by the number of the trial: from what it encloses, up to a little beyond the worst
 * values (outliers apart). It only ever grows.
 */
export const hypervolumePlot = (request: PlotRequest): Plotted => {
  const { look = onPaper } = request
  const { name, spec } = request.record.study
  const { objectives } = spec
  if (objectives === undefined || objectives.length < 2)
    return { nothing: `The study "${name}" has one objective: it has no hypervolume. Look at sweep plot history.` }
  if (objectives.length > mostObjectives)
    return {
      nothing: `Hypervolumes are computed for up to ${mostObjectives} objectives, and there are ${objectives.length}.`
    }
  const placed = completeTrials(request).flatMap(({ metrics, number }) => {
    const values = valuesIn(objectives, metrics ?? {})
    return values === undefined ? [] : [{ number, values }]
  })
  if (placed.length === 0) return noneComplete
  let front: ReadonlyArray<(typeof placed)[number]> = []
  const grown = placed.flatMap((trial) => {
    const joined = joinFront(front, trial)
    if (joined === front) return []
    front = joined
    return [{ number: trial.number, points: joined.map(({ values }) => values) }]
  })
  const reference = objectives.map((_, k) =>
    referenceOf(
      front.map(({ values }) => values[k]!),
      placed.map(({ values }) => values[k]!)
    )
  )
  const steps = grown.map(({ number, points }) => [number, hypervolume(points, reference), number])
  const last = request.record.trials.at(-1)?.number ?? 0
  return {
    option: framed(look, `${name}: hypervolume of the front`, {
      xAxis: axis(look, "trial", { minInterval: 1 }),
      yAxis: axis(look, "hypervolume", { nameGap: 50, min: 0 }),
      series: [
        {
          type: "line",
          step: "end",
          symbolSize: 5,
          lineStyle: { color: look.orange, width: 2 },
          itemStyle: { color: look.orange },
          dimensions: ["", "hypervolume", trialDimension],
          data: [...steps, [last, steps.at(-1)![1]!, steps.at(-1)![2]!]]
        }
      ]
    })
  }
}
