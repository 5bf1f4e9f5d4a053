/** The sentence encoder as a trainable model: a transformer of two layers with 6,975,744 parameters. */
import type { Tensor, Variable } from "@tensorflow/tfjs-core"
import { InvalidDefinition } from "../../../errors.ts"
import { encoderFolder, encoderTokenizer, readWeights, type EncoderFiles } from "../../encoder/files.ts"
import { encoderLayers, nameParameters, type EncoderLayer } from "../../encoder/parameters.ts"
import { Rows } from "../features/Rows.ts"
import { adapterPrefix } from "../../fineTuning/plan.ts"
import { judgingBatches } from "../../fitting/batches.ts"
import { padded } from "../../text/padded.ts"
import type { Tokenizer } from "../../text/unigram.ts"
import { forward } from "../forward.ts"
import { above, describeBatch, transformAndPool, embed, type Batch, type LayerContext } from "./layers.ts"
import { Weights } from "./Weights.ts"

const tf = forward()

/** How the encoder is loaded. */
export interface SentenceEncoderOptions extends EncoderFiles {
  /** Share of the values that trained layers drop while training. Default 0.1. */
  readonly dropout?: number
}

/** How sentences go through the layers. */
export interface PassOptions {
  /** Whether trained layers drop values. Default false. */
  readonly training?: boolean
  /** The lowest layer that still has to compute: the input is what the layer below it put out. Default "embeddings". */
  readonly from?: EncoderLayer
  /** The last layer that computes. Default "pool". */
  readonly upTo?: EncoderLayer
}

/** What goes into a layer: sequences of tokens, or rows of what the layer below put out, one row per token. */
export type LayerInput = ReadonlyArray<ArrayLike<number>>

/** Most tokens of one text, as the encoder was trained. */
const longestText = 128

/** How many numbers each layer puts out per token; the pool, per text. */
const layerWidths: Readonly<Record<EncoderLayer, number>> = {
  embeddings: 256,
  layer0: 512,
  layer1: 512,
  pool: 512
}

/** Texts of a batch when nothing is trained. */
const judgedTogether = 32

/**
 * Loads the encoder. Its weights become variables of TensorFlow.js that are trained only by who hands them to an optimizer.
 * Only inside `train`. Throws `NotFound` where the package is not installed, with what to install.
 */
export const sentenceEncoder = (options: SentenceEncoderOptions = {}): SentenceEncoder => {
  const { dropout = 0.1 } = options
  if (!(dropout >= 0 && dropout < 1))
    throw new InvalidDefinition(`dropout is ${dropout}, which is no share.`, "Give a number from 0 to below 1.")
  return new SentenceEncoder(encoderFolder(options), encoderTokenizer(options), dropout)
}

/** The encoder's layers, their variables, and how text goes through them. Made by `sentenceEncoder`. */
export class SentenceEncoder {
  /** From the input to the output. */
  readonly layers = encoderLayers
  readonly tokenizer: Tokenizer
  readonly #weights: Weights
  readonly #frequencies: Float32Array
  readonly #dropout: number
  readonly #frozen = new Set<EncoderLayer>()

  constructor(folder: string, tokenizer: Tokenizer, dropout: number) {
    const parameters = nameParameters(readWeights(folder))
    this.tokenizer = tokenizer
    this.#dropout = dropout
    this.#frequencies = parameters.frequencies
    this.#weights = new Weights(parameters)
  }

  /** The variables by names such as `layer0/widenKernel`; those of adapters are called `adapters/layer0/widenKernel/down`. */
  get variables(): Readonly<Record<string, Variable>> {
    const { adapters, variables } = this.#weights
    const named = encoderLayers.flatMap((layer) => [
      ...Object.entries(variables[layer]).map(([name, variable]) => [`${layer}/${name}`, variable] as const),
      ...Object.entries(adapters[layer]).flatMap(([name, { down, up }]) => [
        [`${adapterPrefix}${layer}/${name}/down`, down] as const,
        [`${adapterPrefix}${layer}/${name}/up`, up] as const
      ])
    ])
    return Object.fromEntries(named)
  }

  /** Brings every variable back to the numbers of the file, and takes the adapters away. */
  restore(): void {
    this.#weights.restore()
  }

  /** Puts low-rank adapters beside every kernel; they change nothing before they are trained. */
  adapt(rank: number): void {
    this.#weights.adapt(rank)
  }

  /** The pieces of each text, at most `most` of them (default and limit 128). */
  tokenize(texts: ReadonlyArray<string>, most = longestText): ReadonlyArray<ReadonlyArray<number>> {
    const limit = Math.min(most, longestText)
    return texts.map((text) => this.tokenizer.encode(text).slice(0, limit))
  }

  /** Layers that are frozen drop no values, also while training. */
  freeze(layers: Iterable<EncoderLayer>): void {
    this.#frozen.clear()
    for (const layer of layers) this.#frozen.add(layer)
  }

