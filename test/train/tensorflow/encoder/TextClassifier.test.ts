import { beforeAll, describe, expect, it } from "vitest"
import { tuningPlan, type TuningParams } from "hypersweep/train"
import { sentenceEncoder, type SentenceEncoder } from "../../../../src/train/tensorflow/encoder/SentenceEncoder.ts"
import { textClassifier, type TextClassifier } from "../../../../src/train/tensorflow/encoder/TextClassifier.ts"
import { fit } from "../../../../src/train/tensorflow/fit/fit.ts"
import { featureCache } from "../../../../src/train/tensorflow/features/FeatureCache.ts"
import { setCurrent } from "../../../../src/train/tensorflow/shared.ts"
import { startBackend } from "../../../../src/train/tensorflow/startBackend.ts"
import type { TensorFlow } from "../../../../src/train/tensorflow/TensorFlow.ts"
import { temporaryFolder } from "../../../support/folder.ts"

const texts = ["A moving film.", "Awful.", "Superb acting!", "I want my money back.", "A joy.", "Dull and slow."]
const labels = [1, 0, 1, 0, 1, 0]
const all = labels.map((_, index) => index)
const rates = { learningRate: 1e-3, decay: 0.5, headRate: 0.05 }

let tf: TensorFlow
let encoder: SentenceEncoder
let tokens: ReadonlyArray<ReadonlyArray<number>>
beforeAll(async () => {
  tf = await startBackend("wasm")
  setCurrent({ name: "wasm", tf })
  encoder = sentenceEncoder({ dropout: 0 })
  tokens = encoder.tokenize(texts)
})

const trained = async (params: TuningParams, more: Partial<Parameters<typeof textClassifier>[1]> = {}) => {
  const plan = tuningPlan(params, { layers: encoder.layers, epochs: 2, headEpochs: 1 })
  const classifier = textClassifier(encoder, { tokens, plan, ...more })
  const examples = classifier.examples(all, labels)
  const { history } = await fit(
    classifier,
    { train: examples },
    {
      stages: classifier.stages,
      batchSize: 3,
      loss: "binaryCrossEntropy",
      optimizer: { type: "adam", learningRate: plan.learningRate },
      seed: 5
    }
  )
  return { classifier, losses: history.map(({ loss }) => loss!) }
}

const outcome = async ({ classifier }: { readonly classifier: TextClassifier }) => {
  const probabilities = await classifier.probabilities(all)
  classifier.dispose()
  return probabilities
}

describe("a text classifier", () => {
  it.each<TuningParams>([
    { type: "features", headRate: 0.05 },
    { type: "layers", count: 1, from: "top", ...rates },
    { type: "layers", count: 2, from: "top", ...rates },
    { type: "layers", count: 1, from: "bottom", ...rates },
    { type: "gradual", each: 1, ...rates },
    { type: "full", ...rates },
    { type: "adapters", rank: 2, learningRate: 1e-2, headRate: 0.05 }
  ])(
    "learns the same from what frozen layers put out as from computing them: %j",
    { timeout: 180_000 },
    async (params) => {
      const cache = featureCache({ folder: temporaryFolder() })
      const seeded = (run: () => Promise<{ classifier: TextClassifier; losses: ReadonlyArray<number> }>) => {
        // Adapters draw their beginning.
        let state = 1
        const { random } = Math
        Math.random = () => (state = (state * 16807) % 2147483647) / 2147483647
        return run().finally(() => (Math.random = random))
      }
      const once = await seeded(() => trained(params, { cache }))
      const [first, last] = [once.losses[0]!, once.losses.at(-1)!]
      expect(last).toBeLessThan(first)
      const probabilities = await outcome(once)
      const again = await outcome(await seeded(() => trained(params, { precompute: false })))
      for (const [index, probability] of probabilities.entries()) expect(again[index]).toBeCloseTo(probability, 3)
    }
  )

  it("moves only what its kind trains", async () => {
    encoder.restore()
    const before = await Promise.all(
      Object.entries(encoder.variables).map(async ([name, v]) => [name, (await v.data()).slice()] as const)
    )
    const { classifier } = await trained({ type: "layers", count: 1, from: "top", ...rates })
    for (const [name, values] of before) {
      const now = await encoder.variables[name]!.data()
      const moved = values.some((value, index) => value !== now[index])
      expect(moved, name).toBe(name.startsWith("pool/"))
    }
    classifier.dispose()
    encoder.restore()
    for (const [name, values] of before) expect(await encoder.variables[name]!.data()).toEqual(values)
  })

  it("leaves no tensors behind", async () => {
    const run = async () => outcome(await trained({ type: "layers", count: 1, from: "top", ...rates }))
    await run()
    encoder.restore()
    const before = tf.memory().numTensors
    await run()
    encoder.restore()
    expect(tf.memory().numTensors).toBe(before)
  })
})
