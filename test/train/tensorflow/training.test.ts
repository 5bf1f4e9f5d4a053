import { afterEach, assert, beforeAll, describe, it } from "vitest"
import { startBackend } from "../../../src/train/tensorflow/startBackend.ts"
import type { TensorFlow } from "../../../src/train/tensorflow/TensorFlow.ts"
import { seedMathRandom } from "../../../src/train/seedMathRandom.ts"
import { lossesOf, models } from "../../support/models.ts"
import { random, startBoth } from "./compare.ts"

let tf: TensorFlow
const { random: unseeded } = Math
beforeAll(async () => {
  tf = await startBoth()
})
afterEach(() => {
  Math.random = unseeded
})

/** A small network with every kind of layer that draws random numbers or has a kernel of ours. */
const network = (dropout: number) => {
  const { layers } = tf
  const model = tf.sequential({
    layers: [
      layers.conv2d({ inputShape: [12, 12, 1], filters: 4, kernelSize: 3, activation: "relu" }),
      layers.batchNormalization(),
      layers.separableConv2d({ filters: 6, kernelSize: 3, strides: 2, padding: "same", activation: "relu" }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dropout({ rate: dropout }),
      layers.dense({ units: 3, activation: "softmax" })
    ]
  })
  model.compile({ optimizer: tf.train.adam(0.01), loss: "categoricalCrossentropy" })
  return model
}

const train = async (seed: number, dropout: number) => {
  await tf.setBackend("wasm")
  seedMathRandom(seed)
  const model = network(dropout)
  const x = random(tf, [24, 12, 12, 1])
  const y = tf.oneHot(
    tf.tensor1d(
      Array.from({ length: 24 }, (_, k) => k % 3),
      "int32"
    ),
    3
  )
  const { history } = await model.fit(x, y, { epochs: 5, batchSize: 24, verbose: 0 })
  const weights = model.getWeights().map((weight) => Array.from(weight.dataSync()))
  tf.dispose([x, y])
  model.dispose()
  return { losses: history["loss"] as ReadonlyArray<number>, weights }
}

describe("training", () => {
  const names = Object.keys(models)

  it.each(names)(
    "%s: six losses on WASM as on plain JavaScript, and the same to the bit when repeated",
    async (name) => {
      await tf.setBackend("cpu")
      const expected = await lossesOf(tf, name, seedMathRandom)
      await tf.setBackend("wasm")
      const losses = await lossesOf(tf, name, seedMathRandom)
      assert.lengthOf(losses, 6)
      for (const [step, loss] of losses.entries()) assert.closeTo(loss / expected[step]!, 1, 1e-5, `step ${step + 1}`)
      assert.notEqual(losses[5], losses[0], "it learns")
      assert.deepEqual(await lossesOf(tf, name, seedMathRandom), losses)
    }
  )

  it("these are at least 30 models", () => {
    assert.isAtLeast(names.length, 30)
  })

  it("a seeded Math.random fixes every weight to the bit, through initialisers, dropout and shuffling", async () => {
    const first = await train(11, 0.4)
    const again = await train(11, 0.4)
    const other = await train(12, 0.4)
    assert.deepEqual(again, first)
    assert.notDeepEqual(other.weights, first.weights)
  })

  it("all random operations follow Math.random", async () => {
    await tf.setBackend("wasm")
    const draw = () => {
      seedMathRandom(3)
      const order = [1, 2, 3, 4, 5, 6, 7, 8]
      tf.util.shuffle(order)
      const tensors = [
        tf.randomUniform([4]),
        tf.randomNormal([4]),
        tf.truncatedNormal([4]),
        tf.randomGamma([4], 2),
        tf.dropout(tf.ones([9]), 0.5),
        tf.multinomial(tf.log(tf.tensor1d([0.2, 0.3, 0.5])), 9),
        tf.initializers.glorotNormal({}).apply([2, 2]),
        tf.initializers.orthogonal({}).apply([3, 3])
      ]
      return [order, ...tensors.map((tensor) => Array.from(tensor.dataSync()))]
    }
    assert.deepEqual(draw(), draw())
  })

  it("starting a backend draws nothing from Math.random", async () => {
    let drawn = 0
    Math.random = () => {
      drawn += 1
      return 0.5
    }
    await startBackend("wasm")
    await startBackend("cpu")
    assert.equal(drawn, 0)
  })

  it("a step leaves no tensors behind", async () => {
    await tf.setBackend("wasm")
    const model = network(0.2)
    const x = random(tf, [24, 12, 12, 1])
    const y = tf.oneHot(tf.zeros([24], "int32"), 3)
    const count = () => [tf.memory().numTensors, tf.engine().backend.numDataIds()]
    await model.trainOnBatch(x, y)
    const before = count()
    for (let step = 0; step < 5; step++) await model.trainOnBatch(x, y)
    assert.deepEqual(count(), before)
  })
})
