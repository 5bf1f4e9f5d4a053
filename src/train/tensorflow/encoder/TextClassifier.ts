/** The sentence encoder under a head that classifies, as `fit` trains it: whole, or from its lowest layer that moves. */
import { createHash } from "node:crypto"
import type { Tensor, Tensor2D, Variable } from "@tensorflow/tfjs-core"
import { InvalidDefinition } from "../../../errors.ts"
import { encoderLayers, type EncoderLayer } from "../../encoder/parameters.ts"
import { adapterPrefix, type TuningPlan, type TuningStage } from "../../fineTuning/plan.ts"
import { judgingBatches } from "../../fitting/batches.ts"
import type { FeatureCache } from "../features/FeatureCache.ts"
import { Rows } from "../features/Rows.ts"
import type { Examples } from "../fit/data.ts"
import type { FunctionModel } from "../fit/models.ts"
import { forward } from "../forward.ts"
import { dropout } from "./dropout.ts"
import type { LayerInput, SentenceEncoder } from "./SentenceEncoder.ts"

const tf = forward()

/** What a classifier is made of. */
export interface TextClassifierOptions {
  /** Every text that it will be trained on or judged by, as tokens: `encoder.tokenize(texts)`. */
  readonly tokens: LayerInput
  /** How it is fine-tuned: `tuningPlan(params.tuning, { layers: encoder.layers, epochs })`. */
  readonly plan: TuningPlan
  /** Outputs of the head: 1 for two classes, else one for each class. Default 1. */
  readonly outputs?: number
  /** Share of the text vector that the head drops while training. Default 0. */
  readonly dropout?: number
  /** Where the outputs of frozen layers are kept for later trials. Default: only in memory, for this trial. */
  readonly cache?: FeatureCache
  /** Whether frozen layers are computed once for all texts; else for every batch again, which takes less memory. Default true. */
  readonly precompute?: boolean
}

/** A stage of `fit` that tells its classifier when it begins. */
export interface ClassifierStage extends TuningStage {
  readonly begin: () => Promise<void>
}

/** What the head is above of, or the lowest layer that computes: everything below it is frozen. */
type Lowest = EncoderLayer | "head"

/** Texts whose features make one entry of the cache, so that a trial that uses more texts finds those of another. */
const keptTogether = 500

/** Texts of a batch when nothing is trained. */
const judgedTogether = 32

/**
 * A classifier on the encoder, at its shipped weights: making one brings the encoder back to them. Frozen layers are
 * computed once for all texts, and from then on read. With two classes the head has one output, the log odds of class 1.
 */
export const textClassifier = (encoder: SentenceEncoder, options: TextClassifierOptions): TextClassifier =>
  new TextClassifier(encoder, options)

/** Made by `textClassifier`. */
export class TextClassifier implements FunctionModel<Int32Array> {
  /** For `fit`. */
  readonly stages: ReadonlyArray<ClassifierStage>
  readonly variables: Readonly<Record<string, Variable>>
  readonly #encoder: SentenceEncoder
  readonly #head: { readonly kernel: Variable; readonly bias: Variable }
  readonly #dropout: number
  readonly #tokens: LayerInput
  readonly #cache: FeatureCache | undefined
  readonly #adapted: boolean
  readonly #precompute: boolean
  #lowest: Lowest = "embeddings"
  /** What the layer below the lowest put out for each text. */
  #rows: Rows | undefined

