import { assert, beforeAll, describe, it } from "vitest"
import type { Tensor, Tensor3D, Tensor4D, Tensor5D } from "@tensorflow/tfjs-core"
import type { TensorFlow } from "../../../src/train/tensorflow/TensorFlow.ts"
import { differing, random, startBoth } from "./compare.ts"

let tf: TensorFlow
beforeAll(async () => {
  tf = await startBoth()
})

const sumOfSquares = (x: Tensor): Tensor => tf.sum(tf.square(x))

describe("what tfjs-backend-wasm gets wrong without a word is right here", () => {
  it('a convolution with "same" padding and a stride beyond its filter is not zero', async () => {
    await tf.setBackend("wasm")
    const x = tf.tensor4d(
      Array.from({ length: 36 }, (_, k) => k + 1),
      [1, 6, 6, 1]
    )
    const ones = tf.ones([2, 2, 1, 1]) as Tensor4D
    assert.deepEqual([...tf.conv2d(x, ones, 3, "same").dataSync()], [18, 30, 90, 102])
    assert.deepEqual([...tf.depthwiseConv2d(x, ones, 3, "same").dataSync()], [18, 30, 90, 102])
    const fused = { x, filter: ones, strides: 3, pad: "same", activation: "relu" } as const
    assert.deepEqual([...tf.fused.conv2d(fused).dataSync()], [18, 30, 90, 102])
    assert.deepEqual([...tf.fused.depthwiseConv2d(fused).dataSync()], [18, 30, 90, 102])
  })

  it("three-dimensional convolutions and pools, forwards and backwards", async () => {
    const cases = [1, 2, 3].flatMap((stride) =>
      (["same", "valid"] as const).flatMap((pad) =>
        [
          [4, 5, 6],
          [4, 4, 4]
        ].map((sides) => ({ stride, pad, sides }))
      )
    )
    const wrong = await differing(tf, cases, ({ stride, pad, sides }) => {
      const x = random(tf, [2, ...sides, 2]) as Tensor5D
      const filter = random(tf, [2, 2, 2, 2, 3], 2) as Tensor5D
      const convolve = (a: Tensor, b: Tensor) => tf.conv3d(a as Tensor5D, b as Tensor5D, stride, pad)
      const pools = [tf.maxPool3d, tf.avgPool3d].flatMap((pool) => [
        pool(x, 2, stride, pad),
        tf.grad((input) => sumOfSquares(pool(input as Tensor5D, 2, stride, pad)))(x)
      ])
      return [convolve(x, filter), ...tf.grads((a, b) => sumOfSquares(convolve(a!, b!)))([x, filter]), ...pools]
    })
    assert.deepEqual(wrong, [])
  })

  it("dilation, nearest neighbours, gathering in batches and slopes that broadcast", async () => {
    const dilated = await differing(tf, [1, 2], (stride) => {
      const inputs = [random(tf, [2, 4, 5, 3]), random(tf, [2, 2, 3], 2)]
      const dilate = (x: Tensor, filter: Tensor) => tf.dilation2d(x as Tensor4D, filter as Tensor3D, stride, "same")
      return [dilate(inputs[0]!, inputs[1]!), ...tf.grads((x, filter) => sumOfSquares(dilate(x!, filter!)))(inputs)]
    })
    const resized = await differing(tf, [false, true], (alignCorners) =>
      tf.grad((x) => sumOfSquares(tf.image.resizeNearestNeighbor(x as Tensor4D, [8, 10], alignCorners)))(
        random(tf, [2, 4, 5, 3])
      )
    )
    const gathered = await differing(tf, [4, 5], (width) =>
      tf.gather(random(tf, [2, width, 5]), tf.tensor2d([1, 0, 1, 2, 2, 3], [2, 3], "int32"), 1, 1)
    )
    const shapes = [[3, 4], [1, 4], [3, 1], [1, 1], [4], [1], [2, 1, 1], [2, 3, 4]]
    const sloped = await differing(tf, shapes, (shape) => tf.prelu(random(tf, [2, 3, 4]), random(tf, shape, 2)))
    assert.deepEqual([...dilated, ...resized, ...gathered, ...sloped], [])
  })

  it("matrix products of whole numbers", async () => {
    const wrong = await differing(tf, [false, true], (transposeB) => {
      const whole = (shape: Array<number>, seed: number) => tf.cast(tf.mul(random(tf, shape, seed), 9), "int32")
      return tf.matMul(whole([2, 5], 1), whole(transposeB ? [3, 5] : [5, 3], 2), false, transposeB)
    })
    assert.deepEqual(wrong, [])
  })

  it("a full heap is an error, not a write to address 0", async () => {
    await tf.setBackend("wasm")
    const backend = tf.backend() as unknown as {
      makeOutput: (shape: Array<number>, dtype: "float32") => { dataId: object }
      disposeData: (id: object) => void
    }
    const made: Array<{ dataId: object }> = []
    // Memory that is only reserved costs nothing: none of these 256 MiB is ever touched.
    const fill = () => {
      for (let k = 0; k < 20; k++) made.push(backend.makeOutput([2 ** 26], "float32"))
    }
    assert.throws(fill, RangeError, /256 MiB does not fit into the WASM heap/)
    for (const { dataId } of made) backend.disposeData(dataId)
    assert.equal(tf.sum(tf.ones([3])).dataSync()[0], 3)
  })
})
