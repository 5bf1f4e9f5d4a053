/** What `fit` can be told, with its defaults. */
import { InvalidDefinition } from "../../../errors.ts"
import type { Objective, TrainContext } from "../../../search/Study.ts"
import type { Schedule, ScheduleName } from "../../fitting/schedules.ts"
import type { Metric } from "./judge.ts"
import type { CustomLoss, LossName } from "./losses.ts"
import type { OptimizerSettings } from "./optimizers.ts"

/** The parts of a train function's context that `fit` uses. */
export type FitContext = Pick<TrainContext, "report" | "seed" | "signal"> & Partial<Pick<TrainContext, "checkpoint">>

/** The factor of the learning rate of a variable, by its name; 0 freezes it. */
export type Rates = (variable: string) => number

/** One part of a training, such as a step of gradual unfreezing. */
export interface Stage {
  readonly epochs: number
  /** Default: those of the whole training. */
  readonly rates?: Rates
  /** Factor of the optimizer's learning rate. Default 1. */
  readonly learningRate?: number
  /**
   * Called before the stage's first update, and where a training goes on in the middle of it: for models that compute less
   * while some of their layers are frozen.
   */
  readonly begin?: () => void | Promise<void>
  /** Runs over this stage alone. Default: the schedule of the whole training, over this stage. */
  readonly schedule?: Schedule | ScheduleName
}

/** Settings of a training. Only `epochs` is required; with `stages` not even that. */
export interface FitOptions {
  /** The context of the train function: epochs are reported there, and interruption and checkpoints come from there. */
  readonly context?: FitContext
  /** The fold that this training is of: its reports are of that fold, and it shuffles in its own way. */
  readonly fold?: number
  readonly epochs?: number
  /** Stages in place of one training of `epochs`. Moments of the optimizer go on from stage to stage. */
  readonly stages?: ReadonlyArray<Stage>
  /** Examples of one batch. Default 32. */
  readonly batchSize?: number
  /** Batches of one update. Default 1. An update of several is one of a batch of their size, in less memory. */
  readonly accumulate?: number
  /** Examples of one batch when nothing is trained. Default 128. */
  readonly judgingBatchSize?: number
  /** Default Adam with a rate of 0.001. */
  readonly optimizer?: OptimizerSettings
  /** Default "constant". */
  readonly schedule?: Schedule | ScheduleName
  /** Discriminative learning rates. Default: 1 for every variable. */
  readonly rates?: Rates
  /** Default "crossEntropy". */
  readonly loss?: LossName | CustomLoss
  /** What the model's outputs are. Default: probabilities where its last layer says so, else logits. */
  readonly outputs?: "logits" | "probabilities"
  /** Share of every target that is spread over all classes. Default 0. */
  readonly labelSmoothing?: number
  /** A weight for each class; "balanced" computes them from the training examples. Default: all 1. */
  readonly classWeights?: "balanced" | ArrayLike<number>
  /** The longest that all gradients together, as one vector, may be: longer ones are shortened. Default: any length. */
  readonly clipNorm?: number
  /** The greatest absolute value of an entry of a gradient. Default: any value. */
  readonly clipValue?: number
  /** Numbers that judge the validation examples after each epoch. Default: accuracy, where there are classes. */
  readonly metrics?: Readonly<Record<string, Metric>>
  /** What says which epoch is best: "loss", "trainLoss" or one of `metrics`. Default: the least loss. */
  readonly watch?: Objective
  /** Epochs without a better watched value before the training stops. Default: it does not. */
  readonly patience?: number
  /** How much better counts as better. Default 0. */
  readonly minDelta?: number
  /** Stops when the validation loss was more than `gap` above the training loss for so many epochs in a row (default 1). */
  readonly overfitting?: { readonly gap: number; readonly epochs?: number }
  /** The weights that the model has at the end. Default: the best where there are validation examples, else the last. */
  readonly keep?: "best" | "last"
  /** Default: the trial's seed, 0 without a context. */
  readonly seed?: number
  /** Epochs between two checkpoints; 0 for none. Default 1. */
  readonly checkpointEvery?: number
}

