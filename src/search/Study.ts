/** What a study is: the definition that a person writes, and the same with every default filled in. */
import type { Effect } from "effect/Effect"
import type { ConstraintSpec, OutcomeBounds } from "./objectives/constraints.ts"
import type { ObjectiveSpec, Objectives } from "./objectives/direction.ts"
import type { NoiseOptions, NoiseSpec } from "./objectives/noise.ts"
import type { Pruner } from "./Pruner.ts"
import type { Sampler } from "./Sampler.ts"
import type { StopRule } from "./Stop.ts"
import type { Params, ParamsOf, SearchSpace } from "./SearchSpace.ts"

/** The metric that makes one trial better than another. */
export type Objective<Metric extends string = string> = { readonly maximize: Metric } | { readonly minimize: Metric }

/** Milliseconds, or words such as "20 minutes", "1.5 hours", "90 s". */
export type DurationInput = number | string

/** When a study has had enough. */
export interface Budget {
  /** Trials of the study, over all runs of the command. Default 100. */
  readonly trials?: number
  /** How long one run of the command may take. Default: as long as the trials need. */
  readonly time?: DurationInput
  /**
   * Seconds that the attempts of all runners may hold GPUs, each times its share (`resources.gpu`). Those that run when
   * they are used up are given back. Default: no bound.
   */
  readonly gpuSeconds?: number
}

/** What one trial needs of the machine. */
export interface Resources {
  /** Cores of one trial. Default 1. */
  readonly cpu?: number
  /** Share of one GPU (0.5: two trials on each), or a whole number of GPUs. Default 0. */
  readonly gpu?: number
  /**
   * Memory of the GPU that a trial needs in MiB: trials that share a card wait until there is room. Default: what trials of
   * the same params held before, else the most that any held, else their share.
   */
  readonly gpuMemory?: number
  /** Most memory of one trial's process in MiB. Default: the machine's memory, shared between its slots. */
  readonly memory?: number
}

/** How often a trial is tried again, by the reason of its failure. */
export interface RetryPolicy {
  /** After its process died. Default 2. */
  readonly crash?: number
  /** After it ran out of memory. Default 1. */
  readonly outOfMemory?: number
  /** After it took longer than the study's `timeout`. Default 0. */
  readonly timeout?: number
}

/** Where `train` runs: in a process of its own per trial, or in the runner's own process (for cheap functions). */
export type Isolation = "process" | "none"

/** What a training saved of itself after a step: bytes, or a folder of files, which is there to be read only. */
export type Checkpoint = { readonly step: number } & (
  | { readonly bytes: Uint8Array; readonly folder?: never }
  | { readonly folder: string; readonly bytes?: never }
)

/** Saves what a training needs to go on, and gives it back to a later attempt of the trial. */
export interface Checkpoints {
  /**
   * Saves the state after a trained step: bytes, or a folder that is copied. Resolves when it is safe on disk and on
   * record. Save before the step is reported, so that the trial can be paused by that report. What lies at `Math.random`
   * is saved with it where the trial has a process of its own. Rejects with a `TypeError` for what cannot be saved.
   */
  readonly save: (step: number, state: Uint8Array | { readonly folder: string }) => Promise<void>
  /**
   * The state to go on from: the trial's latest checkpoint that is sound, or in population-based training its parent's.
   * Undefined where it begins at the beginning. The next step to train and report is `step + 1`. Call it once, first.
   */
  readonly load: () => Promise<Checkpoint | undefined>
}

/** What a train function is given. */
export interface TrainContext<P = Params> {
  /** The params to train with, typed from the space. */
  readonly params: P
  /** A 32-bit seed that depends only on the study's seed and the trial's number. `Math.random` is seeded with it. */
  readonly seed: number
  /**
   * A 32-bit seed that is the same in every trial: it depends only on the study's seed and on its `data`. Splits made with
   * it are the same in all trials, processes and attempts, so that folds pair.
   */
  readonly splitSeed: number
  /** The trial's number in its study. */
  readonly number: number
  /** 1 for the first execution of this trial, 2 for the next: a retry, or a paused trial that goes on. */
  readonly attempt: number
  /** Aborted when the trial is pruned, paused or interrupted. */
  readonly signal: AbortSignal
  /** Where the trial's state is kept between its attempts. */
  readonly checkpoint: Checkpoints
  /**
   * Records intermediate values. Steps count from 1, the first trained step; step 0 is recorded and never judged.
   * Rejects when the trial is pruned, paused or interrupted, which ends `train` unless it is caught.
   */
  readonly report: (
    step: number,
    metrics: Readonly<Record<string, number>>,
    at?: { readonly fold: number }
  ) => Promise<void>
  /** Writes a line to the trial's log file. */
  readonly log: (...values: ReadonlyArray<unknown>) => void
}

/** What a train function ends with: the metric of each objective, and whatever other numbers are worth keeping. */
export type TrainResult<Metric extends string = string> = Readonly<Record<Metric, number>> &
  Readonly<Record<string, number>>

