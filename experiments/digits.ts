// %% [markdown]
// # Digits: a small convolutional network
//
// How wide, how fast, with which optimizer? 4,000 of MNIST's training images train, the next 1,000 judge.
// A training takes a few seconds on one core, so that thirty of them fit a coffee break.

// %%
import { asha, choice, float, gp, int, ordinal, study } from "hypersweep"
import { tf } from "hypersweep/tensorflow"
import { shuffled } from "hypersweep/train"
import { loadDigits } from "./data/digits.ts"

// %% [markdown]
// `SWEEP_EXAMPLES` makes the data smaller, for a quick look; `SWEEP_EPOCHS` makes trainings longer, for whole curves.

// %%
const trainCount = Number(process.env["SWEEP_EXAMPLES"] ?? 4000)
const validationCount = trainCount / 4
const epochs = Number(process.env["SWEEP_EPOCHS"] ?? 4)

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
  pruner: asha({ minStep: 1, maxStep: epochs, reduction: 2 }),
  budget: { trials: 30 },
  seed: 7,
  train: async ({ params, report, seed }) => {
    const { batchSize, dropout, learningRate, optimizer, width } = params
    const train = loadDigits(0, trainCount)
    const validation = loadDigits(trainCount, validationCount)
    const images = tf.tensor4d(train.pixels, [trainCount, 28, 28, 1])
    const classes = tf.oneHot(tf.tensor1d(train.labels, "int32"), 10)
    const heldOutImages = tf.tensor4d(validation.pixels, [validationCount, 28, 28, 1])
    const heldOutClasses = tf.oneHot(tf.tensor1d(validation.labels, "int32"), 10)

    const model = network(width, dropout)
    model.compile({
      optimizer:
        optimizer.type === "adam" ? tf.train.adam(learningRate) : tf.train.momentum(learningRate, optimizer.momentum),
      loss: "categoricalCrossentropy",
      metrics: ["accuracy"]
    })

    const judge = async () => {
      const [loss, accuracy] = model.evaluate(heldOutImages, heldOutClasses, { batchSize: 250 }) as [
        tf.Scalar,
        tf.Scalar
      ]
      return { accuracy: (await accuracy.data())[0]!, loss: (await loss.data())[0]! }
    }
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const order = shuffled(trainCount, seed + epoch)
      for (let from = 0; from < trainCount; from += batchSize) {
        const batch = tf.tensor1d(order.slice(from, from + batchSize), "int32")
        const [x, y] = [tf.gather(images, batch), tf.gather(classes, batch)]
        await model.trainOnBatch(x, y)
        tf.dispose([batch, x, y])
      }
      if (epoch < epochs) await report(epoch, await judge())
    }
    return judge()
  }
})
