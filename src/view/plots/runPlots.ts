/** Plots of how trials ran: their curves, and their times. */
import { curvesOf } from "../curves.ts"
import { thinned, type Plotted, type PlotRequest } from "./Plot.ts"
import { axis, axisColours, framed, onPaper, type Look } from "./style.ts"

const mostCurves = 300

/** Every trial's intermediate values: complete ones in blue, the best in orange, pruned ones in grey. */
export const curvesPlot = ({ look = onPaper, record }: PlotRequest): Plotted => {
  const curves = curvesOf(record, record.study.spec.objective.metric)
  if (curves.size === 0) return { nothing: "No trial has reported its objective outside of folds." }
  const { name, spec } = record.study
  const sign = spec.objective.direction === "maximize" ? -1 : 1
  const complete = record.trials.filter(({ state, value }) => state === "complete" && value !== undefined)
  const best = complete.toSorted((a, b) => sign * (a.value! - b.value!))[0]?.number
  const isComplete = new Set(complete.map(({ number }) => number))
  const chosen = thinned(
    [...curves.keys()].filter((trial) => trial !== best),
    mostCurves
  )
  return {
    option: framed(look, `${name}: ${spec.objective.metric} by step`, {
      xAxis: axis(look, "step", { minInterval: 1 }),
      yAxis: axis(look, spec.objective.metric, { nameGap: 50 }),
      series: [...chosen, ...(best !== undefined && curves.has(best) ? [best] : [])].map((trial) => {
        const color = trial === best ? look.orange : isComplete.has(trial) ? look.blue : look.grey
        const points = thinned(curves.get(trial)!, 500)
        return {
          type: "line" as const,
          name: `trial ${trial}`,
          symbol: points.length === 1 ? "circle" : "none",
          symbolSize: 4,
          lineStyle: { color, width: trial === best ? 2.5 : 1, opacity: trial === best ? 1 : 0.5 },
          itemStyle: { color },
          dimensions: ["step", spec.objective.metric],
          data: points.map((point) => [...point])
        }
      })
    })
  }
}

const mostBars = 1_000

interface Bar {
  readonly trial: number
  readonly from: number
  readonly to: number
  readonly ended: string
}

/** The attempts in as few lanes as hold them without an overlap. */
const inLanes = (bars: ReadonlyArray<Bar>): ReadonlyArray<Bar & { readonly lane: number }> => {
  const freeAt: Array<number> = []
  return bars.map((bar) => {
    const free = freeAt.findIndex((time) => time <= bar.from)
    const lane = free === -1 ? freeAt.length : free
    freeAt[lane] = bar.to
    return { ...bar, lane }
  })
}

const colourOf = (look: Look, ended: string): string =>
  ended === "complete"
    ? look.blue
    : ended === "failed" || ended === "retry" || ended === "lost"
      ? look.orange
      : ended === "running"
        ? look.green
        : look.grey

/** Every attempt as a bar over time, beside those that ran with it. */
export const timelinePlot = ({ look = onPaper, now, record }: PlotRequest): Plotted => {
  const ends = new Map(record.trials.map(({ finishedAt, number }) => [number, finishedAt]))
  const begun = record.attempts.toSorted((a, b) => a.startedAt - b.startedAt)
  const later = new Map<string, number>()
  for (const { attempt, startedAt, trial } of begun) later.set(`${trial}/${attempt - 1}`, startedAt)
  const bars = begun.map(({ attempt, ended, startedAt, trial }): Bar => ({
    trial,
    from: startedAt,
    // When an earlier attempt ended is not told by the record: at the latest when the next one began.
    to:
      ended === undefined ? now : Math.max(startedAt, later.get(`${trial}/${attempt}`) ?? ends.get(trial) ?? startedAt),
    ended: ended ?? "running"
  }))
  if (bars.length === 0) return { nothing: "No trial has been started yet." }
  const lanes = inLanes(bars.slice(-mostBars))
  const count = Math.max(...lanes.map(({ lane }) => lane)) + 1
  return {
    height: Math.max(200, 120 + 28 * count),
    option: framed(look, `${record.study.name}: what ran when`, {
      xAxis: { type: "time", ...axisColours(look) },
      yAxis: {
        type: "category",
        data: Array.from({ length: count }, (_, lane) => String(lane + 1)),
        inverse: true,
        ...axisColours(look)
      },
      series: [
        {
          type: "custom",
          data: lanes.map(({ ended, from, lane, to, trial }) => ({
            name: `trial ${trial}`,
            value: [from, to, lane],
            itemStyle: { color: colourOf(look, ended) }
          })),
          dimensions: ["", "", ""],
          encode: { x: [0, 1], y: 2 },
          renderItem: (params, api) => {
            const [from, to] = [api.coord([api.value(0), api.value(2)]), api.coord([api.value(1), api.value(2)])]
            const size = api.size?.([0, 1])
            const height = (Array.isArray(size) ? Number(size[1]) : 20) * 0.7
            return {
              type: "rect",
              shape: { x: from[0]!, y: from[1]! - height / 2, width: Math.max(1, to[0]! - from[0]! - 1), height },
              style: { fill: colourOf(look, lanes[params.dataIndex]!.ended) }
            }
          }
        }
      ]
    })
  }
}
