/** Optimizers against the same rules in plain numbers, and what `fit` is told about rates. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { fit, type FunctionModel, type OptimizerSettings } from "../../../../src/train/tensorflow.ts"
import { useBackend } from "../../../../src/train/tensorflow/current.ts"
import type { TensorFlow } from "../../../../src/train/tensorflow/TensorFlow.ts"
import { refusal } from "../../../support/refusal.ts"
import { pointData, twoLayers, weightsOf } from "./problems.ts"

let tf: TensorFlow
beforeAll(async () => {
  tf = await useBackend("wasm")
})
afterAll(() => tf.setBackend("wasm"))

/** Weights w with loss ½ Σ aₖ (wₖ − cₖ)²: the gradient is a·(w − c), which plain numbers follow easily. */
// Six: WASM takes four together, and the rest one by one.
const a = [1, 3, 0.5, 2, 1.5, 0.7]
const c = [0.3, -0.2, 1, 0, -1, 0.6]
const start = [0.9, 0.8, -0.4, 0.5, -0.6, 0.1]

const quadratic = (): FunctionModel => {
  const kernel = tf.variable(tf.tensor2d(start, [2, 3]))
  return {
    variables: { kernel },
    forward: () =>
      tf.reshape(
        tf.mul(0.5, tf.sum(tf.mul(tf.tensor2d(a, [2, 3]), tf.squaredDifference(kernel, tf.tensor2d(c, [2, 3]))))),
        [1, 1]
      )
  }
}

const steps = 12

const trained = async (optimizer: OptimizerSettings) => {
  const model = quadratic()
  const one = { x: tf.zeros([1, 1]), y: [0] }
  const loss = (_truth: unknown, outputs: { reshape: (shape: [number]) => never }) => outputs.reshape([1])
  await fit(model, { train: one }, { epochs: steps, optimizer, loss: loss as never })
  return weightsOf(model)[0]!
}

/** The same by hand, in 64 bits. */
const byHand = (move: (w: number, gradient: number, t: number, memory: Array<number>) => number) =>
  start.map((first, k) => {
    let w = first
    const memory = [0, 0]
    for (let t = 1; t <= steps; t++) w = move(w, a[k]! * (w - c[k]!), t, memory)
    return w
  })

const adamByHand = (rate: number, decay: number, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7) =>
  byHand((w, gradient, t, memory) => {
    memory[0] = beta1 * memory[0]! + (1 - beta1) * gradient
    memory[1] = beta2 * memory[1]! + (1 - beta2) * gradient ** 2
    const [m, v] = [memory[0] / (1 - beta1 ** t), memory[1] / (1 - beta2 ** t)]
    return w - rate * (m / (Math.sqrt(v) + epsilon) + decay * w)
  })

const close = (found: ReadonlyArray<number>, expected: ReadonlyArray<number>) => {
  for (const [k, value] of expected.entries()) expect(Math.abs(found[k]! - value)).toBeLessThan(2e-6)
}

describe.each(["wasm", "cpu"] as const)("on %s", (backend) => {
  beforeAll(async () => {
    await useBackend(backend)
  })

  it("Adam follows its paper", async () => {
    close(await trained({ type: "adam", learningRate: 0.1 }), adamByHand(0.1, 0))
    const settings = { learningRate: 0.05, beta1: 0.7, beta2: 0.9, epsilon: 0.01 }
    close(await trained({ type: "adam", ...settings }), adamByHand(0.05, 0, 0.7, 0.9, 0.01))
  })

  it("AdamW takes its decay off the weights, not off the gradient", async () => {
    close(await trained({ type: "adamw", learningRate: 0.1, weightDecay: 0.3 }), adamByHand(0.1, 0.3))
    close(await trained({ type: "adamw", learningRate: 0.1 }), adamByHand(0.1, 0.01))
  })

  it("SGD, with momentum and with decay", async () => {
    close(
      await trained({ type: "sgd", learningRate: 0.1 }),
      byHand((w, gradient) => w - 0.1 * gradient)
    )
    const rolling = byHand((w, gradient, _t, memory) => {
      memory[0] = 0.8 * memory[0]! + gradient
      return w - 0.1 * memory[0] - 0.1 * 0.2 * w
    })
    close(await trained({ type: "sgd", learningRate: 0.1, momentum: 0.8, weightDecay: 0.2 }), rolling)
  })
})

