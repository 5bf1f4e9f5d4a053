/** One update of a model's weights. */
import type { NamedTensorMap, Scalar, Tensor, Variable } from "@tensorflow/tfjs-core"
import type { TensorFlow } from "../TensorFlow.ts"
import type { Source } from "./data.ts"
import type { Loss } from "./losses.ts"
import type { Fittable } from "./models.ts"
import type { Optimizer } from "./optimizers.ts"
import type { EpochPlan } from "./plan.ts"

/** Everything that stays the same from update to update. */
export interface Workshop<X> {
  readonly tf: TensorFlow
  readonly model: Fittable<X>
  readonly source: Source<X>
  readonly loss: Loss
  readonly optimizer: Optimizer
  readonly smoothing: number
  /** The weight of each example in the training loss; absent where all count the same. */
  readonly weights: Float32Array | undefined
  readonly clipNorm: number | undefined
  readonly clipValue: number | undefined
}

/**
 * The gradients of one batch's share of an update of `total` examples, and its loss summed over the examples as it is
 * reported: without weights and smoothing, comparable with the loss of the validation examples.
 */
const gradientsOf = <X>(
  { loss, model, smoothing, source, tf, weights }: Workshop<X>,
  indices: Int32Array,
  variables: Array<Variable>,
  total: number
): { readonly gradients: NamedTensorMap; readonly lossSum: Tensor } => {
  const x = source.inputs(indices)
  const truth = source.truth(indices)
  let lossSum: Tensor | undefined
  const { grads, value } = tf.variableGrads(() => {
    const outputs = model.forward(x, true)
    const trained = loss.perExample(truth, outputs, smoothing)
    const plain = smoothing === 0 ? trained : loss.perExample(truth, outputs, 0)
    lossSum = tf.keep(tf.sum(plain))
    const weighted =
      weights === undefined
        ? trained
        : tf.mul(trained, tf.tensor1d(Float32Array.from(indices, (index) => weights[index]!)))
    const share = tf.div(tf.sum(weighted), total)
    return model
      .penalties()
      .reduce<Tensor>((sum, penalty) => tf.add(sum, tf.mul(penalty, indices.length / total)), share) as Scalar
  }, variables)
  value.dispose()
  return { gradients: grads, lossSum: lossSum! }
}

type Gradients = ReadonlyMap<number, Tensor>

const each = (gradients: Gradients, change: (gradient: Tensor) => Tensor): Gradients =>
  new Map(Array.from(gradients, ([part, gradient]) => [part, change(gradient)] as const))

/** Gradients with no entry beyond `clipValue`, then no longer together than `clipNorm`. */
const clipped = (
  { clipNorm, clipValue, tf }: Pick<Workshop<never>, "clipNorm" | "clipValue" | "tf">,
  gradients: Gradients
): Gradients => {
  const bounded =
    clipValue === undefined ? gradients : each(gradients, (gradient) => tf.clipByValue(gradient, -clipValue, clipValue))
  if (clipNorm === undefined) return bounded
  const squares = Array.from(bounded.values(), (gradient) => tf.sum(tf.square(gradient)))
  const scale = tf.div(clipNorm, tf.maximum(tf.sqrt(tf.addN(squares)), clipNorm))
  return each(bounded, (gradient) => tf.mul(gradient, scale))
}

/** The gradients of some batches together. */
const together = <X>(
  workshop: Workshop<X>,
  batches: ReadonlyArray<Int32Array>,
  parts: ReadonlyArray<number>
): { readonly gradients: Gradients; readonly lossSum: Tensor } => {
  const { model, tf } = workshop
  const variables = parts.map((part) => model.parts[part]!.variable)
  const total = batches.reduce((sum, { length }) => sum + length, 0)
  const sums = new Map<number, Tensor>()
  const losses: Array<Tensor> = []
  for (const indices of batches) {
    const { gradients, lossSum } = gradientsOf(workshop, indices, variables, total)
    losses.push(lossSum)
    for (const part of parts) {
      // TensorFlow.js leaves out the variables that the loss does not depend on.
      const fresh: Tensor | undefined = gradients[model.parts[part]!.variable.name]
      if (fresh === undefined || fresh === null) continue
      const before = sums.get(part)
      sums.set(part, before === undefined ? fresh : tf.add(before, fresh))
      if (before !== undefined) tf.dispose([before, fresh])
    }
  }
  const lossSum = tf.addN(losses)
  tf.dispose(losses)
  return { gradients: sums, lossSum }
}

/**
 * Moves the weights once, by the gradients of some batches together. `number` counts the updates of the plan's epoch.
 * Answers the sum of the examples' losses; nothing else is left behind.
 */
export const update = <X>(
  workshop: Workshop<X>,
  batches: ReadonlyArray<Int32Array>,
  plan: EpochPlan,
  number: number
): Tensor => {
  const { model, optimizer, tf } = workshop
  return tf.tidy(() => {
    const { gradients, lossSum } = together(workshop, batches, plan.parts)
    const rate = optimizer.learningRate * plan.factor(number)
    for (const [part, gradient] of clipped(workshop, gradients)) {
      optimizer.update(part, gradient, rate * plan.rates.get(part)!)
      model.parts[part]!.constrain?.()
    }
    return lossSum
  })
}
