/** The encoder's four layers, each a function from what the one below it puts out. */
import type { Tensor, Tensor1D, Tensor3D } from "@tensorflow/tfjs-core"
import type { EncoderLayer } from "../../encoder/parameters.ts"
import { forward } from "../forward.ts"
import { attention, layerNorm, linear, type Adapter, type Sentences } from "./operations.ts"

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

const drop = (x: Tensor, rate: number): Tensor => (rate > 0 ? tf.dropout(x, rate) : x)

/** Tokens to vectors with their positions: [sentences · positions] → [sentences · positions, 256]. */
export const embed = (tokens: Tensor1D, batch: Batch, frequencies: Float32Array, context: LayerContext): Tensor => {
  const vectors = tf.mul(tf.gather(context.parameters["table"]!, tokens), embeddingScale)
  const signal = tf.tile(positionSignal(batch.positions, frequencies), [batch.sentences, 1])
  return drop(tf.mul(tf.add(vectors, signal), batch.mask), context.dropout)
}

/** One transformer layer, normalised before each half; the first one widens its input: … → [sentences · positions, 512]. */
const transform = (x: Tensor, batch: Batch, { adapters, dropout, parameters }: LayerContext): Tensor => {
  const of = (name: string): Tensor => parameters[name]!
  const apply = (name: string, input: Tensor): Tensor =>
    linear(input, of(`${name}Kernel`), of(`${name}Bias`), adapters[`${name}Kernel`])
  const dropOut = (y: Tensor): Tensor => drop(y, dropout)

  const residual = "residualKernel" in parameters ? tf.mul(apply("residual", x), batch.mask) : x
  const before = layerNorm(x, of("attentionScale"), of("attentionShift"))
  const attended = attention(apply("queryKeyValue", before), heads, batch, dropOut)
  const middle = tf.add(dropOut(apply("output", attended)), residual)
  const between = layerNorm(middle, of("forwardScale"), of("forwardShift"))
  const after = apply("narrow", tf.relu(apply("widen", between)))
  return tf.add(tf.mul(dropOut(after), batch.mask), middle)
}

/** The mean over a sentence's tokens, through one dense layer: [sentences · positions, 512] → [sentences, 512]. */
const pool = (x: Tensor, { mask, positions, sentences }: Batch, { adapters, parameters }: LayerContext): Tensor => {
  const each = tf.reshape(x, [sentences, positions, x.shape[1]!]) as Tensor3D
  const counted = tf.reshape(mask, [sentences, 1, positions])
  const share = tf.div(counted, tf.maximum(tf.sum(counted, 2, true), 1)) as Tensor3D
  const mean = tf.reshape(tf.matMul(share, each), [sentences, x.shape[1]!])
  return tf.tanh(linear(mean, parameters["kernel"]!, parameters["bias"]!, adapters["kernel"]))
}

/** The layers above the embeddings. */
export const above: Readonly<
  Record<Exclude<EncoderLayer, "embeddings">, (x: Tensor, batch: Batch, context: LayerContext) => Tensor>
> = { layer0: transform, layer1: transform, pool }
