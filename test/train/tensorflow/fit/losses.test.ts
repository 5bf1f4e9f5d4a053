/** Losses against the same formulas in plain numbers of 64 bits. */
import { beforeAll, describe, expect, it } from "vitest"
import { useBackend } from "../../../../src/train/tensorflow/current.ts"
import { lossOf } from "../../../../src/train/tensorflow/fit/losses.ts"
import type { TensorFlow } from "../../../../src/train/tensorflow/TensorFlow.ts"
import { refusal } from "../../../support/refusal.ts"

let tf: TensorFlow
beforeAll(async () => {
  tf = await useBackend("wasm")
})

const logits = [
  [0.2, -1.5, 3],
  [1, 1, 1],
  [-40, 0, 2]
]
const classes = [2, 0, 1]

const softmax = (row: ReadonlyArray<number>): ReadonlyArray<number> => {
  const powers = row.map((value) => Math.exp(value))
  const sum = powers.reduce((a, b) => a + b, 0)
  return powers.map((power) => power / sum)
}
const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value))

const close = (found: ArrayLike<number>, expected: ReadonlyArray<number>) => {
  expect(found).toHaveLength(expected.length)
  for (const [k, value] of expected.entries()) expect(found[k]! / value).toBeCloseTo(1, 5)
}

describe.each([0, 0.1, 0.5])("with a label smoothing of %s", (smoothing) => {
  it("cross-entropy is −Σ target · ln p, from logits and from probabilities", async () => {
    const expected = logits.map((row, k) =>
      softmax(row).reduce((sum, p, label) => {
        const target = (label === classes[k] ? 1 - smoothing : 0) + smoothing / 3
        return sum - target * Math.log(p)
      }, 0)
    )
    const truth = tf.tensor1d(classes)
    close(await lossOf(tf, "crossEntropy", false).perExample(truth, tf.tensor2d(logits), smoothing).data(), expected)
    // Probabilities are kept at 10⁻⁷ or above, which the third row is not.
    const probabilities = tf.tensor2d(logits.slice(0, 2).map((row) => [...softmax(row)]))
    const given = lossOf(tf, "crossEntropy", true).perExample(
      tf.tensor1d(classes.slice(0, 2)),
      probabilities,
      smoothing
    )
    close(await given.data(), expected.slice(0, 2))
  })

  it("binary cross-entropy is −y · ln p − (1 − y) · ln(1 − p), from logits and from probabilities", async () => {
    const given = [2, -1.5, 0.3, -3]
    const truth = [1, 1, 0, 0]
    const expected = given.map((value, k) => {
      const y = truth[k]! * (1 - smoothing) + smoothing / 2
      const p = sigmoid(value)
      return -y * Math.log(p) - (1 - y) * Math.log(1 - p)
    })
    for (const [probabilities, outputs] of [[false, given] as const, [true, given.map(sigmoid)] as const]) {
      const loss = lossOf(tf, "binaryCrossEntropy", probabilities)
      const found = loss.perExample(tf.tensor1d(truth), tf.tensor2d(outputs, [4, 1]), smoothing)
      close(await found.data(), expected)
    }
  })
})

describe("losses", () => {
  it("stay finite where a probability is 0 or a logit overflows", async () => {
    const sure = tf.tensor2d([[500], [-500]])
    const wrong = tf.tensor1d([0, 1])
    close(await lossOf(tf, "binaryCrossEntropy", false).perExample(wrong, sure, 0).data(), [500, 500])
    const none = lossOf(tf, "crossEntropy", true).perExample(tf.tensor1d([1]), tf.tensor2d([[1, 0]]), 0)
    close(await none.data(), [-Math.log(1e-7)])
  })

  it("of numbers are the mean of the squared differences of an example's numbers", async () => {
    const outputs = tf.tensor2d([
      [1, 2],
      [0, -1]
    ])
    const truth = tf.tensor2d([
      [0, 4],
      [1, 1]
    ])
    close(await lossOf(tf, "meanSquaredError", false).perExample(truth, outputs, 0).data(), [2.5, 2.5])
  })

  it("are known by name", () => {
    expect(refusal(() => lossOf(tf, "hinge" as never, false)).message).toContain('There is no loss "hinge"')
  })
})
