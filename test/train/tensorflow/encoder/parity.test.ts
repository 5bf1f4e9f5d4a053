/** The rebuilt encoder against the frozen graph that its package ships, which TensorFlow.js's converter runs. */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import type * as converter from "@tensorflow/tfjs-converter"
import type { io, Tensor } from "@tensorflow/tfjs-core"
import { encoderFolder } from "../../../../src/train/encoder/files.ts"
import { setCurrent } from "../../../../src/train/tensorflow/shared.ts"
import { sentenceEncoder, type SentenceEncoder } from "../../../../src/train/tensorflow/encoder/SentenceEncoder.ts"
import type { TensorFlow } from "../../../../src/train/tensorflow/TensorFlow.ts"
import { startBoth } from "../compare.ts"

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
    const tokens = encoder.tokenize(sentences)
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

describe("the encoder's gradients", () => {
  it("are on WASM what they are in plain JavaScript, for every variable", { timeout: 120_000 }, async () => {
    const tokens = encoder.tokenize(["A film", "Hi"])
    const named = Object.entries(encoder.variables).map(([name, variable]) => ({ name, variable }))
    const gradients = async (backend: string) => {
      await tf.setBackend(backend)
      const { grads } = tf.variableGrads(
        () => tf.sum(tf.square(tf.sub(encoder.pass(tokens), 0.1))),
        named.map(({ variable }) => variable)
      )
      return Promise.all(named.map(async ({ variable }) => Float32Array.from(await grads[variable.name]!.data())))
    }
    const plain = await gradients("cpu")
    const wasm = await gradients("wasm")
    for (const [index, { name }] of named.entries()) {
      const scale = plain[index]!.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      expect(scale, name).toBeGreaterThan(1e-6)
      // The gradient of a saturated tanh is 1 − y², of which rounding leaves few digits.
      expect(greatestDifference(wasm[index]!, plain[index]!) / scale, name).toBeLessThan(1e-4)
    }
    expect(named).toHaveLength(29)
  })
})
