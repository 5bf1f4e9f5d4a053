/** What the flags of `sweep run` change in a study. */
import { InvalidDefinition, UsageError } from "../errors.ts"
import { durationMillis } from "../search/duration.ts"
import { asha } from "../search/pruners/asha.ts"
import { dominated } from "../search/pruners/dominated.ts"
import { median } from "../search/pruners/median.ts"
import { none } from "../search/pruners/none.ts"
import { percentile } from "../search/pruners/percentile.ts"
import { threshold } from "../search/pruners/threshold.ts"
import { wilcoxon } from "../search/pruners/wilcoxon.ts"
import type { Pruner } from "../search/Pruner.ts"
import type { Sampler } from "../search/Sampler.ts"
import { auto } from "../search/samplers/auto.ts"
import { cmaes } from "../search/samplers/cmaes.ts"
import { gp } from "../search/samplers/gp.ts"
import { grid } from "../search/samplers/grid.ts"
import { nsga2 } from "../search/samplers/nsga2.ts"
import { random } from "../search/samplers/random.ts"
import { sobol } from "../search/samplers/sobol.ts"
import { tpe } from "../search/samplers/tpe.ts"
import type { Study } from "../search/Study.ts"
import { listedGpus } from "../train/gpus.ts"
import type { CreateOptions } from "../store/TrialStore.ts"
import type { PrunerName, SamplerName } from "./names.ts"

const samplers: Readonly<Record<SamplerName, () => Sampler>> = { auto, gp, tpe, cmaes, nsga2, sobol, grid, random }
const pruners: Readonly<Record<PrunerName, () => Pruner>> = {
  asha,
  dominated,
  median,
  none,
  percentile,
  threshold,
  wilcoxon
}

/** The sampler that `--sampler` gives for a name; undefined where it gives none. */
export const samplersNamed = (name: string): Sampler | undefined =>
  (samplers as Readonly<Record<string, () => Sampler>>)[name]?.()

/** The pruner that `--pruner` gives for a name; undefined where it gives none. */
export const prunersNamed = (name: string): Pruner | undefined =>
  (pruners as Readonly<Record<string, () => Pruner>>)[name]?.()

/** Flags that change a study. */
export interface Overrides {
  readonly sampler: SamplerName | undefined
  readonly pruner: PrunerName | undefined
  readonly backend: Study["backend"]
  readonly seed: number | undefined
}

/** The study with the flags' settings in place of its own. Throws `InvalidDefinition` where the sampler cannot search it. */
export const overridden = (study: Study, flags: Overrides): Study => {
  const sampler = flags.sampler === undefined ? study.sampler : samplers[flags.sampler]()
  const pruner = flags.pruner === undefined ? study.pruner : pruners[flags.pruner]()
  sampler.check?.(study.space, study.objectives.length)
  return { ...study, sampler, pruner, backend: flags.backend ?? study.backend, seed: flags.seed ?? study.seed }
}

/** `--trials 40` or `--trials +20`. Throws `UsageError`. */
export const parseTrials = (text: string): NonNullable<CreateOptions["trials"]> => {
  const [, plus, digits] = /^(\+?)(\d+)$/.exec(text.trim()) ?? []
  const count = Number(digits)
  if (digits === undefined || !Number.isSafeInteger(count) || count < 1) {
    throw new UsageError(
      `--trials ${text}: that is not a number of trials.`,
      "Write --trials 40 for 40 in all, or --trials +20 for 20 more."
    )
  }
  return plus === "+" ? { more: count } : { total: count }
}

/** `--time "20 minutes"`, `--time 90s`. Throws `UsageError`. */
export const parseTime = (text: string): number => {
  try {
    return durationMillis(text, "--time")
  } catch (error) {
    throw error instanceof InvalidDefinition ? new UsageError(error.message, error.hint) : error
  }
}

/** `--gpus 0,1`, or UUIDs as `nvidia-smi -L` lists them. Throws `UsageError`. */
export const parseGpus = (text: string): ReadonlyArray<string> => {
  const gpus = listedGpus(text)
  if (gpus.length !== text.split(",").length || new Set(gpus).size !== gpus.length) {
    throw new UsageError(
      `--gpus ${text}: that is not a list of GPUs.`,
      "Write their numbers, separated by commas: --gpus 0,1. sweep doctor lists them."
    )
  }
  return gpus
}
