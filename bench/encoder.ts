/** What it saves to keep what frozen layers put out: one epoch of the sentence encoder, with and without. */
import { useBackend } from "../src/train/tensorflow/current.ts"
import { sentenceEncoder } from "../src/train/tensorflow/encoder/SentenceEncoder.ts"
import { textClassifier } from "../src/train/tensorflow/encoder/TextClassifier.ts"
import { fit } from "../src/train/tensorflow/fit/fit.ts"
import { tuningPlan } from "../src/train/fineTuning/plan.ts"
import type { TuningParams } from "../src/train/fineTuning/space.ts"
import { loadReviews } from "../experiments/data/reviews.ts"
import { medianOf, record } from "./support.ts"

const rates = { learningRate: 1e-4, headRate: 0.02, decay: 0.4 }
const ways: ReadonlyArray<readonly [name: string, params: TuningParams]> = [
  ["head alone", { type: "features", headRate: 0.02 }],
  ["pool and head", { type: "layers", count: 1, from: "top", ...rates }],
  ["layer 1, pool and head", { type: "layers", count: 2, from: "top", ...rates }],
  ["everything", { type: "full", ...rates }]
]

const cpuSeconds = (): number => {
  const { system, user } = process.cpuUsage()
  return (system + user) / 1e6
}

/**
 * Trains one epoch on 160 film sentences and judges 40 others, in CPU seconds: the median of three, with kept outputs of the
 * frozen layers and with layers that are computed for every batch again. What it costs to compute them once is apart.
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
  const times = async (params: TuningParams, precompute: boolean) => {
    const found = [await epoch(params, precompute), await epoch(params, precompute), await epoch(params, precompute)]
    return { once: medianOf(found.map(({ once }) => once)), seconds: medianOf(found.map(({ seconds }) => seconds)) }
  }

  await epoch({ type: "features", headRate: 0.02 }, false)
  const rows = []
  console.log("trained                 CPU s/epoch  kept   once  faster  sentences/CPU s")
  for (const [name, params] of ways) {
    const without = await times(params, false)
    const kept = await times(params, true)
    const faster = without.seconds / kept.seconds
    const perSecond = train.length / kept.seconds
    rows.push({ name, without: without.seconds, kept: kept.seconds, once: kept.once, faster, perSecond })
    console.log(
      `${name.padEnd(24)}${without.seconds.toFixed(2).padStart(11)}${kept.seconds.toFixed(2).padStart(6)}${kept.once.toFixed(2).padStart(7)}${faster.toFixed(2).padStart(7)}×${perSecond.toFixed(1).padStart(17)}`
    )
  }
  record("encoder", { train: train.length, validation: validation.length, rows })
}
