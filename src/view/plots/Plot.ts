/** What can be plotted of a study, and from what. */
import type { EChartsOption } from "echarts"
import type { Importances } from "../../search/importance/importance.ts"
import type { StoredReport, StoredStudy, StoredTrial } from "../../store/records.ts"
import type { RecordedAttempt } from "../../store/StudyRecord.ts"
import type { Look } from "./style.ts"

/** Every kind of plot, with what it shows. */
export const plotKinds = {
  history: "the objective of each trial by its number, and the best so far",
  curves: "what the trials reported, step by step",
  slice: "the objective against each param",
  contour: "the objective between the trials, over two params",
  rank: "trials by pairs of params, in the colour of their rank",
  parallel: "every trial as a line through its params, the best in colour",
  importance: "the share of the variance that each param explains",
  distribution: "the part of the trials that are at least so good",
  timeline: "which trial ran when, beside which others",
  front: "two objectives against each other, the Pareto front in colour",
  hypervolume: "what the Pareto front encloses, trial by trial"
} as const

export type PlotKind = keyof typeof plotKinds

/** A trial as plots see it. */
export type PlotTrial = Pick<
  StoredTrial,
  "number" | "state" | "params" | "value" | "metrics" | "finishedAt" | "attempt" | "continues"
>

/** An execution as plots see it. */
export type PlotAttempt = Pick<RecordedAttempt, "trial" | "attempt" | "startedAt" | "ended">

/** The part of a study's record that plots are made from: a whole record is one, and so is what a page carries. */
export interface PlotRecord {
  readonly study: Pick<StoredStudy, "name" | "spec">
  /** By rising number. */
  readonly trials: ReadonlyArray<PlotTrial>
  readonly attempts: ReadonlyArray<PlotAttempt>
  readonly reports: ReadonlyArray<Pick<StoredReport, "trial" | "attempt" | "step" | "fold" | "metrics">>
}

/** What a plot is made from. */
export interface PlotRequest {
  readonly record: PlotRecord
  /** The present, for trials that run: milliseconds since 1970. */
  readonly now: number
  /** Default: for pictures. */
  readonly look?: Look
  /** Flat names of the params to draw, where a plot is of params. Default: all that vary; of a pair, the two that matter most. */
  readonly params?: ReadonlyArray<string>
  /** Where they are known already; null: there is not enough data for them. */
  readonly importances?: Importances | null
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
