import { beforeAll, describe, expect, it } from "vitest"
import { fit } from "../../../../src/train/tensorflow.ts"
import { useBackend } from "../../../../src/train/tensorflow/current.ts"
import type { TensorFlow } from "../../../../src/train/tensorflow/TensorFlow.ts"
import { drawingFrom } from "../../../../src/train/seedMathRandom.ts"
import { rngFor } from "../../../../src/search/math/rng.ts"
import { pointData, recordingContext, twoLayers, weightsOf } from "./problems.ts"

let tf: TensorFlow
beforeAll(async () => {
  tf = await useBackend("wasm")
})

const layered = (dropout: number) =>
  drawingFrom(rngFor(3, 0, "initialisers"), () =>
    tf.sequential({
      layers: [
        tf.layers.dense({ inputShape: [2], units: 8, activation: "tanh" }),
        tf.layers.batchNormalization(),
        tf.layers.dropout({ rate: dropout }),
        tf.layers.dense({ units: 3, activation: "softmax" })
      ]
    })
  )

const adam = { type: "adam", learningRate: 0.05 } as const

describe("fit", () => {
  it("trains a function of variables, and reports what it sees", async () => {
    const { context, reports } = recordingContext()
    const fitted = await fit(twoLayers(tf), pointData(tf), { context, epochs: 8, batchSize: 16, optimizer: adam })
    expect(fitted.metrics["accuracy"]).toBeGreaterThan(0.85)
    expect(fitted.stopped).toBe("complete")
    expect(reports.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(reports.map(({ metrics }) => metrics)).toEqual(fitted.history)
    for (const { loss, trainLoss, gap } of fitted.history as ReadonlyArray<Record<string, number>>) {
      expect(gap).toBe(loss! - trainLoss!)
    }
  })

  it("trains a model of the layers API that ends in softmax, moving averages included", async () => {
    const model = layered(0.2)
    const before = model.getWeights().map((weight) => Array.from(weight.dataSync()))
    const fitted = await fit(model, pointData(tf), { epochs: 8, batchSize: 16, optimizer: adam })
    expect(fitted.metrics["accuracy"]).toBeGreaterThan(0.85)
    for (const [index, weight] of model.getWeights().entries()) {
      expect(Array.from(weight.dataSync())).not.toEqual(before[index])
    }
  })

  it("gives the same numbers to the bit for the same seed, and others for another", async () => {
    const train = async (seed: number) => {
      const model = twoLayers(tf, 0.3)
      const { history } = await fit(model, pointData(tf), { epochs: 3, batchSize: 16, optimizer: adam, seed })
      return { history, weights: weightsOf(model) }
    }
    const first = await train(1)
    expect(await train(1)).toEqual(first)
    expect((await train(2)).weights).not.toEqual(first.weights)
  })

  it("leaves Math.random where it was", async () => {
    const before = Math.random
    let drawn = 0
    Math.random = () => {
      drawn += 1
      return 0.5
    }
    const counting = Math.random
    try {
      await fit(twoLayers(tf, 0.5), pointData(tf), { epochs: 1 })
      expect(Math.random).toBe(counting)
      expect(drawn).toBe(0)
    } finally {
      Math.random = before
    }
  })

  it("leaves no tensors behind", async () => {
    const model = twoLayers(tf, 0.1)
    const data = pointData(tf)
    const train = () =>
      fit(model, data, {
        epochs: 3,
        batchSize: 16,
        accumulate: 2,
        clipNorm: 1,
        clipValue: 1,
        labelSmoothing: 0.1,
        classWeights: "balanced",
        optimizer: { type: "sgd", momentum: 0.9 },
        patience: 1
      })
    await train()
    const count = () => [tf.memory().numTensors, tf.engine().backend.numDataIds()]
    const before = count()
    await train()
    await fit(model, data, { epochs: 2, optimizer: { type: "adamw" }, context: recordingContext().context })
    expect(count()).toEqual(before)
  })

  it("leaves no tensors of a layers model behind either", async () => {
    const model = layered(0.1)
    const data = pointData(tf)
    await fit(model, data, { epochs: 1 })
    const before = tf.memory().numTensors
    await fit(model, data, { epochs: 2 })
    expect(tf.memory().numTensors).toBe(before)
  })

  it("makes one update of several batches as if they were one batch", async () => {
    const train = async (batchSize: number, accumulate: number) => {
      const model = twoLayers(tf)
      const sgd = { type: "sgd", learningRate: 0.5 } as const
      await fit(model, pointData(tf, 64), { epochs: 1, batchSize, accumulate, optimizer: sgd, keep: "last" })
      return weightsOf(model).flat()
    }
    const whole = await train(64, 1)
    const split = await train(10, 7)
    for (const [index, value] of whole.entries()) expect(split[index]).toBeCloseTo(value, 5)
  })
})
