import { beforeAll, describe, expect, it } from "vitest"
import { evaluate, fit, type Judged } from "../../../../src/train/tensorflow.ts"
import { accuracy } from "../../../../src/train/metrics/classification.ts"
import { holdOut } from "../../../../src/train/splits/holdOut.ts"
import { take } from "../../../../src/train/splits/sides.ts"
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

describe("fit with validation examples", () => {
  /** A few examples, more weights than they can hold down, and a rate that is too high: the loss soon rises. */
  const overfitted = (options: object) =>
    fit(twoLayers(tf, 0, 64), pointData(tf, 12, 60), {
      epochs: 40,
      batchSize: 12,
      optimizer: { type: "adam", learningRate: 0.1 },
      ...options
    })

  it("ends with the best weights, not the last", async () => {
    const model = twoLayers(tf, 0, 64)
    const data = pointData(tf, 12, 60)
    const options = { epochs: 40, batchSize: 12, optimizer: { type: "adam", learningRate: 0.1 } } as const
    const fitted = await fit(model, data, options)
    const losses = fitted.history.map(({ loss }) => loss!)
    expect(fitted.epoch).toBe(losses.indexOf(Math.min(...losses)) + 1)
    expect(fitted.epoch).toBeLessThan(40)
    expect(fitted.metrics).toBe(fitted.history[fitted.epoch - 1])
    const judged = await evaluate(model, data.validation)
    expect(judged.loss).toBeCloseTo(Math.min(...losses), 6)
    expect(judged.predicted).toHaveLength(60)
    expect(judged.scores).toHaveLength(180)

    const last = await fit(model, data, { ...options, epochs: 3, keep: "last" })
    expect(last.epoch).toBe(3)
  })

  it("stops by patience, and by the gap between the losses", async () => {
    const tired = await overfitted({ patience: 3 })
    expect(tired.stopped).toBe("patience")
    expect(tired.epochs).toBe(tired.epoch + 3)
    const wide = await overfitted({ overfitting: { gap: 0.1, epochs: 2 } })
    expect(wide.stopped).toBe("overfitting")
    expect(wide.history.slice(-2).every(({ gap }) => gap! > 0.1)).toBe(true)
  })

  it("watches the metric that it is told to", async () => {
    const fitted = await overfitted({
      metrics: { right: ({ predicted, truth }: Judged) => accuracy(truth, predicted) },
      watch: { maximize: "right" }
    })
    const rights = fitted.history.map(({ right }) => right!)
    expect(fitted.epoch).toBe(rights.indexOf(Math.max(...rights)) + 1)
  })

  it("says when the loss is no number any more", async () => {
    const wild = { epochs: 5, optimizer: { type: "sgd", learningRate: 1e30, momentum: 0.9 } } as const
    const data = { train: { x: tf.tensor2d([[1e20], [-1e20]]), y: [5, 3] } }
    const kernel = tf.variable(tf.ones([1, 1]))
    const model = { variables: { kernel }, forward: (x: unknown) => tf.matMul(x as never, kernel as never) }
    await expect(fit(model, data, { ...wild, loss: "meanSquaredError" })).rejects.toThrow("a lower learning rate")
  })

  it("refuses the sides of a split in each other's place", async () => {
    const split = holdOut(60, { seed: 1, validation: 0.4, test: 0.2 })
    const data = pointData(tf)
    const side = (which: "train" | "validation" | "test") => ({
      x: tf.gather(data.train.x, tf.tensor1d([...split[which]], "int32")),
      y: take(split[which], data.train.y)
    })
    const run = (train: "train" | "validation", validation: "train" | "validation" | "test") =>
      fit(twoLayers(tf), { train: side(train), validation: side(validation) }, { epochs: 1 })
    await expect(run("validation", "validation")).rejects.toThrow("fit's data.train was given the validation side")
    await expect(run("train", "test")).rejects.toThrow("fit's data.validation was given the test side")
    expect((await run("train", "validation")).epochs).toBe(1)
  })

  it("trains on one-hot classes and on numbers", async () => {
    const data = pointData(tf)
    const hot = { ...data.train, y: tf.oneHot(tf.tensor1d(data.train.y, "int32"), 3) }
    const [a, b] = [twoLayers(tf), twoLayers(tf)]
    const first = await fit(a, { ...data, train: hot }, { epochs: 2, labelSmoothing: 0.1 })
    const second = await fit(b, data, { epochs: 2, labelSmoothing: 0.1 })
    expect(first).toEqual(second)
    const numbers = await fit(
      twoLayers(tf),
      {
        train: {
          x: data.train.x,
          y: tf.matMul(
            data.train.x,
            tf.tensor2d([
              [1, 0, 2],
              [0, 1, -1]
            ])
          )
        }
      },
      { epochs: 60, loss: "meanSquaredError", optimizer: { type: "adam", learningRate: 0.02 } }
    )
    expect(numbers.metrics["loss"]).toBeLessThan(0.1 * numbers.history[0]!["loss"]!)
  })
})
