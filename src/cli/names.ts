/** The names that flags take, apart from what they name, so that --help loads none of it. */

/** For `--sampler`. */
export const samplerNames = ["auto", "gp", "tpe", "cmaes", "nsga2", "sobol", "grid", "random"] as const

/** For `--pruner`. */
export const prunerNames = ["asha", "dominated", "median", "none", "percentile", "threshold", "wilcoxon"] as const

/** For `sweep replay --pruner`. */
export const playedPrunerNames = [
  "asha",
  "hyperband",
  "median",
  "percentile",
  "threshold",
  "patience",
  "extrapolation",
  "none"
] as const

/** Pruners that `sweep replay --pruner` knows and does not play, and why. */
export const unplayedPruners = {
  dominated:
    "What a pruner would have lost is told by the rank of its trials, and between several objectives there is none.",
  wilcoxon: "It judges folds, and what is played again are curves over steps."
} as const

/** Settings of those that are played, each a flag of `sweep replay`: what it is, in words. */
export const prunerFlags = {
  minStep: "First step at which it judges",
  maxStep: "Last step of a training",
  reduction: "One in so many passes a rung",
  spacing: "Rungs are this factor apart",
  finish: "Share of the steps up to which paused trials go on at the end",
  percentile: "Share of the trials to keep up with, in percent",
  startUpTrials: "Complete trials before it judges",
  warmUpSteps: "Steps before it judges",
  upper: "Highest value that may be reported",
  lower: "Lowest value that may be reported",
  divergence: "How many times worse than usual is too much",
  steps: "Steps without an improvement",
  minDelta: "Least improvement that counts",
  probability: "Least chance to beat the incumbent"
} as const

/** For `--backend`. */
export const backendNames = ["tensorflow-gpu", "tensorflow", "wasm", "webgpu", "cpu"] as const

/** For `--reporter`. */
export const reporterNames = ["default", "lines", "json", "github-actions"] as const

/** For `--durability`. */
export const durabilities = ["power", "process"] as const

/** What a setting of a pruner is called on the command line, without the dashes before it. */
export const flagName = (setting: string): string =>
  setting.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** One of the pruners that a study can be played again with. */
export type PlayedPrunerName = (typeof playedPrunerNames)[number]

/** One of those that are not. */
export type UnplayedPrunerName = keyof typeof unplayedPruners

/** One of their settings. */
export type PrunerFlagName = keyof typeof prunerFlags

/** One of the samplers by name. */
export type SamplerName = (typeof samplerNames)[number]

/** One of the pruners by name. */
export type PrunerName = (typeof prunerNames)[number]

/** One of the reporters by name. */
export type ReporterName = (typeof reporterNames)[number]

/** Kinds of plots; `view/plots/Plot.ts` says what each shows. */
export const plotNames = [
  "history",
  "curves",
  "slice",
  "contour",
  "rank",
  "parallel",
  "importance",
  "distribution",
  "timeline",
  "front",
  "hypervolume"
] as const
