/** What a study file imports. */
import type { openStudy as openStudyNow } from "./schedule/openStudy.ts"

export { study } from "./search/define.ts"
export { command, type CommandOptions, type CommandTrain, type CommandTrial } from "./train/command.ts"
export {
  bool,
  choice,
  constant,
  float,
  int,
  ordinal,
  type DefaultOption,
  type NumberOptions
} from "./search/space/distributions.ts"
export { auto } from "./search/samplers/auto.ts"
export { cmaes, type CmaesOptions } from "./search/samplers/cmaes.ts"
export { gp, type GpOptions } from "./search/samplers/gp.ts"
export { grid, type GridOptions } from "./search/samplers/grid.ts"
export { nsga2, type Nsga2Options } from "./search/samplers/nsga2.ts"
export { random } from "./search/samplers/random.ts"
export { sobol } from "./search/samplers/sobol.ts"
export { tpe, type TpeOptions } from "./search/samplers/tpe.ts"
export { pbt } from "./search/pbt.ts"
export type { PbtOptions } from "./search/pbt/PbtSettings.ts"
export { asha, type AshaOptions } from "./search/pruners/asha.ts"
export { median, type MedianOptions } from "./search/pruners/median.ts"
export { none } from "./search/pruners/none.ts"
export { all, any } from "./search/combine.ts"
export { after } from "./search/pruners/combine.ts"
export { dominated, type DominatedOptions } from "./search/pruners/dominated.ts"
export { extrapolation, type ExtrapolationOptions } from "./search/pruners/extrapolation.ts"
export { hyperband, type HyperbandOptions } from "./search/pruners/hyperband.ts"
export { patience, type PatienceOptions } from "./search/pruners/patience.ts"
export { percentile, type PercentileOptions } from "./search/pruners/percentile.ts"
export { threshold, type ThresholdOptions } from "./search/pruners/threshold.ts"
export { wilcoxon, type WilcoxonOptions } from "./search/pruners/wilcoxon.ts"
export { hypervolume } from "./search/objectives/hypervolume.ts"
export type {
  Curve,
  FoldPoint,
  JudgeFoldRequest,
  JudgeRequest,
  NextRequest,
  Peers,
  Pruner,
  Resumption,
  Verdict
} from "./search/Pruner.ts"
export { gpuHours, gpuSeconds } from "./search/stops/gpuHours.ts"
export { plateau, type PlateauOptions } from "./search/stops/plateau.ts"
export { regretBound } from "./search/stops/regretBound.ts"
export { target } from "./search/stops/target.ts"
export type { StopRequest, StopRule, StopVerdict } from "./search/Stop.ts"
export type { Sampler, SuggestRequest, Suggestion } from "./search/Sampler.ts"
export type { Distribution, Params, ParamsOf, SearchSpace } from "./search/SearchSpace.ts"
export type {
  Budget,
  Checkpoint,
  Checkpoints,
  Objective,
  Resources,
  RetryPolicy,
  Study,
  StudyDefinition,
  TrainContext,
  TrainResult
} from "./search/Study.ts"
export type { Evidence, History, Report, Trial, TrialState } from "./search/Trial.ts"
export type {
  AskedTrial,
  Incumbent,
  OpenStudy,
  OpenStudyEffects,
  OpenStudyOptions,
  OwnLoopDefinition,
  PruneAdvice,
  Told
} from "./schedule/openStudy.ts"

/** Opens a study for a loop of one's own: ask, report, tell. The store is loaded by the first call, so that study files stay light. */
export const openStudy: typeof openStudyNow = async (definition, options) =>
  (await import("./schedule/openStudy.ts")).openStudy(definition, options)
