/** The rebuilt encoder against the frozen graph that its package ships, which TensorFlow.js's converter runs. */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import type * as converter from "@tensorflow/tfjs-converter"
import type { io, Scalar, Tensor } from "@tensorflow/tfjs-core"
import { encoderFolder } from "../../../../src/train/encoder/files.ts"
import { setCurrent } from "../../../../src/train/tensorflow/shared.ts"
import { sentenceEncoder, type SentenceEncoder } from "../../../../src/train/tensorflow/encoder/SentenceEncoder.ts"
import type { TensorFlow } from "../../../../src/train/tensorflow/TensorFlow.ts"
import { layerNorm } from "../../../../src/train/tensorflow/encoder/operations.ts"
import { random, startBoth } from "../compare.ts"

const sentences = [
  "A wonderful, moving film with superb acting.",
  "This movie was terrible; I want my two hours back.",
  "An excellent picture, beautifully performed.",
  "The stock market fell sharply on Monday.",
  "Shares dropped steeply at the start of the week.",
  "Hi"
]

let tf: TensorFlow
let encoder: SentenceEncoder
let graph: converter.GraphModel
beforeAll(async () => {
  tf = await startBoth()
  await tf.setBackend("wasm")
  setCurrent({ name: "wasm", tf })
  encoder = sentenceEncoder()
  graph = await loadGraph()
})

/** The graph as it lies in the package; its two inputs are the tokens of all texts and where they stand. */
const loadGraph = async (): Promise<converter.GraphModel> => {
  const folder = encoderFolder()
  const { modelTopology, weightsManifest } = JSON.parse(readFileSync(join(folder, "model.json"), "utf8")) as {
    readonly modelTopology: object
    readonly weightsManifest: ReadonlyArray<{
      readonly paths: ReadonlyArray<string>
      readonly weights: Array<io.WeightsManifestEntry>
    }>
  }
  const [{ paths, weights }] = weightsManifest as [(typeof weightsManifest)[number]]
  const bytes = Buffer.concat(paths.map((path) => readFileSync(join(folder, path))))
  const weightData = new Uint8Array(bytes).buffer
  const { loadGraphModel } = createRequire(import.meta.url)("@tensorflow/tfjs-converter") as typeof converter
  return loadGraphModel({ load: async () => ({ modelTopology, weightSpecs: weights, weightData }) })
}

const ofGraph = async (tokens: ReadonlyArray<ReadonlyArray<number>>): Promise<Float32Array> => {
  const places = tokens.flatMap((text, row) => text.map((_, column) => [row, column]))
  const answer = (await graph.executeAsync({
    indices: tf.tensor2d(places, [places.length, 2], "int32"),
    values: tf.tensor1d(tokens.flat(), "int32")
  })) as Tensor
  return (await answer.data()) as Float32Array
}

const greatestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0)

describe("the sentence encoder", () => {
  it.each(["wasm", "cpu"])(
    "gives what the shipped graph gives to 1e-5, on %s",
    { timeout: 120_000 },
    async (backend) => {
      await tf.setBackend(backend)
      const tokens = encoder.tokenize(sentences)
      const theirs = await ofGraph(tokens)
      const ours = (await encoder.encode(tokens)).values
      expect(theirs).toHaveLength(tokens.length * 512)
      expect(greatestDifference(ours, theirs)).toBeLessThan(1e-5)
      await tf.setBackend("wasm")
    }
  )

  it("gives each text the same in any company", async () => {
    const tokens = encoder.tokenize([...sentences, ""])
    const together = await encoder.encode(tokens)
    for (const [index, text] of tokens.entries()) {
      const alone = await encoder.encode([text])
      expect(greatestDifference(alone.values, together.row(index))).toBeLessThan(1e-6)
    }
  })

  it("goes on from the output of any layer", async () => {
    const tokens = encoder.tokenize([...sentences, ""])
    const whole = (await encoder.encode(tokens)).values
    for (const from of ["layer0", "layer1", "pool"] as const) {
      const below = await encoder.outputsBelow(from, tokens)
      const rest = tf.tidy(() =>
        encoder.normalized(
          encoder.pass(
            tokens.map((_, index) => below.row(index)),
            { from }
          )
        )
      )
      expect(greatestDifference(await rest.data(), whole)).toBeLessThan(1e-6)
    }
  })

  it("leaves no tensors behind", async () => {
    const before = tf.memory().numTensors
    await encoder.encode(encoder.tokenize(sentences))
    expect(tf.memory().numTensors).toBe(before)
  })
})

/** The length of the difference of two gradients over that of the second. */
const relative = (gradient: ArrayLike<number>, reference: ArrayLike<number>): number => {
  const length = (value: (k: number) => number) =>
    Math.sqrt(Array.from(reference).reduce((sum, _, k) => sum + value(k) ** 2, 0))
  return length((k) => gradient[k]! - reference[k]!) / length((k) => reference[k]!)
}

/**
 * Gradients are compared by their length, not entry by entry. The pool ends in a tanh whose slope 1 − y² is a difference of
 * nearly equal numbers where y is near 1: one unit in the last place of y, 6e-8, is 6e-6 of a slope of 0.01. All gradients
 * pass through it, and their entries are sums of such terms of both signs.
 */
