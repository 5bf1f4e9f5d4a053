/** Prepares what `fit` was given, once. */
import { InvalidDefinition } from "../../../errors.ts"
import { balancedClassWeights } from "../../balance/classWeights.ts"
import { accuracy } from "../../metrics/classification.ts"
import { mustBe, sideOf } from "../../splits/sides.ts"
import type { TensorFlow } from "../TensorFlow.ts"
import { sourceOf, type FitData, type Source } from "./data.ts"
import type { Metric } from "./judge.ts"
import { lossOf } from "./losses.ts"
import { fittable, type Model } from "./models.ts"
import { makeOptimizer } from "./optimizers.ts"
import { settle, type FitOptions, type Settings } from "./options.ts"
import { planOf, type EpochPlan } from "./plan.ts"
import type { Workshop } from "./update.ts"

const exampleWeights = async <X>(
  source: Source<X>,
  classWeights: Settings["classWeights"]
): Promise<Float32Array | undefined> => {
  if (classWeights === undefined) {
    return source.weights === undefined ? undefined : Float32Array.from(source.weights)
  }
  const labels = await source.labels()
  const perClass = classWeights === "balanced" ? balancedClassWeights(labels) : classWeights
  return Float32Array.from({ length: source.count }, (_, example) => {
    const label = labels[example]!
    if (!(label in perClass)) {
      throw new InvalidDefinition(
        `classWeights has no weight for class ${label}.`,
        "Give one weight for each class, in their order from 0."
      )
    }
    return perClass[label]! * (source.weights?.[example] ?? 1)
  })
}

const rightShare: Metric = ({ predicted, truth }) => accuracy(truth, predicted)

/**
 * Refuses labels that a split gave to another side. Labels of no split are the caller's own: there is nothing to tell from.
 *
 * @throws {DataLeak}
 */
const checkSides = <X>({ train, validation }: FitData<X>): void => {
  if (sideOf(train.y) !== undefined) {
    mustBe("train", train.y, "fit's data.train", "Trained on, these examples cannot judge any more.")
  }
  if (validation !== undefined && sideOf(validation.y) !== undefined) {
    const why = "It chooses the epoch and stops the training, so that it takes part in it."
    mustBe("validation", validation.y, "fit's data.validation", why)
  }
}

/** A training, ready to begin. */
export interface Prepared<X> {
  readonly settings: Settings
  /** One plan per epoch. */
  readonly plan: ReadonlyArray<EpochPlan>
  readonly workshop: Workshop<X>
  readonly validation: Source<X> | undefined
  readonly metrics: Readonly<Record<string, Metric>>
}

/** Checks everything that can be checked before the first update. */
export const prepare = async <X>(
  tf: TensorFlow,
  model: Model<X>,
  data: FitData<X>,
  options: FitOptions
): Promise<Prepared<X>> => {
  checkSides(data)
  const settings = settle(options, data.validation !== undefined)
  const seen = fittable(model)
  const loss = lossOf(
    tf,
    settings.loss,
    settings.outputs === undefined ? seen.givesProbabilities === true : settings.outputs === "probabilities"
  )
  const asClasses = loss.kind !== "numbers"
  const source = sourceOf(tf, data.train, "data.train", asClasses)
  const validation = data.validation && sourceOf(tf, data.validation, "data.validation", asClasses)
  const { accumulate, batchSize } = settings
  const plan = planOf(settings, seen.parts, Math.ceil(Math.ceil(source.count / batchSize) / accumulate))
  const workshop: Workshop<X> = {
    tf,
    model: seen,
    source,
    loss,
    optimizer: makeOptimizer(tf, settings.optimizer, seen.parts),
    smoothing: settings.smoothing,
    weights: await exampleWeights(source, settings.classWeights),
    clipNorm: settings.clipNorm,
    clipValue: settings.clipValue
  }
  const metrics = settings.metrics ?? (asClasses ? { accuracy: rightShare } : {})
  const names = ["loss", "trainLoss", ...(validation === undefined ? [] : Object.keys(metrics))]
  if (!names.includes(settings.watched)) {
    throw new InvalidDefinition(
      `fit is to watch ${JSON.stringify(settings.watched)}, which it does not compute.`,
      `Watch one of ${names.join(", ")}${validation === undefined ? "; metrics need data.validation" : ""}.`
    )
  }
  return { settings, plan, validation, workshop, metrics }
}
