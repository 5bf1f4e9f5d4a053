/** The names that flags take, apart from what they name, so that --help loads none of it. */

/** For `--sampler`. */
export const samplerNames = ["auto", "gp", "tpe", "cmaes", "nsga2", "sobol", "grid", "random"] as const

/** For `--pruner`. */
export const prunerNames = ["asha", "median", "none", "percentile", "threshold", "wilcoxon"] as const

/** For `--backend`. */
export const backendNames = ["tensorflow-gpu", "tensorflow", "wasm", "webgpu", "cpu"] as const

/** For `--reporter`. */
export const reporterNames = ["default", "lines", "json"] as const

/** For `--durability`. */
export const durabilities = ["power", "process"] as const

/** One of the samplers by name. */
export type SamplerName = (typeof samplerNames)[number]

/** One of the pruners by name. */
export type PrunerName = (typeof prunerNames)[number]

/** One of the reporters by name. */
export type ReporterName = (typeof reporterNames)[number]
