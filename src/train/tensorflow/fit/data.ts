/** The examples that `fit` trains on and judges by. */
import type { Tensor } from "@tensorflow/tfjs-core"
import { InvalidDefinition } from "../../../errors.ts"
import type { TensorFlow } from "../TensorFlow.ts"

/** Examples and what is true of them. */
export interface Examples<X = Tensor> {
  /**
   * All inputs as one tensor, whose first axis counts examples; or a function that makes the inputs of a batch from the
   * indices of its examples. What it makes is disposed of by `fit`.
   */
  readonly x: Tensor | ((indices: Int32Array) => X)
  /** One class (0, 1, …) or number per example; or a tensor whose first axis counts examples, such as one-hot classes. */
  readonly y: ArrayLike<number> | Tensor
  /** How much each example counts in the training loss. Default: 1. */
  readonly weights?: ArrayLike<number>
  /** How long each example is, such as its number of tokens: batches then hold examples of about the same length. */
  readonly lengths?: ArrayLike<number>
}

/** What `fit` is given. */
export interface FitData<X = Tensor> {
  readonly train: Examples<X>
  /** Judges every epoch. Without it, there is nothing that tells over-fitting, and the last weights are kept. */
  readonly validation?: Examples<X>
}

const isTensor = (value: unknown): value is Tensor => typeof value === "object" && value !== null && "dataId" in value

/** Examples as batches of tensors. */
export interface Source<X> {
  readonly count: number
  readonly lengths: ArrayLike<number> | undefined
  readonly weights: ArrayLike<number> | undefined
  readonly inputs: (indices: Int32Array) => X
  readonly truth: (indices: Int32Array) => Tensor
  /** The truth of all examples for metrics: classes where it is one-hot. */
  readonly labels: () => Promise<ArrayLike<number>>
}

/** Whether rows are one-hot: then their label is the place of their greatest number. */
const rowLabels = async (y: Tensor, asClasses: boolean): Promise<ArrayLike<number>> => {
  const values = await y.data<"float32">()
  const width = y.size / y.shape[0]!
  if (!asClasses || width === 1) return values
  return Int32Array.from({ length: y.shape[0]! }, (_, row) => {
    let best = 0
    for (let k = 1; k < width; k++) if (values[row * width + k]! > values[row * width + best]!) best = k
    return best
  })
}

const checkLength = (values: ArrayLike<number> | undefined, count: number, what: string): void => {
  if (values === undefined || values.length === count) return
  throw new InvalidDefinition(
    `${what} has ${values.length} entries for ${count} examples.`,
    "Give one entry per example, in the order of the examples."
  )
}

/** Prepares one side of the data. `side` names it in messages. */
export const sourceOf = <X>(
  tf: TensorFlow,
  { lengths, weights, x, y }: Examples<X>,
  side: string,
  asClasses: boolean
): Source<X> => {
  const count = isTensor(y) ? y.shape[0]! : y.length
  if (count === 0) throw new InvalidDefinition(`${side} has no examples.`, "Give at least one.")
  if (isTensor(x) && x.shape[0] !== count) {
    throw new InvalidDefinition(
      `${side}.x has ${x.shape[0]} examples and ${side}.y has ${count}.`,
      "The first axis of both counts the examples."
    )
  }
  checkLength(weights, count, `${side}.weights`)
  checkLength(lengths, count, `${side}.lengths`)
  return {
    count,
    lengths,
    weights,
    inputs: isTensor(x) ? (indices) => tf.gather(x, tf.tensor1d(indices, "int32")) as X : x,
    truth: isTensor(y)
      ? (indices) => tf.gather(y, tf.tensor1d(indices, "int32"))
      : (indices) => tf.tensor1d(Float32Array.from(indices, (index) => y[index]!)),
    labels: async () => (isTensor(y) ? await rowLabels(y, asClasses) : y)
  }
}
