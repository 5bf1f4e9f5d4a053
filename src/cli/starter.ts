/** The study file that `sweep init` writes. */

/** A study that runs at once, and says what to change to make it one's own. `file` is how it will be called. */
export const starter = (file: string): string => `// %% [markdown]
// # A first study: how flexible a curve, and how fast a descent?
//
// Run it with \`sweep run ${file}\`. The same command again goes on where it stopped; \`sweep best\` prints the winner.

// %%
import { bool, float, int, study } from "hypersweep"

// %% [markdown]
// ## Data
// Points on a noisy wave, the same in every trial: every third one judges, the others train. Put your own data here. What is
// at the top of this file is evaluated in each trial's process.

// %%
const points = Array.from({ length: 60 }, (_, i) => {
  const x = (2 * i) / 59 - 1
  return { x, y: Math.sin(3 * x) + 0.2 * Math.sin(97 * i) }
})
const judging = points.filter((_, i) => i % 3 === 0)
const training = points.filter((_, i) => i % 3 !== 0)

const loss = (weights: ReadonlyArray<number>, some: typeof points): number =>
  some.reduce((sum, { x, y }) => sum + (weights.reduce((fit, w, k) => fit + w * x ** k, 0) - y) ** 2, 0) / some.length

// %% [markdown]
// ## The study

// %%
export default study({
  // What may vary. choice("a", "b") is one of several, choice({ adam: {}, sgd: { momentum: float(0, 0.99) } }) a branch
  // with params of its own, ordinal(16, 32, 64) an order.
  space: {
    learningRate: float(1e-3, 0.5, { log: true }),
    degree: int(1, 9),
    momentum: float(0, 0.95),
    decay: bool()
  },

  // A number that train returns; { maximize: "accuracy" } as well.
  objective: { minimize: "loss" },

  // When it is over: { time: "20 minutes" } goes, too. Without a sampler and a pruner here, good ones are chosen.
  budget: { trials: 30 },

  // Everything random follows from it.
  seed: 1,

  // One training. Its params are typed by the space. report() says how far it is, once in a while: a trial that
  // falls behind is ended there. Never look at data that judge for anything but the number you return.
  train: async ({ params, report }) => {
    let weights = Array.from({ length: params.degree + 1 }, () => 0)
    let speed = weights.map(() => 0)
    for (let step = 1; step <= 200; step++) {
      const rate = params.decay ? params.learningRate * (1 - step / 201) : params.learningRate
      const slope = weights.map(
        (_, k) =>
          training.reduce((sum, { x, y }) => sum + 2 * (weights.reduce((fit, w, j) => fit + w * x ** j, 0) - y) * x ** k, 0) /
          training.length
      )
      speed = speed.map((v, k) => params.momentum * v - rate * slope[k]!)
      weights = weights.map((w, k) => w + speed[k]!)
      if (step % 20 === 0) await report(step / 20, { loss: loss(weights, judging) })
    }
    return { loss: loss(weights, judging), trainingLoss: loss(weights, training) }
  }
})
`
