/** The networks whose training is timed, each with one batch of random data. */
import type { Tensor } from "@tensorflow/tfjs-core"
import type { TensorFlow } from "../../src/train/tensorflow/TensorFlow.ts"

/** A network that is trained on one batch over and over. */
export interface Network {
  readonly batch: number
  readonly step: () => Promise<unknown>
}

const classes = (tf: TensorFlow, batch: number): Tensor =>
  tf.oneHot(
    tf.tensor1d(
      Array.from({ length: batch }, (_, k) => k % 10),
      "int32"
    ),
    10
  )

/** 64 inputs, 128 hidden units, 10 classes, Adam. */
const dense = (tf: TensorFlow, batch: number): Network => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 128, activation: "relu", inputShape: [64] }),
      tf.layers.dense({ units: 10, activation: "softmax" })
    ]
  })
  model.compile({ optimizer: tf.train.adam(0.001), loss: "categoricalCrossentropy" })
  const [x, y] = [tf.randomUniform([batch, 64]), classes(tf, batch)]
  return { batch, step: () => model.trainOnBatch(x, y) }
}

/** 28 × 28 images, 8 and 16 filters of 3 × 3 with pooling, 10 classes, Adam. */
const convolutional = (tf: TensorFlow, batch: number): Network => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 3, activation: "relu" }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 16, kernelSize: 3, activation: "relu" }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 10, activation: "softmax" })
    ]
  })
  model.compile({ optimizer: tf.train.adam(0.001), loss: "categoricalCrossentropy" })
  const [x, y] = [tf.randomUniform([batch, 28, 28, 1]), classes(tf, batch)]
  return { batch, step: () => model.trainOnBatch(x, y) }
}

/** The networks by name. */
export const networks: Readonly<Record<string, (tf: TensorFlow) => Network>> = {
  "dense, batch 32": (tf) => dense(tf, 32),
  "dense, batch 256": (tf) => dense(tf, 256),
  "convolution, batch 32": (tf) => convolutional(tf, 32)
}