  /**
   * What the layer `upTo` puts out for a batch: [texts, 512] for "pool", and [texts · longest, width] below it, one row per
   * token. An empty text is all padding.
   */
  pass(input: LayerInput, { from = "embeddings", training = false, upTo = "pool" }: PassOptions = {}): Tensor {
    const first = encoderLayers.indexOf(from)
    const last = encoderLayers.indexOf(upTo)
    return tf.tidy(() => {
      const { batch, start } =
        from === "embeddings" ? this.#embedded(input, training) : stacked(input, layerWidths[layerBelow(from)])
      const todo = encoderLayers.slice(Math.max(1, first), last + 1)
      const endsWithBoth = todo.slice(-2).join() === "layer1,pool"
      let x = start
      for (const layer of endsWithBoth ? todo.slice(0, -2) : todo)
        x = above[layer as keyof typeof above](x, batch, this.#context(layer, training, from))
      if (!endsWithBoth) return x
      return transformAndPool(x, batch, this.#context("layer1", training, from), this.#context("pool", training, from))
    })
  }

  /** Text vectors at length 1, as the encoder's cosine similarities want them: [texts, 512]. */
  normalized(vectors: Tensor): Tensor {
    return tf.div(vectors, tf.norm(vectors, 2, 1, true))
  }

  /** The vector of each text as the pool puts it out: the input of a head. */
  vectors(tokens: LayerInput): Promise<Rows> {
    return this.#inBatches(tokens, layerWidths.pool, false, (batch) => this.pass(batch))
  }

  /** The vector of each text, at length 1: what the shipped graph gives. */
  encode(tokens: LayerInput): Promise<Rows> {
    return this.#inBatches(tokens, layerWidths.pool, false, (batch) => this.normalized(this.pass(batch)))
  }

  /** What the layers below one put out for each text, one row of numbers per token: the input of `pass` from there. */
  outputsBelow(layer: Exclude<EncoderLayer, "embeddings">, tokens: LayerInput): Promise<Rows> {
    const upTo = layerBelow(layer)
    return this.#inBatches(tokens, layerWidths[upTo], true, (batch) => this.pass(batch, { upTo }))
  }

  /** SHA-256 of the weights of some layers: what their outputs depend on, besides the text. Adapters are not in it. */
  fingerprint(layers: Iterable<EncoderLayer> = encoderLayers): Promise<string> {
    return this.#weights.fingerprint(layers)
  }

  /** Frees the variables. */
  dispose(): void {
    this.#weights.dispose()
  }

  /** Texts of like lengths together, each result where its text stands. */
  async #inBatches(
    tokens: LayerInput,
    width: number,
    perToken: boolean,
    compute: (batch: LayerInput) => Tensor
  ): Promise<Rows> {
    const lengths = tokens.map(({ length }) => Math.min(length, longestText))
    const results = Rows.ofLengths(lengths.map((length) => (perToken ? length : 1) * width))
    for (const indices of judgingBatches(tokens.length, judgedTogether, lengths)) {
      const batch = Array.from(indices)
      const output = tf.tidy(() => compute(batch.map((index) => tokens[index]!)))
      const values = await output.data()
      const stride = output.size / batch.length
      for (const [place, index] of batch.entries())
        results.row(index).set(values.subarray(place * stride, place * stride + results.row(index).length))
      output.dispose()
    }
    return results
  }

  #embedded(input: LayerInput, training: boolean): { readonly batch: Batch; readonly start: Tensor } {
    const { columns, mask, rows, tokens } = padded(input, longestText, paddingUnit())
    const batch = describeBatch(rows, columns, mask)
    const flat = tf.tensor1d(tokens, "int32")
    return { batch, start: embed(flat, batch, this.#frequencies, this.#context("embeddings", training, "embeddings")) }
  }

  #context(layer: EncoderLayer, training: boolean, from: EncoderLayer): LayerContext {
    const isTrained = training && !this.#frozen.has(layer)
    const computedBelow = encoderLayers.slice(encoderLayers.indexOf(from), encoderLayers.indexOf(layer))
    return {
      parameters: this.#weights.variables[layer],
      adapters: this.#weights.adapters[layer],
      dropout: isTrained ? this.#dropout : 0,
      isLowestTrained: isTrained && computedBelow.every((below) => this.#frozen.has(below))
    }
  }
}

/** WebGPU allocates buffers anew for every shape that it has not met: there, lengths come in few kinds. */
const paddingUnit = (): number => (tf.getBackend() === "webgpu" ? 16 : 1)

const layerBelow = (layer: EncoderLayer): EncoderLayer => encoderLayers[encoderLayers.indexOf(layer) - 1]!

/** Rows of a lower layer's output, one per token, padded to the longest text of the batch. */
const stacked = (input: LayerInput, width: number): { readonly batch: Batch; readonly start: Tensor } => {
  const lengths = input.map(({ length }) => length / width)
  const positions = Math.ceil(Math.max(1, ...lengths) / paddingUnit()) * paddingUnit()
  const values = new Float32Array(input.length * positions * width)
  const mask = new Float32Array(input.length * positions)
  for (const [row, output] of input.entries()) {
    values.set(output, row * positions * width)
    mask.fill(1, row * positions, row * positions + lengths[row]!)
  }
  const batch = describeBatch(input.length, positions, mask)
  return { batch, start: tf.tensor2d(values, [input.length * positions, width]) }
}
