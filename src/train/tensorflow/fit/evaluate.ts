/** Judges a model without training it. */
import type { Tensor } from "@tensorflow/tfjs-core"
import { running } from "../forward.ts"
import { sourceOf, type Examples } from "./data.ts"
import { judge, type Judged } from "./judge.ts"
import { lossOf } from "./losses.ts"
import { fittable, type Model } from "./models.ts"
import type { FitOptions } from "./options.ts"

/** What a model makes of examples: predictions for metrics, and the mean loss. */
export interface Evaluated extends Judged {
  readonly loss: number
}

/**
 * The predictions of a model on examples of any side, in their order, and its mean loss. The options are those of `fit`, with
 * its defaults; examples are taken `judgingBatchSize` at a time.
 */
export const evaluate = async <X = Tensor>(
  model: Model<X>,
  examples: Examples<X>,
  options: Pick<FitOptions, "loss" | "outputs" | "judgingBatchSize"> = {}
): Promise<Evaluated> => {
  const tf = running("evaluate")
  const seen = fittable(model)
  const { judgingBatchSize = 128, outputs } = options
  const probabilities = outputs === undefined ? seen.givesProbabilities === true : outputs === "probabilities"
  const loss = lossOf(tf, options.loss ?? "crossEntropy", probabilities)
  const source = sourceOf(tf, examples, "examples", loss.kind !== "numbers")
  const { judged, loss: mean } = await judge(tf, seen, loss, source, judgingBatchSize)
  return { ...judged, loss: mean }
}
