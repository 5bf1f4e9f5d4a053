/** What it saves to keep what frozen layers put out: one epoch of the sentence encoder, with and without. */
import { useBackend } from "../src/train/tensorflow/current.ts"
import { sentenceEncoder } from "../src/train/tensorflow/encoder/SentenceEncoder.ts"
import { textClassifier } from "../src/train/tensorflow/encoder/TextClassifier.ts"
import { fit } from "../src/train/tensorflow/fit/fit.ts"
import { encoderLayers } from "../src/train/encoder/parameters.ts"
import { tuningPlan } from "../src/train/fineTuning/plan.ts"
import type { TuningParams } from "../src/train/fineTuning/space.ts"
import { loadReviews } from "../experiments/data/reviews.ts"
import { countJudging, countTraining } from "./train/encoderCount.ts"
import { medianOf, record } from "./support.ts"

const rates = { learningRate: 1e-4, headRate: 0.02, decay: 0.4 }
/** What the table calls each way, and how it is tuned. */
const ways: ReadonlyArray<readonly [name: string, params: TuningParams]> = [
  ["head alone", { type: "features", headRate: 0.02 }],
  ["pool and head", { type: "layers", count: 1, from: "top", ...rates }],
  ["layer 1, pool and head", { type: "layers", count: 2, from: "top", ...rates }],
  ["layers 0 and 1 and above", { type: "layers", count: 3, from: "top", ...rates }],
  ["everything", { type: "full", ...rates }]
]

/** Epochs of each kind. */
const turns = 5

const cpuSeconds = (): number => {
  const { system, user } = process.cpuUsage()
  return (system + user) / 1e6
}

/**
 * Trains one epoch on 160 film sentences and judges 40 others, in CPU seconds, with kept outputs of the frozen layers and with
 * layers that are computed for every batch again. The two take turns, five times: `faster` is the median of the five
 * ratios, and `by count` what the ratio would be if nothing but products took time, each taken whole. What it costs to compute the layers
 * once is apart.
 */
export const measureEncoder = async (): Promise<void> => {
  await useBackend("wasm")
  const { labels, texts } = loadReviews("imdb", 200)
  const encoder = sentenceEncoder()
  const tokens = encoder.tokenize(texts, 64)
  const indices = labels.map((_, index) => index)
  const [train, validation] = [indices.slice(0, 160), indices.slice(160)]

  const epoch = async (params: TuningParams, precompute: boolean) => {
    const plan = tuningPlan(params, { layers: encoder.layers, epochs: 1 })
    const classifier = textClassifier(encoder, { tokens, plan, precompute })
    const begun = cpuSeconds()
    await classifier.stages[0]!.begin()
    const once = cpuSeconds() - begun
    const started = cpuSeconds()
    await fit(
      classifier,
      {
        train: classifier.examples(
          train,
          train.map((index) => labels[index]!)
        ),
        validation: classifier.examples(
          validation,
          validation.map((index) => labels[index]!)
        )
      },
      {
        // It has begun above, outside of what is measured.
        stages: plan.stages,
        batchSize: 16,
        loss: "binaryCrossEntropy",
        optimizer: { type: "adam", learningRate: plan.learningRate }
      }
    )
    const seconds = cpuSeconds() - started
    classifier.dispose()
    return { once, seconds }
  }
  const pairs = async (params: TuningParams) => {
    const found = []
    for (let turn = 0; turn < turns; turn++)
      found.push({ without: await epoch(params, false), kept: await epoch(params, true) })
    return {
      without: medianOf(found.map(({ without }) => without.seconds)),
      kept: medianOf(found.map(({ kept }) => kept.seconds)),
      once: medianOf(found.map(({ kept }) => kept.once)),
      faster: medianOf(found.map(({ kept, without }) => without.seconds / kept.seconds))
    }
  }
  const lengths = tokens.map(({ length }) => length)
  const meanLength = lengths.reduce((sum, length) => sum + length, 0) / lengths.length

  await epoch({ type: "features", headRate: 0.02 }, false)
  const rows = []
  console.log("trained                   CPU s/epoch  kept   once  faster  by count  sentences/CPU s")
  for (const [name, params] of ways) {
    const { faster, kept, once, without } = await pairs(params)
    const { moving } = tuningPlan(params, { layers: encoder.layers, epochs: 1 }).stages[0]!
    const lowest = encoderLayers.find((layer) => moving.includes(layer))
    const products = (isKept: boolean) =>
      train.length * countTraining(lowest, meanLength, isKept) +
      validation.length * countJudging(lowest, meanLength, isKept)
    const byCount = lowest === undefined ? undefined : products(false) / products(true)
    const perSecond = train.length / kept
    rows.push({ name, without, kept, once, faster, byCount, perSecond })
    console.log(
      `${name.padEnd(26)}${without.toFixed(2).padStart(11)}${kept.toFixed(2).padStart(6)}${once.toFixed(2).padStart(7)}${faster.toFixed(2).padStart(7)}×${(byCount?.toFixed(2) ?? "–").padStart(9)}×${perSecond.toFixed(1).padStart(17)}`
    )
  }
  record("encoder", { train: train.length, validation: validation.length, turns, rows })
}