const refuse = (name: string, value: unknown, remedy: string): never => {
  throw new InvalidDefinition(`fit was given ${name}: ${String(value)}.`, remedy)
}

const whole = (value: number, name: string, least: number): number =>
  Number.isSafeInteger(value) && value >= least
    ? value
    : refuse(name, value, `Give a whole number of at least ${least}.`)

const optionalPositive = (value: number | undefined, name: string): number | undefined =>
  value === undefined || value > 0 ? value : refuse(name, value, "Give a number above 0.")

const reserved = ["loss", "trainLoss", "gap"]

const checkMetricNames = (metrics: Readonly<Record<string, Metric>> | undefined): void => {
  for (const name of Object.keys(metrics ?? {})) {
    if (reserved.includes(name))
      refuse("a metric named", name, `fit reports ${reserved.join(", ")} itself: take another name.`)
  }
}

const stagesOf = ({ epochs, stages }: FitOptions): ReadonlyArray<Stage> => {
  if (stages !== undefined && epochs !== undefined) {
    refuse("epochs", epochs, "Leave it out where there are stages: each has its own.")
  }
  if (stages === undefined && epochs === undefined) refuse("epochs", undefined, "Say how many: { epochs: 10 }.")
  const all = stages ?? [{ epochs: epochs! }]
  if (all.length === 0) refuse("stages", "none", "Give at least one.")
  for (const stage of all) whole(stage.epochs, "epochs", 1)
  return all
}

/** Every setting with its default, checked. */
export const settle = (options: FitOptions, hasValidation: boolean) => {
  checkMetricNames(options.metrics)
  const smoothing = options.labelSmoothing ?? 0
  if (!(smoothing >= 0 && smoothing < 1)) refuse("labelSmoothing", smoothing, "Give a share: 0 to below 1.")
  const keep = options.keep ?? (hasValidation ? "best" : "last")
  const patience = options.patience ?? Infinity
  if (patience !== Infinity) whole(patience, "patience", 1)
  const { overfitting } = options
  if (overfitting !== undefined && !hasValidation) {
    refuse("overfitting", "no validation examples", "Only these can tell over-fitting: give data.validation.")
  }
  const watch = options.watch ?? { minimize: "loss" }
  return {
    context: options.context,
    fold: options.fold,
    stages: stagesOf(options),
    batchSize: whole(options.batchSize ?? 32, "batchSize", 1),
    accumulate: whole(options.accumulate ?? 1, "accumulate", 1),
    judgingBatchSize: whole(options.judgingBatchSize ?? 128, "judgingBatchSize", 1),
    optimizer: options.optimizer ?? ({ type: "adam" } as const),
    schedule: options.schedule ?? ("constant" as const),
    rates: options.rates ?? (() => 1),
    loss: options.loss ?? ("crossEntropy" as const),
    outputs: options.outputs,
    smoothing,
    classWeights: options.classWeights,
    clipNorm: optionalPositive(options.clipNorm, "clipNorm"),
    clipValue: optionalPositive(options.clipValue, "clipValue"),
    metrics: options.metrics,
    watched: "maximize" in watch ? watch.maximize : watch.minimize,
    rules: {
      direction: "maximize" in watch ? ("maximize" as const) : ("minimize" as const),
      patience,
      minDelta: options.minDelta ?? 0,
      overfitting: overfitting && {
        gap: overfitting.gap,
        epochs: whole(overfitting.epochs ?? 1, "overfitting.epochs", 1)
      }
    },
    keep,
    seed: options.seed ?? options.context?.seed ?? 0,
    checkpointEvery: whole(options.checkpointEvery ?? 1, "checkpointEvery", 0)
  }
}

/** Settings with every default filled in. */
export type Settings = ReturnType<typeof settle>