describe("on the way", () => {
  const sgd = { type: "sgd", learningRate: 0.1 } as const
  /** How far each variable went in one update. */
  const distances = async (options: Parameters<typeof fit>[2]) => {
    const model = twoLayers(tf)
    const before = weightsOf(model)
    await fit(model, pointData(tf), { batchSize: 60, keep: "last", optimizer: sgd, ...options })
    return weightsOf(model).map((values, k) => values.map((value, i) => value - before[k]![i]!))
  }
  const length = (values: ReadonlyArray<ReadonlyArray<number>>) => Math.hypot(...values.flat())

  beforeAll(async () => {
    await useBackend("wasm")
  })

  it("rates scale and freeze variables by name", async () => {
    const full = await distances({ epochs: 1 })
    const some = await distances({
      epochs: 1,
      rates: (name) => (name.startsWith("head") ? 1 : name.endsWith("bias") ? 0 : 0.5)
    })
    expect(some[1]!.every((value) => value === 0)).toBe(true)
    for (const [i, value] of some[0]!.entries()) expect(value).toBeCloseTo(full[0]![i]! / 2, 6)
    expect(some[2]).toEqual(full[2])
  })

  it("stages unfreeze one after the other, with rates and schedules of their own", async () => {
    const head = (name: string) => (name.startsWith("head") ? 1 : 0)
    const first = await distances({ stages: [{ epochs: 1, rates: head }] })
    expect(length([first[0]!, first[1]!])).toBe(0)
    const both = await distances({
      stages: [
        { epochs: 1, rates: head },
        { epochs: 1, learningRate: 0.1 }
      ]
    })
    expect(length([both[0]!, both[1]!])).toBeGreaterThan(0)
    const later = both[2]!.map((value, i) => value - first[2]![i]!)
    expect(length([later])).toBeLessThan(0.2 * length([first[2]!]))
  })

  it("a schedule gives every update its factor", async () => {
    const factors: Array<[number, number]> = []
    const schedule = {
      name: "recorded",
      factor: (update: number, updates: number) => {
        factors.push([update, updates])
        return update === 0 ? 0 : 1
      }
    }
    const [first] = [await distances({ epochs: 1, schedule })]
    expect(length(first)).toBe(0)
    factors.length = 0
    await distances({ epochs: 3, batchSize: 20, accumulate: 2, schedule })
    expect(factors).toEqual(Array.from({ length: 6 }, (_, update) => [update, 6]))
  })

  it("clipNorm shortens all gradients together, clipValue bounds each entry", async () => {
    const full = await distances({ epochs: 1 })
    const short = await distances({ epochs: 1, clipNorm: length(full) / 0.1 / 4 })
    expect(length(short)).toBeCloseTo(length(full) / 4, 5)
    for (const [k, values] of full.entries()) {
      for (const [i, value] of values.entries()) expect(short[k]![i]).toBeCloseTo(value / 4, 5)
    }
    expect(await distances({ epochs: 1, clipNorm: 1e6 })).toEqual(full)
    const bounded = await distances({ epochs: 1, clipValue: 0.01 })
    for (const value of bounded.flat()) expect(Math.abs(value)).toBeLessThan(0.001 + 1e-6)
  })

  it("class weights and sample weights count an example several times", async () => {
    const data = pointData(tf)
    const weighted = async (change: object, options: object) => {
      const model = twoLayers(tf)
      const before = weightsOf(model).flat()
      const train = { ...data.train, ...change }
      await fit(model, { train }, { epochs: 1, batchSize: 60, optimizer: sgd, ...options })
      return weightsOf(model)
        .flat()
        .map((value, i) => value - before[i]!)
    }
    const byClass = await weighted({}, { classWeights: [3, 1, 0] })
    const bySample = await weighted({ weights: data.train.y.map((label) => [3, 1, 0][label]!) }, {})
    for (const [i, value] of byClass.entries()) expect(bySample[i]).toBeCloseTo(value, 6)
    const plain = await weighted({}, {})
    expect(byClass).not.toEqual(plain)
    const doubled = await weighted({}, { classWeights: [2, 2, 2] })
    for (const [i, value] of plain.entries()) expect(doubled[i]).toBeCloseTo(2 * value, 5)
  })

  it.each<[string, Parameters<typeof fit>[2], string]>([
    ["a frozen model", { epochs: 1, rates: () => 0 }, "Every variable of the model is frozen."],
    ["a negative rate", { epochs: 1, rates: () => -1 }, "rates gives -1 for the variable hidden/kernel."],
    ["no epochs", {}, "fit was given epochs: undefined."],
    ["epochs beside stages", { epochs: 1, stages: [{ epochs: 1 }] }, "fit was given epochs: 1."],
    ["an unknown optimizer", { epochs: 1, optimizer: { type: "lion" as never } }, 'There is no optimizer "lion".'],
    ["an unknown schedule", { epochs: 1, schedule: "steps" as never }, 'There is no schedule "steps".'],
    ["an unknown loss", { epochs: 1, loss: "hinge" as never }, 'There is no loss "hinge".'],
    [
      "a metric to watch that is not computed",
      { epochs: 1, watch: { maximize: "f1" } },
      'fit is to watch "f1", which it does not compute.'
    ],
    ["a metric named loss", { epochs: 1, metrics: { loss: () => 0 } }, "fit was given a metric named: loss."],
    ["too few class weights", { epochs: 1, classWeights: [1, 1] }, "classWeights has no weight for class 2."]
  ])("refuses %s", async (_what, options, message) => {
    const refused = await fit(twoLayers(tf), pointData(tf), options).then(
      () => undefined,
      (error: unknown) => error
    )
    expect(
      refusal(() => {
        throw refused
      }).message
    ).toBe(message)
  })
})
