/** From the params of a fine-tuning to what `fit` is told: stages, and the rate of every variable in each. */
import { InvalidDefinition } from "../../errors.ts"
import type { ScheduleName } from "../fitting/schedules.ts"
import type { TuningParams } from "./space.ts"

/** One stage, in the form that `fit` takes. */
export interface TuningStage {
  readonly epochs: number
  /** The factor of a variable's learning rate, by its name: 0 where it is frozen. */
  readonly rates: (variable: string) => number
  readonly schedule: ScheduleName
  /** The layers that compute something else after each update, because they or their adapters are trained. */
  readonly moving: ReadonlyArray<string>
}

/** What a fine-tuning comes to. Give `learningRate` to the optimizer and `stages` to `fit`. */
export interface TuningPlan {
  /** Of the optimizer: the rates of the stages are factors of it. */
  readonly learningRate: number
  readonly stages: ReadonlyArray<TuningStage>
  /** Layers that no stage trains, from the input to the output. */
  readonly frozen: ReadonlyArray<string>
  /** Rank of the adapters that the model must be given; absent where there are none. */
  readonly adapterRank?: number
}

/** What the plan must know besides the params. */
export interface TuningPlanOptions {
  /** As given to `fineTuning`. A variable belongs to the layer `pool` when it is called `pool/kernel`; others to the head. */
  readonly layers: ReadonlyArray<string>
  /** Epochs in which layers are trained, or the head alone where no layer is. */
  readonly epochs: number
  /**
   * Epochs before those in which the head alone is trained, so that its first steps do not pull at the layers (Kumar et al.
   * 2022, "Fine-tuning can distort pretrained features"). Default: as many as a stage has where layers thaw gradually, else 0.
   */
  readonly headEpochs?: number
  /** Over each stage that trains layers. Default "slantedTriangular", as Howard and Ruder have it. */
  readonly schedule?: ScheduleName
}

/** What the head and its variables are trained with, whatever the layers are. */
const headSchedule: ScheduleName = "constant"

/** The layers of each stage that trains some, with its epochs. */
const thawing = (
  params: TuningParams,
  layers: ReadonlyArray<string>,
  epochs: number
): ReadonlyArray<{ readonly epochs: number; readonly trained: ReadonlyArray<string> }> => {
  switch (params.type) {
    case "full":
      return [{ epochs, trained: layers }]
    case "layers":
      return [
        {
          epochs,
          trained: params.from === "top" ? layers.slice(-params.count) : layers.slice(0, params.count)
        }
      ]
    case "gradual": {
      const stages: Array<{ epochs: number; trained: ReadonlyArray<string> }> = []
      for (let left = epochs, count = 1; left > 0; count++) {
        const last = count === layers.length || left <= params.each
        stages.push({ epochs: last ? left : params.each, trained: layers.slice(-count) })
        left -= last ? left : params.each
      }
      return stages
    }
    default:
      return []
  }
}

/** The layer to which a variable belongs; undefined for the head's. */
const layerOf = (variable: string, layers: ReadonlyArray<string>): string | undefined =>
  layers.find((layer) => variable === layer || variable.startsWith(`${layer}/`))

/** Factors of the optimizer's rate: 1 for the highest trained layer, decay for the one below it, decay² for the next. */
const ratesFor =
  (layers: ReadonlyArray<string>, trained: ReadonlyArray<string>, decay: number, head: number) =>
  (variable: string): number => {
    const layer = layerOf(variable, layers)
    if (layer === undefined) return head
    const place = trained.indexOf(layer)
    return place < 0 ? 0 : decay ** (trained.length - 1 - place)
  }

const whole = (value: number, name: string, least: number): number => {
  if (Number.isSafeInteger(value) && value >= least) return value
  throw new InvalidDefinition(`${name} is ${value}.`, `Give a whole number of at least ${least}.`)
}

/** Variables of adapters are called so. */
export const adapterPrefix = "adapters/"

/**
 * Turns the param that `fineTuning` has drawn into stages for `fit`:
 *
 * ```ts
 * const plan = tuningPlan(params.tuning, { layers, epochs: 3 })
 * await fit(model, data, { optimizer: { type: "adam", learningRate: plan.learningRate }, stages: plan.stages })
 * ```
 */
export const tuningPlan = (params: TuningParams, options: TuningPlanOptions): TuningPlan => {
  const { layers } = options
  const epochs = whole(options.epochs, "epochs", 1)
  const schedule = options.schedule ?? "slantedTriangular"
  if (params.type === "features") {
    const rates = ratesFor(layers, [], 1, 1)
    const stage = { epochs, rates, schedule: headSchedule, moving: [] }
    return { learningRate: params.headRate, stages: [stage], frozen: layers }
  }
  const head = params.headRate / params.learningRate
  const headEpochs = whole(options.headEpochs ?? (params.type === "gradual" ? params.each : 0), "headEpochs", 0)
  const headFirst: ReadonlyArray<TuningStage> =
    headEpochs === 0 ? [] : [{ epochs: headEpochs, rates: headOnly(layers, head), schedule: headSchedule, moving: [] }]
  if (params.type === "adapters") {
    const ofLayers = ratesFor(layers, [], 1, head)
    const rates = (variable: string) => (variable.startsWith(adapterPrefix) ? 1 : ofLayers(variable))
    const stages = [...headFirst, { epochs, rates, schedule, moving: layers }]
    return { learningRate: params.learningRate, stages, frozen: layers, adapterRank: params.rank }
  }
  const stages = thawing(params, layers, epochs).map(({ epochs: ofStage, trained }) => ({
    epochs: ofStage,
    rates: ratesFor(layers, trained, params.decay, head),
    schedule,
    moving: trained
  }))
  const everTrained = new Set(stages.flatMap(({ moving }) => moving))
  return {
    learningRate: params.learningRate,
    stages: [...headFirst, ...stages],
    frozen: layers.filter((layer) => !everTrained.has(layer))
  }
}

/** Only what is neither a layer's nor an adapter's. */
const headOnly = (layers: ReadonlyArray<string>, head: number) => (variable: string) =>
  variable.startsWith(adapterPrefix) || layerOf(variable, layers) !== undefined ? 0 : head
