/** What can be plotted of a study, and from what. */
import type { EChartsOption } from "echarts"
import type { StudyRecord } from "../../store/StudyRecord.ts"

/** Every kind of plot, with what it shows. */
export const plotKinds = {
  history: "the objective of each trial by its number, and the best so far",
  curves: "what the trials reported, step by step",
  slice: "the objective against each param",
  parallel: "every trial as a line through its params, the best in colour",
  importance: "the share of the variance that each param explains",
  distribution: "the part of the trials that are at least so good",
  timeline: "which trial ran when, beside which others",
  front: "two objectives against each other, the Pareto front in colour"
} as const

export type PlotKind = keyof typeof plotKinds

/** What a plot is made from. */
export interface PlotRequest {
  readonly record: StudyRecord
  /** The present, for trials that run: milliseconds since 1970. */
  readonly now: number
}

/** A chart, or why there is nothing to draw. */
export type Plotted = { readonly option: EChartsOption; readonly height?: number } | { readonly nothing: string }

/** The most points of one series: beyond them a plot would be a blot, and its file large. */
const mostPoints = 5_000

/** At most so many of the items, evenly spread, the first and the last among them. */
export const thinned = <Item>(items: ReadonlyArray<Item>, most = mostPoints): ReadonlyArray<Item> =>
  items.length <= most
    ? items
    : Array.from({ length: most }, (_, index) => items[Math.round((index * (items.length - 1)) / (most - 1))]!)