describe("the encoder's gradients", () => {
  const target = 0.1
  const tokens = () => encoder.tokenize(["A film", "Hi"])
  const gradients = async (backend: string): Promise<Readonly<Record<string, Float32Array>>> => {
    await tf.setBackend(backend)
    const named = Object.entries(encoder.variables)
    const { grads } = tf.variableGrads(
      () => tf.sum(tf.square(tf.sub(encoder.pass(tokens()), target))) as Scalar,
      named.map(([, variable]) => variable)
    )
    return Object.fromEntries(
      await Promise.all(
        named.map(async ([name, variable]) => [name, Float32Array.from(await grads[variable.name]!.data())] as const)
      )
    )
  }

  /** Those of the pool in 64 bits, from what the layers below put out on the backend: Σ mean · 2 (y − target) (1 − y²). */
  const ofPool = async (backend: string) => {
    await tf.setBackend(backend)
    const below = await encoder.outputsBelow("pool", tokens())
    const kernel = await encoder.variables["pool/kernel"]!.data()
    const bias = await encoder.variables["pool/bias"]!.data()
    const [ofKernel, ofBias] = [new Float64Array(512 * 512), new Float64Array(512)]
    for (let text = 0; text < below.count; text++) {
      const row = below.row(text)
      const mean = new Float64Array(512)
      for (const [place, value] of row.entries()) mean[place % 512]! += value / (row.length / 512)
      for (let out = 0; out < 512; out++) {
        const y = Math.tanh(mean.reduce((sum, value, k) => sum + value * kernel[512 * k + out]!, bias[out]!))
        const slope = 2 * (y - target) * (1 - y * y)
        ofBias[out]! += slope
        for (let k = 0; k < 512; k++) ofKernel[512 * k + out]! += mean[k]! * slope
      }
    }
    return { ofBias, ofKernel }
  }

  it("are on WASM what they are in plain JavaScript to 1e-5, for every variable", { timeout: 120_000 }, async () => {
    const plain = await gradients("cpu")
    const wasm = await gradients("wasm")
    expect(Object.keys(wasm)).toHaveLength(29)
    for (const [name, gradient] of Object.entries(wasm))
      expect(relative(gradient, plain[name]!), name).toBeLessThan(1e-5)
  })

  it("are the same where the layers below are frozen and only what is trained is asked for", async () => {
    const still = sentenceEncoder({ dropout: 0 })
    const named = Object.entries(still.variables).filter(([name]) => /^(layer1|pool)/.test(name))
    const found = async () => {
      const { grads } = tf.variableGrads(
        () => tf.sum(tf.square(tf.sub(still.pass(tokens(), { training: true }), target))) as Scalar,
        named.map(([, variable]) => variable)
      )
      return Promise.all(named.map(async ([, { name }]) => Float32Array.from(await grads[name]!.data())))
    }
    await tf.setBackend("wasm")
    const whole = await found()
    still.freeze(["embeddings", "layer0"])
    for (const [k, gradient] of (await found()).entries())
      expect(relative(gradient, whole[k]!), named[k]![0]).toBeLessThan(1e-5)
    still.dispose()
  })

  it.each(["wasm", "cpu"])("of the pool are on %s what 64 bits give to 1e-5", { timeout: 120_000 }, async (backend) => {
    const found = await gradients(backend)
    const { ofBias, ofKernel } = await ofPool(backend)
    expect(relative(found["pool/kernel"]!, ofKernel)).toBeLessThan(1e-5)
    expect(relative(found["pool/bias"]!, ofBias)).toBeLessThan(1e-5)
    await tf.setBackend("wasm")
  })

  it("say what a small step against them does to the loss", async () => {
    await tf.setBackend("wasm")
    const loss = async () => {
      const [value] = await tf.tidy(() => tf.sum(tf.square(tf.sub(encoder.pass(tokens()), target)))).data()
      return value!
    }
    const found = await gradients("wasm")
    // A step that changes the loss by some hundredths: rounding of the loss is then a thousandth of the change.
    const square = Object.values(found).reduce((sum, gradient) => sum + gradient.reduce((s, g) => s + g * g, 0), 0)
    const move = (change: number) => {
      for (const [name, variable] of Object.entries(encoder.variables)) {
        const step = tf.tensor(
          found[name]!.map((g) => (g * change) / square),
          variable.shape
        )
        variable.assign(tf.add(variable, step))
      }
    }
    const change = 0.02
    move(change)
    const above = await loss()
    move(-2 * change)
    const below = await loss()
    encoder.restore()
    expect(above - below).toBeCloseTo(2 * change, 3)
  })
})

describe("layerNorm", () => {
  it("has the gradients of the operations that it is made of", async () => {
    await tf.setBackend("wasm")
    const inputs = [random(tf, [7, 24]), random(tf, [24], 2), random(tf, [24], 3)] as const
    const weights = random(tf, [7, 24], 4)
    const byOperations = (x: Tensor, scale: Tensor, shift: Tensor) => {
      const centred = tf.sub(x, tf.mean(x, -1, true))
      const variance = tf.mean(tf.square(centred), -1, true)
      return tf.add(tf.mul(tf.div(centred, tf.sqrt(tf.add(variance, 1e-6))), scale), shift)
    }
    const gradientsOf = (norm: typeof layerNorm) =>
      tf.grads((x, scale, shift) => tf.sum(tf.mul(norm(x!, scale!, shift!), weights)))([...inputs])
    const [ours, theirs] = [gradientsOf(layerNorm), gradientsOf(byOperations)]
    for (const [k, gradient] of ours.entries())
      expect(relative(await gradient.data(), await theirs[k]!.data())).toBeLessThan(1e-5)
  })
})
