/** What samplers and pruners know of trials. Values are lower-is-better here, whatever the study's objective says. */
import type { Params } from "./SearchSpace.ts"

/** Where a trial stands. `complete`, `pruned` and `failed` are final. */
export type TrialState = "waiting" | "running" | "paused" | "complete" | "pruned" | "failed"

/** Whether a trial in this state will never change again. */
export const isFinished = (state: TrialState): boolean =>
  state === "complete" || state === "pruned" || state === "failed"

/** What a running trial said of itself. Step 1 is the first trained step; `fold` counts from 0 where there are folds. */
export interface Report {
  readonly step: number
  readonly fold?: number
  readonly metrics: Readonly<Record<string, number>>
}

/** One intermediate value of the first objective, lower is better. It may be NaN or infinite. */
export interface CurvePoint {
  readonly step: number
  readonly value: number
  /** One value per objective; only where the study has several, and the report named them all. */
  readonly values?: ReadonlyArray<number>
}

/** Why a sampler proposed what it proposed. Stored with the trial as JSON: plain data, finite numbers. */
export interface Evidence {
  /** The model that proposed: the sampler's name, or of the part of it that spoke. */
  readonly model: string
  /** One sentence in words and numbers. */
  readonly reason: string
  /** Fitted hyperparameters, when the model has some: a later proposal may start its fit from them. */
  readonly fitted?: Readonly<Record<string, ReadonlyArray<number> | number>>
}

/** A trial as samplers and pruners see it. */
export interface Trial {
  readonly number: number
  readonly state: TrialState
  readonly params: Params
  /** One value per objective, lower is better, finite; only where the trial is complete. */
  readonly values?: ReadonlyArray<number>
  /**
   * How far the metrics are beyond each outcome constraint, in the order of the study's; above 0 is outside. Only where
   * complete, and only where the study has constraints.
   */
  readonly violations?: ReadonlyArray<number>
  /** How long the latest attempt took, as it was recorded, in milliseconds. Only where complete. */
  readonly durationMillis?: number
  /**
   * Intermediate values of the first objective, by rising step, step 0 and folds left out: those of the latest attempt, and
   * of earlier ones up to the checkpoint that it went on from.
   */
  readonly curve: ReadonlyArray<CurvePoint>
  readonly evidence?: Evidence
  /** The trial whose checkpoint it began as a copy of, and the step of it. */
  readonly parent?: { readonly trial: number; readonly step: number }
  /** The step of its latest checkpoint. */
  readonly checkpoint?: number
}

/** What an attempt took of the machine. What cannot be told is absent. */
export interface Usage {
  readonly wallMillis: number
  /** CPU time of its process and of all that it started, in milliseconds: start-up included. */
  readonly cpuMillis?: number
  /** Most resident memory of its process. */
  readonly peakMiB?: number
  /** How long it held its share of the GPUs: seconds × share. */
  readonly gpuSeconds?: number
  /** Most memory of the GPU that it held. */
  readonly gpuMiB?: number
}

/** The trials of a study by rising number, and the revision of the store at which they were read. */
export interface History {
  readonly revision: number
  readonly trials: ReadonlyArray<Trial>
}
