// %% [markdown]
// # Weather: five classes, one of them two days in a hundred
//
// What was the weather like on a day with these temperatures, this wind and this much rain? Sun and rain are 44 % of the
// days each; fog 7 %, drizzle 4 %, snow 2 %. Accuracy hardly notices the rare ones, so trials are judged by **macro-F1**:
// the mean of the five classes' F1, each counting the same.
//
// **Data**: 1,461 days in Seattle, 2012 to 2015 (NOAA, a work of the United States government), from the npm package
// `vega-datasets`. **A good result**: macro-F1 above 0.62, accuracy about 0.86. Drizzle and fog are hardly told apart by
// these numbers, whatever the model.

// %%
import { choice, float, int, median, study } from "hypersweep"
import { evaluate, fit, tf } from "hypersweep/tensorflow"
import {
  accuracy,
  balancedClassWeights,
  crossValidate,
  f1,
  fingerprint,
  standardScaler,
  stratifiedKFold,
  take
} from "hypersweep/train"
import { kinds, loadWeather } from "./data/weather.ts"

// %%
const days = loadWeather()
const labels = days.map(({ kind }) => kind)
const epochs = Number(process.env["SWEEP_EPOCHS"] ?? 30)
const folds = 5

// %% [markdown]
// ## What a model may know of a day
// Its measurements, its season as a place on a circle, and the kind of weather of the day before.

// %%
const features = days.map(({ coldest, month, precipitation, warmest, wind }, index) => {
  const season = (2 * Math.PI * month) / 12
  const before = (days[index - 1] ?? days[index]!).kind
  const measured = [precipitation, Math.log1p(precipitation), warmest, coldest, wind]
  return [...measured, Math.sin(season), Math.cos(season), ...kinds.map((_, kind) => (kind === before ? 1 : 0))]
})

// %% [markdown]
// ## The study
// `attention` is how far rare classes are weighted up: 0 is not at all, 1 makes every class count the same in all, and the
// best may lie between. Columns are standardised by each fold's training side alone; the scaler refuses anything else.
// Nothing is chosen by a fold's validation days: every training ends after the same number of epochs.

// %%
export default study({
  name: "weather",
  data: fingerprint(features, labels),
  space: {
    learningRate: float(1e-3, 1e-1, { log: true }),
    schedule: choice("constant", "cosine", "oneCycle"),
    units: int(4, 64, { log: true }),
    dropout: float(0, 0.5),
    attention: float(0, 1),
    weightDecay: float(1e-5, 1e-1, { log: true })
  },
  objective: { maximize: "macroF1" },
  pruner: median({ warmUpSteps: 1 }),
  budget: { trials: 30 },
  seed: 5,
  train: async (context) => {
    const { attention, dropout, learningRate, schedule, units, weightDecay } = context.params
    const splits = stratifiedKFold(labels, folds, context.splitSeed)
    const { mean } = await crossValidate(context, splits, async (split, fold) => {
      const train = take(split.train, features)
      const scaler = standardScaler(train)
      const trainLabels = take(split.train, labels)
      const model = tf.sequential({
        layers: [
          tf.layers.dense({ inputShape: [features[0]!.length], units, activation: "relu" }),
          tf.layers.dropout({ rate: dropout }),
          tf.layers.dense({ units: kinds.length, activation: "softmax" })
        ]
      })
      const { metrics } = await fit(
        model,
        { train: { x: tf.tensor2d(scaler.apply(train)), y: trainLabels } },
        {
          context: fold.context,
          fold: fold.index,
          epochs,
          batchSize: 64,
          schedule,
          optimizer: { type: "adamw", learningRate, weightDecay },
          classWeights: balancedClassWeights(trainLabels).map((weight) => weight ** attention)
        }
      )
      const { predicted, truth } = await evaluate(model, {
        x: tf.tensor2d(scaler.apply(take(split.validation, features))),
        y: take(split.validation, labels)
      })
      return {
        macroF1: f1(truth, predicted, { average: "macro" }),
        accuracy: accuracy(truth, predicted),
        trainLoss: metrics["trainLoss"]!
      }
    })
    return mean
  }
})
