/** Some training steps of a small convolutional network: what `sweep doctor` compares the backends by. */
import { seedMathRandom } from "../seedMathRandom.ts"
import type { TensorFlow } from "./TensorFlow.ts"

/** How a backend trained. */
export interface TrainingSteps {
  /** The loss of each step. */
  readonly losses: ReadonlyArray<number>
  /** Without the first step, in which kernels are compiled. */
  readonly stepsPerSecond: number
}

const [batch, side, classes] = [32, 16, 10]

/** A convolution, pooling and a dense layer, trained by Adam on 32 random images. Seeds `Math.random`. */
export const takeTrainingSteps = async (tf: TensorFlow, count: number): Promise<TrainingSteps> => {
  seedMathRandom(0)
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [side, side, 1], filters: 8, kernelSize: 3, activation: "relu" }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: classes, activation: "softmax" })
    ]
  })
  model.compile({ optimizer: tf.train.adam(0.01), loss: "categoricalCrossentropy" })
  const x = tf.randomUniform([batch, side, side, 1])
  const y = tf.oneHot(
    tf.tensor1d(
      Array.from({ length: batch }, (_, k) => k % classes),
      "int32"
    ),
    classes
  )
  const losses: Array<number> = []
  let start = performance.now()
  for (let step = 0; step < count; step++) {
    if (step === 1) start = performance.now()
    losses.push((await model.trainOnBatch(x, y)) as number)
  }
  return { losses, stepsPerSecond: (1000 * (count - 1)) / (performance.now() - start) }
}

/** The greatest difference between two runs' losses, relative to the first one's. Infinite where one is no number. */
export const lossesApart = (expected: ReadonlyArray<number>, actual: ReadonlyArray<number>): number =>
  expected.reduce((most, loss, step) => {
    const apart = Math.abs(actual[step]! - loss) / Math.abs(loss)
    return Math.max(most, Number.isFinite(apart) ? apart : Infinity)
  }, 0)
