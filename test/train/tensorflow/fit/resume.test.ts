import { beforeAll, describe, expect, it } from "vitest"
import { fit } from "../../../../src/train/tensorflow.ts"
import { useBackend } from "../../../../src/train/tensorflow/current.ts"
import type { TensorFlow } from "../../../../src/train/tensorflow/TensorFlow.ts"
import { pointData, recordingContext, twoLayers, weightsOf } from "./problems.ts"

let tf: TensorFlow
beforeAll(async () => {
  tf = await useBackend("wasm")
})

const settings = {
  epochs: 6,
  batchSize: 8,
  accumulate: 2,
  optimizer: { type: "adamw", learningRate: 0.03, weightDecay: 0.02 },
  schedule: "cosine",
  patience: 3
} as const

const uninterrupted = async () => {
  const model = twoLayers(tf, 0.3)
  const { context, saved } = recordingContext()
  const fitted = await fit(model, pointData(tf), { ...settings, context })
  return { fitted, weights: weightsOf(model), saved: saved() }
}

describe("a training that goes on from its checkpoint", () => {
  it.each([1, 2, 5])("after the report of epoch %s equals an uninterrupted one to the bit", async (epoch) => {
    const whole = await uninterrupted()
    const first = recordingContext((step, stop) => step === epoch && stop.abort(new Error("paused")))
    await expect(fit(twoLayers(tf, 0.3), pointData(tf), { ...settings, context: first.context })).rejects.toThrow(
      "paused"
    )
    expect(first.saved()!.step).toBe(epoch)

    const second = recordingContext(() => {}, first.saved())
    const model = twoLayers(tf, 0.3)
    const fitted = await fit(model, pointData(tf), { ...settings, context: second.context })
    expect(fitted).toEqual(whole.fitted)
    expect(weightsOf(model)).toEqual(whole.weights)
    // What was reported before the pause is not reported again.
    expect(second.reports.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6].filter((step) => step > epoch))
  })

  it.each([2, 3, 6])("in the midst of an epoch, at batch %s of the data, equals it too", async (batch) => {
    const whole = await uninterrupted()
    const first = recordingContext()
    const data = pointData(tf)
    let seen = 0
    const watched = {
      ...data,
      train: {
        y: data.train.y,
        x: (indices: Int32Array) => {
          seen += 1
          if (seen === 8 + batch) first.stop.abort(new Error("interrupted"))
          return tf.gather(data.train.x, tf.tensor1d(indices, "int32"))
        }
      }
    }
    await expect(fit(twoLayers(tf, 0.3), watched, { ...settings, context: first.context })).rejects.toThrow(
      "interrupted"
    )
    expect(first.saved()!.step).toBe(1)

    const second = recordingContext(() => {}, first.saved())
    const model = twoLayers(tf, 0.3)
    const fitted = await fit(model, data, { ...settings, context: second.context })
    expect(fitted).toEqual(whole.fitted)
    expect(weightsOf(model)).toEqual(whole.weights)
    expect(seen).toBeLessThan(8 + batch + 2)
  })

  it("does nothing but restore when it had ended", async () => {
    const whole = await uninterrupted()
    const { context, reports } = recordingContext(() => {}, whole.saved)
    const model = twoLayers(tf, 0.3)
    expect(await fit(model, pointData(tf), { ...settings, context })).toEqual(whole.fitted)
    expect(weightsOf(model)).toEqual(whole.weights)
    expect(reports).toEqual([])
  })

  it("refuses the checkpoint of another model", async () => {
    const { saved } = await uninterrupted()
    const { context } = recordingContext(() => {}, saved)
    await expect(fit(twoLayers(tf, 0, 9), pointData(tf), { ...settings, context })).rejects.toThrow(
      "The checkpoint of step 6 is not of this model"
    )
    const other = recordingContext(() => {}, { step: 2, bytes: Uint8Array.of(1, 2, 3) })
    await expect(fit(twoLayers(tf), pointData(tf), { ...settings, context: other.context })).rejects.toThrow("step 2")
  })

  it("keeps no checkpoints when told so", async () => {
    const { context, saves } = recordingContext()
    await fit(twoLayers(tf), pointData(tf), { epochs: 2, context, checkpointEvery: 0 })
    expect(saves).toEqual([])
    const rare = recordingContext()
    await fit(twoLayers(tf), pointData(tf), { epochs: 5, context: rare.context, checkpointEvery: 2 })
    expect(rare.saves).toEqual([2, 4, 5])
  })
})
