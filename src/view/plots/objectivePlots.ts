/** Plots of the objective alone: over the trials, and as a distribution. */
import { thinned, type Plotted, type PlotRequest, type PlotTrial } from "./Plot.ts"
import { trialDimension } from "./points.ts"
import { axis, framed, legend, onPaper } from "./style.ts"

/** Complete trials with a value, by number. */
export const completeTrials = ({ record }: PlotRequest): ReadonlyArray<PlotTrial & { readonly value: number }> =>
  record.trials.filter(
    (trial): trial is (typeof record.trials)[number] & { readonly value: number } =>
      trial.state === "complete" && trial.value !== undefined
  )

/** What is said before a trial is complete. */
export const noneComplete: Plotted = { nothing: "No trial is complete yet." }

/** The value of each trial, the best so far as steps, and where trials were pruned or failed. */
export const historyPlot = (request: PlotRequest): Plotted => {
  const trials = completeTrials(request)
  if (trials.length === 0) return noneComplete
  const { look = onPaper } = request
  const { name, spec } = request.record.study
  const isBetter = (a: number, b: number): boolean => (spec.objective.direction === "maximize" ? a > b : a < b)
  const best: Array<readonly [number, number]> = []
  for (const { number, value } of trials) {
    const last = best.at(-1)
    if (last === undefined || isBetter(value, last[1])) best.push([number, value])
  }
  best.push([request.record.trials.length - 1, best.at(-1)![1]])
  const stopped = request.record.trials.filter(({ state }) => state === "pruned" || state === "failed")
  const floor = trials.reduce((worst, { value }) => (isBetter(worst, value) ? value : worst), trials[0]!.value)
  return {
    option: framed(look, `${name}: ${spec.objective.direction} ${spec.objective.metric}`, {
      legend: legend(look),
      xAxis: axis(look, "trial", { minInterval: 1 }),
      yAxis: axis(look, spec.objective.metric, { nameGap: 50 }),
      series: [
        {
          type: "scatter",
          name: "complete",
          symbolSize: 6,
          large: true,
          itemStyle: { color: look.blue, opacity: 0.7 },
          dimensions: ["", spec.objective.metric, trialDimension],
          data: thinned(trials).map(({ number, value }) => [number, value, number])
        },
        {
          type: "scatter",
          name: "pruned or failed",
          symbol: "path://M0,0 L10,10 M10,0 L0,10",
          symbolSize: 6,
          itemStyle: { color: "transparent", borderColor: look.grey, borderWidth: 1 },
          dimensions: ["", "", trialDimension],
          data: thinned(stopped).map(({ number }) => [number, floor, number])
        },
        {
          type: "line",
          name: "best so far",
          step: "end",
          symbol: "none",
          lineStyle: { color: look.orange, width: 2 },
          itemStyle: { color: look.orange },
          dimensions: ["trials", spec.objective.metric],
          data: best.map(([number, value]) => [number, value])
        }
      ]
    })
  }
}

/** The empirical distribution function of the values. */
export const distributionPlot = (request: PlotRequest): Plotted => {
  const values = completeTrials(request).map(({ value }) => value)
  if (values.length === 0) return noneComplete
  const { look = onPaper } = request
  const { name, spec } = request.record.study
  const sign = spec.objective.direction === "maximize" ? -1 : 1
  const sorted = values.toSorted((a, b) => sign * (a - b))
  return {
    option: framed(look, `${name}: how the values are distributed`, {
      xAxis: axis(look, spec.objective.metric, { inverse: sign === -1 }),
      yAxis: axis(look, "share of the trials that are at least so good", { min: 0, max: 1, nameGap: 40 }),
      series: [
        {
          type: "line",
          step: "end",
          symbol: "none",
          lineStyle: { color: look.blue },
          dimensions: [spec.objective.metric, "share"],
          data: thinned(sorted.map((value, index): [number, number] => [value, (index + 1) / sorted.length])).map(
            (point) => [...point]
          )
        }
      ]
    })
  }
}