  constructor(
    encoder: SentenceEncoder,
    { cache, dropout = 0, outputs = 1, plan, precompute = true, tokens }: TextClassifierOptions
  ) {
    if (!(dropout >= 0 && dropout < 1))
      throw new InvalidDefinition(`dropout is ${dropout}, which is no share.`, "Give a number from 0 to below 1.")
    encoder.restore()
    if (plan.adapterRank !== undefined) encoder.adapt(plan.adapterRank)
    const [kernel, bias] = tf.tidy(() => [tf.variable(tf.zeros([512, outputs])), tf.variable(tf.zeros([outputs]))])
    this.#head = { kernel: kernel as Variable, bias: bias as Variable }
    this.variables = { ...encoder.variables, "head/kernel": this.#head.kernel, "head/bias": this.#head.bias }
    this.stages = plan.stages.map((stage) => ({ ...stage, begin: () => this.#begin(stage) }))
    this.#encoder = encoder
    this.#dropout = dropout
    this.#tokens = tokens
    this.#cache = cache
    this.#precompute = precompute
    this.#adapted = plan.adapterRank !== undefined
  }

  /** Some of the texts with their labels, for `fit`. */
  examples(texts: ArrayLike<number>, labels: ArrayLike<number>): Examples<Int32Array> {
    return {
      x: (batch) => batch.map((index) => texts[index]!),
      y: labels,
      lengths: Array.from(texts, (text) => this.#tokens[text]!.length)
    }
  }

  /** The head's outputs for a batch of texts: [texts, outputs]. */
  readonly forward = (texts: Int32Array, { training }: { readonly training: boolean }): Tensor => {
    const rows = Array.from(texts, (text) => this.#rows?.row(text) ?? this.#tokens[text]!)
    const vectors = this.#lowest === "head" ? stack(rows) : this.#encoder.pass(rows, { from: this.#lowest, training })
    const normalized = this.#encoder.normalized(vectors)
    const dropped = training ? dropout(normalized, this.#dropout) : normalized
    return tf.add(tf.matMul(dropped as Tensor2D, this.#head.kernel as Tensor as Tensor2D), this.#head.bias)
  }

  /** The probability of class 1 for each text; with several outputs one for each class, row by row. */
  async probabilities(texts: ArrayLike<number>): Promise<Float32Array> {
    const outputs = this.#head.bias.shape[0]!
    const found = new Float32Array(texts.length * outputs)
    const lengths = Array.from(texts, (text) => this.#tokens[text]!.length)
    for (const batch of judgingBatches(texts.length, judgedTogether, lengths)) {
      const scores = tf.tidy(() => {
        const given = this.forward(
          batch.map((index) => texts[index]!),
          { training: false }
        )
        return outputs === 1 ? tf.sigmoid(given) : tf.softmax(given)
      })
      const values = await scores.data()
      for (const [row, index] of batch.entries())
        found.set(values.subarray(row * outputs, (row + 1) * outputs), index * outputs)
      scores.dispose()
    }
    return found
  }

  /** Frees the head; the encoder stays. */
  dispose(): void {
    tf.dispose([this.#head.kernel, this.#head.bias])
  }

  /** Looks up what the layers below the lowest moving one put out. */
  async #begin({ moving }: TuningStage): Promise<void> {
    const moves = (layer: EncoderLayer): boolean =>
      moving.includes(layer) && (!this.#adapted || this.#hasAdapter(layer))
    const lowest = encoderLayers.find(moves) ?? "head"
    this.#encoder.freeze(encoderLayers.filter((layer) => !moves(layer)))
    if (!this.#precompute || (lowest === this.#lowest && this.#rows !== undefined)) return
    this.#lowest = lowest
    this.#rows = lowest === "embeddings" ? undefined : await this.#below(lowest)
  }

  /** The embeddings have no kernel beside which an adapter could be. */
  #hasAdapter(layer: EncoderLayer): boolean {
    return Object.keys(this.variables).some((name) => name.startsWith(`${adapterPrefix}${layer}/`))
  }

  async #below(lowest: Exclude<Lowest, "embeddings">): Promise<Rows> {
    const frozen = encoderLayers.slice(0, lowest === "head" ? undefined : encoderLayers.indexOf(lowest))
    const weights = await this.#encoder.fingerprint(frozen)
    const parts: Array<Rows> = []
    for (let first = 0; first < this.#tokens.length; first += keptTogether) {
      const tokens = this.#tokens.slice(first, first + keptTogether)
      const compute = () =>
        lowest === "head" ? this.#encoder.vectors(tokens) : this.#encoder.outputsBelow(lowest, tokens)
      const cached = this.#cache?.rows(keyOf(weights, lowest, tokens), compute)
      parts.push(await (cached ?? compute()))
    }
    return Rows.joined(parts)
  }
}

const stack = (rows: LayerInput): Tensor => {
  const width = rows[0]!.length
  const values = new Float32Array(rows.length * width)
  for (const [index, row] of rows.entries()) values.set(row, index * width)
  return tf.tensor2d(values, [rows.length, width])
}

/** Raised when the layers compute something else from the same weights and tokens. */
const revision = 1

const keyOf = (weights: string, lowest: Lowest, tokens: LayerInput): string => {
  const hash = createHash("sha256").update(JSON.stringify([revision, weights, lowest]))
  for (const text of tokens) hash.update(Int32Array.of(text.length, ...Array.from(text)))
  return hash.digest("hex")
}
