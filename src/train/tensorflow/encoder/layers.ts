/** The encoder's four layers, each a function from what the one below it puts out. */
import type { Tensor, Tensor1D, Tensor3D } from "@tensorflow/tfjs-core"
import type { EncoderLayer } from "../../encoder/parameters.ts"
import { forward } from "../forward.ts"
import { dropout } from "./dropout.ts"
import { attention, layerNorm, linear, normalLinear, type Adapter, type Sentences } from "./operations.ts"

const tf = forward()

/** Attention heads of every layer. */
const heads = 4

/** The square root of the embeddings' width would be 16; this encoder was trained with 2. */
const embeddingScale = 2

/** A batch on the backend: sentences side by side, [sentences, positions]. */
export interface Batch extends Sentences {
  /** [sentences · positions, 1]: 1 for a token, 0 for padding. */
  readonly mask: Tensor
}

/** What a layer computes with. */
export interface LayerContext {
  readonly parameters: Readonly<Record<string, Tensor>>
  readonly adapters: Readonly<Record<string, Adapter>>
  /** Share of the values that are dropped while training; 0 in a frozen layer and when judging. */
  readonly dropout: number
  /** Whether the layer is trained, and on an input that no training changes: nobody asks for the input's gradient. */
  readonly isLowestTrained: boolean
}

/** For one token of padding and one of text. */
const hiding = -1e9

/** The parts of a batch that every layer needs. */
export const describeBatch = (sentences: number, positions: number, mask: Float32Array): Batch => {
  const flat = tf.tensor2d(mask, [sentences * positions, 1])
  const hidden = tf.reshape(tf.mul(tf.sub(1, flat), hiding), [sentences, 1, 1, positions])
  return { sentences, positions, mask: flat, hidden }
}

/** Positions as sines and cosines of falling frequencies: [positions, 256] (Vaswani et al. 2017, section 3.5). */
const positionSignal = (positions: number, frequencies: Float32Array): Tensor => {
  const width = frequencies.length
  const signal = new Float32Array(positions * 2 * width)
  for (let position = 0; position < positions; position++) {
    for (let channel = 0; channel < width; channel++) {
      const angle = Math.fround(position * frequencies[channel]!)
      signal[position * 2 * width + channel] = Math.sin(angle)
      signal[position * 2 * width + width + channel] = Math.cos(angle)
    }
  }
  return tf.tensor2d(signal, [positions, 2 * width])
}

/** Tokens to vectors with their positions: [sentences · positions] → [sentences · positions, 256]. */
export const embed = (tokens: Tensor1D, batch: Batch, frequencies: Float32Array, context: LayerContext): Tensor => {
  const vectors = tf.mul(tf.gather(context.parameters["table"]!, tokens), embeddingScale)
  const signal = tf.tile(positionSignal(batch.positions, frequencies), [batch.sentences, 1])
  return dropout(tf.mul(tf.add(vectors, signal), batch.mask), context.dropout)
}

type Apply = (name: string, input: Tensor) => Tensor

/** A layer's dense parts by name, each with its adapter where there is one. */
const dense =
  ({ adapters, parameters }: LayerContext): Apply =>
  (name, input) =>
    linear(input, parameters[`${name}Kernel`]!, parameters[`${name}Bias`]!, adapters[`${name}Kernel`])

/**
 * The first part of a transformer layer, and its second part up to the last product: `middle` [sentences · positions, 512]
 * and `wide` [sentences · positions, 1536]. The layer's output is `middle` + narrow(`wide`).
 */
const transformInside = (x: Tensor, batch: Batch, context: LayerContext) => {
  const { adapters, isLowestTrained, parameters } = context
  const of = (name: string): Tensor => parameters[name]!
  const apply = dense(context)
  const dropOut = (y: Tensor): Tensor => dropout(y, context.dropout)

  const residual = "residualKernel" in parameters ? tf.mul(apply("residual", x), batch.mask) : x
  const [scale, shift] = [of("attentionScale"), of("attentionShift")]
  const queryKeyValue =
    isLowestTrained && adapters["queryKeyValueKernel"] === undefined
      ? normalLinear(x, scale, shift, of("queryKeyValueKernel"), of("queryKeyValueBias"))
      : apply("queryKeyValue", layerNorm(x, scale, shift))
  const attended = attention(queryKeyValue, heads, batch, dropOut)
  const middle = tf.add(dropOut(apply("output", attended)), residual)
  const between = layerNorm(middle, of("forwardScale"), of("forwardShift"))
  return { middle, wide: dropOut(tf.relu(apply("widen", between))) }
}

/** One transformer layer, normalised before each half; the first one widens its input: … → [sentences · positions, 512]. */
const transform = (x: Tensor, batch: Batch, context: LayerContext): Tensor => {
  const { middle, wide } = transformInside(x, batch, context)
  return tf.add(tf.mul(dense(context)("narrow", wide), batch.mask), middle)
}

/** The mean over each sentence's tokens, 0 where there are none: [sentences · positions, channels] → [sentences, channels]. */
const meanOfTokens = (x: Tensor, { mask, positions, sentences }: Batch): Tensor => {
  const each = tf.reshape(x, [sentences, positions, x.shape[1]!]) as Tensor3D
  const counted = tf.reshape(mask, [sentences, 1, positions])
  const share = tf.div(counted, tf.maximum(tf.sum(counted, 2, true), 1)) as Tensor3D
  return tf.reshape(tf.matMul(share, each), [sentences, x.shape[1]!])
}

const throughPool = (mean: Tensor, { adapters, parameters }: LayerContext): Tensor =>
  tf.tanh(linear(mean, parameters["kernel"]!, parameters["bias"]!, adapters["kernel"]))

/** The mean over a sentence's tokens, through one dense layer: [sentences · positions, 512] → [sentences, 512]. */
const pool = (x: Tensor, batch: Batch, context: LayerContext): Tensor => throughPool(meanOfTokens(x, batch), context)

/**
 * A transformer layer and the pool above it, in one: … → [sentences, 512]. The layer's last product is linear, so that the mean
 * over the tokens can be taken before it: it is then computed once for a sentence instead of for every token, which is a
 * third of the layer.
 */
export const transformAndPool = (x: Tensor, batch: Batch, layer: LayerContext, above: LayerContext): Tensor => {
  const { middle, wide } = transformInside(x, batch, layer)
  const { mask, positions, sentences } = batch
  // Without tokens there is nothing to take the mean of, not even of the bias.
  const hasTokens = tf.max(tf.reshape(mask, [sentences, positions]), 1, true)
  const narrowed = tf.mul(dense(layer)("narrow", meanOfTokens(wide, batch)), hasTokens)
  return throughPool(tf.add(meanOfTokens(middle, batch), narrowed), above)
}

/** The layers above the embeddings. */
export const above: Readonly<
  Record<Exclude<EncoderLayer, "embeddings">, (x: Tensor, batch: Batch, context: LayerContext) => Tensor>
> = { layer0: transform, layer1: transform, pool }