/** Trains one configuration and says how good it is, as a value, a promise or an Effect. */
export type Train<P, Metric extends string> = (
  context: TrainContext<P>
) => TrainResult<Metric> | Promise<TrainResult<Metric>> | Effect<TrainResult<Metric>, unknown>

/** What a person writes in a study file. Only `space`, `objective` and `train` are required. */
export interface StudyDefinition<Space extends SearchSpace, Metric extends string, Constrained extends string = never> {
  /** Default: the name of the study file without its ending. */
  readonly name?: string
  readonly space: Space
  /** Hard constraint on the params, never violated. */
  readonly where?: (params: ParamsOf<Space>) => boolean
  /** Points that are tried before anything else, such as settings that are known to be good. They count as trials. */
  readonly enqueue?: ReadonlyArray<ParamsOf<NoInfer<Space>>>
  /** The metric to optimise, or a list of several: the study then searches for the trade-offs between them. */
  readonly objective: Objective<Metric> | ReadonlyArray<Objective<Metric>>
  /**
   * Bounds on other metrics that `train` must return, such as `{ latency: { atMost: 20 } }`. A trial outside of one is
   * complete, but cannot be the best.
   */
  readonly constraints?: { readonly [Name in Constrained]: OutcomeBounds }
  /**
   * Whether the same params may give another value the next time: `true`, or `{ sd }` where the spread is known in the
   * objective's unit. Only then may trials have the same params, at most 4 of them (`{ repeats }`). Default: no noise.
   */
  readonly noise?: boolean | NoiseOptions
  /**
   * Metrics that are computed and stored, and shown nowhere until `sweep best --unseal`, which is put on record: what a test
   * split says, so that nobody chooses by it. Default: none.
   */
  readonly sealed?: ReadonlyArray<string>
  /** Default: a grid where the whole grid fits the budget, else the Gaussian process. */
  readonly sampler?: Sampler
  /** Default: asha, which has a say only where `train` reports; none with several objectives. */
  readonly pruner?: Pruner
  readonly budget?: Budget
  /** When the study has had enough before its budget is spent. Default: never. */
  readonly stop?: StopRule
  readonly resources?: Resources
  readonly retry?: RetryPolicy
  /** Checkpoints of how many of the best complete trials are kept. Default 5. */
  readonly checkpoints?: { readonly keep?: number }
  /** The study ends with status 1 after this many failed trials in a row. Default 10. */
  readonly failures?: { readonly consecutive?: number }
  /** Longest time for one attempt of a trial. Default: none. */
  readonly timeout?: DurationInput
  /** Default 0. The same seed proposes the same trials. */
  readonly seed?: number
  /**
   * The fingerprint of the data (`fingerprint` of `hypersweep/train`). It is kept with the study, which then refuses to go on
   * with other data, and splits follow from it.
   */
  readonly data?: string
  /** Default "process". */
  readonly isolation?: Isolation
  /** The TensorFlow.js backend that must be used. Default: the fastest that works here. */
  readonly backend?: "tensorflow-gpu" | "tensorflow" | "wasm" | "webgpu" | "cpu"
  readonly train: Train<ParamsOf<Space>, NoInfer<Metric | Constrained>>
}

/** The tag of a `train` that runs a program. */
export const commandTag = "hypersweep/command"

/** The tag by which a study is recognised, whichever copy of this module made it. */
export const studyTag = "hypersweep/Study"

/** A study with every default filled in. Types of params are forgotten: they were checked where it was written. */
export interface Study {
  readonly _tag: typeof studyTag
  readonly name: string | undefined
  readonly space: SearchSpace
  /** Throws `InvalidDefinition` where the study file's own threw, or gave no boolean. */
  readonly where: ((params: Params) => boolean) | undefined
  readonly enqueue: ReadonlyArray<Params>
  /** The first objective. */
  readonly objective: ObjectiveSpec
  /** All of them. */
  readonly objectives: Objectives
  readonly constraints: ReadonlyArray<ConstraintSpec>
  /** undefined: none is declared. */
  readonly noise: NoiseSpec | undefined
  readonly sealed: ReadonlyArray<string>
  readonly sampler: Sampler
  readonly pruner: Pruner
  readonly budget: { readonly trials: number; readonly timeMillis: number | undefined }
  /** undefined: nothing but the budget stops it. */
  readonly stop: StopRule | undefined
  readonly resources: {
    readonly cpu: number
    readonly gpu: number
    readonly gpuMemoryMiB: number | undefined
    readonly memoryMiB: number | undefined
  }
  readonly retry: Required<RetryPolicy>
  /** Of how many of the best complete trials checkpoints are kept. */
  readonly keptCheckpoints: number
  readonly consecutiveFailures: number
  readonly timeoutMillis: number | undefined
  readonly seed: number
  readonly data: string | undefined
  readonly isolation: Isolation
  readonly backend: StudyDefinition<SearchSpace, string>["backend"]
  readonly train: Train<Params, string>
}

/** Whether a value was made by `study()`, in this or another copy of it. */
export const isStudy = (value: unknown): value is Study =>
  typeof value === "object" && value !== null && "_tag" in value && value._tag === studyTag
