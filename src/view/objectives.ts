/** Objectives in words, and fronts in a line. */
import { objectivesOf, valuesIn, type Objectives, type ObjectiveSpec } from "../search/objectives/direction.ts"
import { joinFront } from "../search/objectives/front.ts"
import type { Params } from "../search/SearchSpace.ts"
import { formatCount, formatNumber } from "./format.ts"

type Metrics = Readonly<Record<string, number>>

/** What has a first objective, and a list of all where there are several. */
export interface WithObjectives {
  readonly objective: ObjectiveSpec
  readonly objectives?: Objectives
}

/** A trial on the front of a run. */
export interface OnFront {
  readonly number: number
  readonly metrics: Metrics
  readonly params: Params
}

/** `maximize accuracy`, or `maximize accuracy, minimize latency`. */
export const objectiveWords = (spec: WithObjectives): string =>
  objectivesOf(spec)
    .map(({ direction, metric }) => `${direction} ${metric}`)
    .join(", ")

/** `accuracy 0.97, latency 12`. */
export const objectiveValues = (spec: WithObjectives, metrics: Metrics): string =>
  objectivesOf(spec)
    .map(({ metric }) => `${metric} ${formatNumber(metrics[metric] ?? Number.NaN)}`)
    .join(", ")

/** The front with one more trial. */
export const withTrial = (
  spec: WithObjectives,
  front: ReadonlyArray<OnFront>,
  trial: OnFront
): ReadonlyArray<OnFront> => {
  const placed = (one: OnFront) => ({ one, values: valuesIn(objectivesOf(spec), one.metrics) ?? [] })
  return joinFront(front.map(placed), placed(trial)).map(({ one }) => one)
}

/** `front of 5 trials: accuracy 0.93 … 0.97, latency 8 … 30`. */
export const frontWords = (spec: WithObjectives, front: ReadonlyArray<OnFront>): string => {
  const ranges = objectivesOf(spec).map(({ metric }) => {
    const values = front.map(({ metrics }) => metrics[metric] ?? Number.NaN)
    const [low, high] = [Math.min(...values), Math.max(...values)]
    return `${metric} ${formatNumber(low)}${high === low ? "" : ` … ${formatNumber(high)}`}`
  })
  return `front of ${formatCount(front.length, "trial")}: ${ranges.join(", ")}`
}
