import { assert, beforeAll, describe, it } from "vitest"
import type { Tensor, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core"
import type { TensorFlow } from "../../../src/train/tensorflow/TensorFlow.ts"
import { compared, differing, random, startBoth } from "./compare.ts"

let tf: TensorFlow
beforeAll(async () => {
  tf = await startBoth()
})

const images: ReadonlyArray<readonly [number, number, number, number]> = [
  [1, 5, 5, 1],
  [2, 7, 6, 3],
  [3, 12, 12, 4],
  [2, 9, 13, 2]
]

type Pad = "same" | "valid" | number | [[0, 0], [number, number], [number, number], [0, 0]]

interface Window {
  readonly image: readonly [number, number, number, number]
  readonly size: number
  readonly stride: number
  readonly pad: Pad
}

/** Images × filter sizes × strides × paddings, without those that do not fit. */
const windows = (pads: ReadonlyArray<Pad>): ReadonlyArray<Window> =>
  images.flatMap((image) =>
    [1, 2, 3, 5].flatMap((size) =>
      [1, 2, 3].flatMap((stride) =>
        pads
          .filter((pad) => size <= Math.min(image[1], image[2]) && !(pad === 1 && size === 1))
          .map((pad) => ({ image, size, stride, pad }))
      )
    )
  )

const unevenPad: Pad = [
  [0, 0],
  [1, 2],
  [0, 1],
  [0, 0]
]

const sumOfSquares = (x: Tensor): Tensor => tf.sum(tf.square(x))

describe("a kernel of the WASM backend agrees with the plain JavaScript one, forwards and backwards", () => {
  it("conv2d: strides × paddings × filter sizes × channels", async () => {
    const cases = windows(["same", "valid", 1, unevenPad]).flatMap((window) =>
      [1, 4].map((filters) => ({ window, filters }))
    )
    const wrong = await differing(tf, cases, ({ window: { image, size, stride, pad }, filters }) => {
      const inputs = [random(tf, image), random(tf, [size, size, image[3], filters], 2)]
      const convolve = (x: Tensor, filter: Tensor) => tf.conv2d(x as Tensor4D, filter as Tensor4D, stride, pad)
      const gradients = tf.grads((x, filter) => sumOfSquares(convolve(x!, filter!)))(inputs)
      return [convolve(inputs[0]!, inputs[1]!), ...gradients]
    })
    assert.deepEqual(wrong, [])
  })

  it("conv2d where a round of products does not hold the whole batch", async () => {
    const inputs = () => [random(tf, [6, 64, 64, 8]), random(tf, [7, 7, 8, 4], 2)]
    const wrong = await differing(tf, [2], (stride) =>
      tf.grads((x, filter) => sumOfSquares(tf.conv2d(x as Tensor4D, filter as Tensor4D, stride, "same")))(inputs())
    )
    assert.deepEqual(wrong, [])
  })

  it("conv2dTranspose", async () => {
    const wrong = await differing(tf, windows(["same", "valid"]), ({ image, size, stride, pad }) => {
      const [n, height, width, channels] = image
      const length = (side: number) => (pad === "same" ? side * stride : (side - 1) * stride + size)
      const shape: [number, number, number, number] = [n, length(height), length(width), 2]
      return tf.grads((x, filter) =>
        sumOfSquares(tf.conv2dTranspose(x as Tensor4D, filter as Tensor4D, shape, stride, pad as "same" | "valid"))
      )([random(tf, image), random(tf, [size, size, 2, channels], 2)])
    })
    assert.deepEqual(wrong, [])
  })

  it("depthwiseConv2d, with one and with several filters per channel", async () => {
    const cases = windows(["same", "valid"]).flatMap((window) => [1, 3].map((filters) => ({ window, filters })))
    const wrong = await differing(tf, cases, ({ window: { image, size, stride, pad }, filters }) => {
      const inputs = [random(tf, image), random(tf, [size, size, image[3], filters], 2)]
      const convolve = (x: Tensor, filter: Tensor) =>
        tf.depthwiseConv2d(x as Tensor4D, filter as Tensor4D, stride, pad as "same" | "valid")
      return [convolve(inputs[0]!, inputs[1]!), ...tf.grads((x, filter) => sumOfSquares(convolve(x!, filter!)))(inputs)]
    })
    assert.deepEqual(wrong, [])
  })

  it("depthwise gradients of a dilated filter are adjoint to the forward pass: ⟨y, g⟩ = ⟨x, dx⟩ = ⟨filter, dfilter⟩", async () => {
    await tf.setBackend("wasm")
    for (const pad of ["same", "valid"] as const) {
      const x = random(tf, [2, 9, 8, 3]) as Tensor4D
      const filter = random(tf, [3, 3, 3, 2], 2) as Tensor4D
      const y = tf.depthwiseConv2d(x, filter, 1, pad, "NHWC", 2)
      const g = random(tf, y.shape, 3)
      // Only the kernels know of dilation: the gradient of the operation refuses it.
      const run = (kernel: string, inputs: Record<string, Tensor>, shape: Record<string, ReadonlyArray<number>>) =>
        tf.engine().runKernel(kernel, inputs, { strides: 1, pad, dilations: 2, ...shape } as never) as Tensor
      const dx = run("DepthwiseConv2dNativeBackpropInput", { dy: g, filter }, { inputShape: x.shape })
      const dfilter = run("DepthwiseConv2dNativeBackpropFilter", { x, dy: g }, { filterShape: filter.shape })
      const dot = (a: Tensor, b: Tensor) => tf.sum(tf.mul(a, b)).dataSync()[0]!
      assert.closeTo(dot(x, dx), dot(y, g), 1e-4)
      assert.closeTo(dot(filter, dfilter), dot(y, g), 1e-4)
    }
  })

  it("max and average pooling", async () => {
    const cases = windows(["same", "valid", 1])
      .filter(({ size }) => size > 1)
      .flatMap((window) => (["maxPool", "avgPool"] as const).map((pool) => ({ window, pool })))
    const wrong = await differing(tf, cases, ({ window: { image, size, stride, pad }, pool }) => {
      const x = random(tf, image) as Tensor4D
      const apply = (input: Tensor4D) => tf[pool](input, size, stride, pad as "same")
      return [apply(x), tf.grad((input) => sumOfSquares(apply(input as Tensor4D)))(x)]
    })
    assert.deepEqual(wrong, [])
  })

  it("matMul, alone and in batches, with either factor transposed", async () => {
    const sizes = [
      [1, 1, 1],
      [1, 30, 70],
      [3, 5, 2],
      [4, 90, 60],
      [17, 33, 9],
      [7, 70, 45],
      [64, 32, 128]
    ] as const
    const cases = sizes.flatMap((size) =>
      [[], [4], [2, 3]].flatMap((batch) =>
        [false, true].flatMap((transposeA) =>
          [false, true].map((transposeB) => ({ size, batch, transposeA, transposeB }))
        )
      )
    )
    const wrong = await differing(tf, cases, ({ size: [m, k, n], batch, transposeA, transposeB }) =>
      tf.grads((a, b) => sumOfSquares(tf.matMul(a!, b!, transposeA, transposeB)))([
        random(tf, [...batch, ...(transposeA ? [k, m] : [m, k])]),
        random(tf, [...batch, ...(transposeB ? [n, k] : [k, n])], 2)
      ])
    )
    assert.deepEqual(wrong, [])
  })

  it("matMul where the gradient, or the factor on the left, is mostly zeros", async () => {
    const sparse = (shape: ReadonlyArray<number>, above: number, seed: number) =>
      tf.mul(random(tf, shape, seed), tf.cast(tf.greater(random(tf, shape, seed + 1), above), "float32"))
    const sizes = [
      [130, 90, 97],
      [64, 131, 160],
      [257, 64, 65],
      [90, 128, 100]
    ] as const
    // A tenth, a quarter, and none of the values.
    const cases = sizes.flatMap((size) =>
      [0.8, 0.5, 2].flatMap((above) =>
        [[], [1]].flatMap((batch) => ["gradient", "left"].map((zeros) => ({ size, above, batch, zeros })))
      )
    )
    const wrong = await differing(tf, cases, ({ above, batch, size: [rows, inner, columns], zeros }) => {
      const left = [...batch, rows, inner]
      const x = zeros === "left" ? sparse(left, above, 3) : random(tf, left)
      const w = random(tf, [...batch, inner, columns], 2)
      const gradient =
        zeros === "left" ? random(tf, [...batch, rows, columns], 5) : sparse([...batch, rows, columns], above, 5)
      const product = (a: Tensor, b: Tensor) => tf.matMul(a, b)
      return [product(x, w), ...tf.grads((a, b) => product(a!, b!))([x, w], gradient)]
    })
    assert.deepEqual(wrong, [])
  })

  it("matMul on WASM comes to the same numbers whatever lay in its memory before", async () => {
    await tf.setBackend("wasm")
    const [a, b] = [random(tf, [23, 61]), random(tf, [61, 45], 2)]
    const once = () => {
      tf.dispose([tf.fill([4096], NaN), tf.fill([61, 8], NaN), tf.fill([23, 45], NaN)])
      return tf.tidy(() => tf.matMul(a, b).dataSync())
    }
    assert.deepEqual(once(), once())
  })

  it("skips zeros on WASM: what only they would multiply is not looked at", async () => {
    await tf.setBackend("wasm")
    const [inner, columns] = [128, 96]
    const ofOneColumn = tf.tensor2d(
      Float32Array.from({ length: inner * columns }, (_, k) => (k % columns === 3 ? 1 : 0)),
      [inner, columns]
    )
    const infinite = tf.tensor2d(
      Float32Array.from({ length: inner * columns }, (_, k) => (k % columns === 4 ? Infinity : 2)),
      [inner, columns]
    )
    assert.isTrue(
      tf
        .matMul(ofOneColumn, infinite, false, true)
        .dataSync()
        .every((value) => value === 2)
    )
  })

  it("gather, whose gradient an embedding needs, and segment sums", async () => {
    const wrong = await differing(tf, [0, 1, 2], (axis) => {
      const rows = tf.tensor2d([1, 0, 1, 2, 2, 2], [2, 3], "int32")
      return tf.grad((x) => sumOfSquares(tf.gather(x, rows, axis)))(random(tf, [3, 4, 5]))
    })
    const sums = await differing(tf, ["float32", "int32"] as const, (dtype) => {
      const x = tf.cast(tf.mul(random(tf, [20, 3]), 10), dtype)
      const segments = tf.tensor1d(
        Array.from({ length: 20 }, (_, i) => (i % 9) - 1),
        "int32"
      )
      return tf.unsortedSegmentSum(x, segments, 7)
    })
    assert.deepEqual([...wrong, ...sums], [])
  })

  it("batch normalisation, softmax cross-entropy and fused layers", async () => {
    const wrong = await differing(tf, ["batchNorm", "crossEntropy", "fused"], (name) => {
      if (name === "batchNorm") {
        const inputs = [[3, 4, 5, 6], [6], [6], [6], [6]].map((shape, k) => random(tf, shape, k + 1))
        return tf.grads((x, mean, variance, offset, scale) =>
          sumOfSquares(tf.batchNorm(x!, mean as never, tf.add(tf.abs(variance!), 0.5), offset as never, scale as never))
        )(inputs)
      }
      if (name === "crossEntropy") {
        const labels = tf.oneHot(tf.tensor1d([0, 2, 1], "int32"), 4)
        return tf.grad((logits) => tf.losses.softmaxCrossEntropy(labels, logits))(random(tf, [3, 4]))
      }
      return tf.grads((x, filter, bias) =>
        sumOfSquares(
          tf.fused.conv2d({
            x: x as Tensor4D,
            filter: filter as Tensor4D,
            bias: bias!,
            strides: 1,
            pad: "same",
            activation: "relu"
          })
        )
      )([random(tf, [2, 7, 6, 3]), random(tf, [3, 3, 3, 4], 2), random(tf, [4], 3)])
    })
    assert.deepEqual(wrong, [])
  })

  it("dropout, given one seed, drops the same elements", async () => {
    const wrong = await differing(tf, [1, 7], (seed) => tf.dropout(random(tf, [40, 30]), 0.4, undefined, seed))
    assert.deepEqual(wrong, [])
  })

  it("operations that only the plain JavaScript backend has: einsum, complex numbers, Fourier transforms", async () => {
    const wrong = await differing(tf, ["einsum", "rfft", "stft"], (name) => {
      if (name === "einsum") return tf.einsum("bij,bjk->bik", random(tf, [2, 3, 4]), random(tf, [2, 4, 5], 2))
      const spectrum =
        name === "rfft" ? tf.spectral.rfft(random(tf, [2, 16])) : tf.signal.stft(random(tf, [64]) as never, 16, 8)
      const back = name === "rfft" ? [tf.spectral.irfft(spectrum)] : []
      return [tf.real(spectrum), tf.imag(spectrum), tf.abs(spectrum), ...back]
    })
    assert.deepEqual(wrong, [])
  })

  it("conv1d and separableConv2d", async () => {
    const one = await differing(tf, [1, 3], (stride) =>
      tf.grads((x, filter) => sumOfSquares(tf.conv1d(x as Tensor3D, filter as Tensor3D, stride, "same")))([
        random(tf, [2, 10, 3]),
        random(tf, [2, 3, 4], 2)
      ])
    )
    const two = await differing(tf, [1, 2], (stride) =>
      tf.grads((x, depthwise, pointwise) =>
        sumOfSquares(tf.separableConv2d(x as Tensor4D, depthwise as Tensor4D, pointwise as Tensor4D, stride, "same"))
      )([random(tf, [2, 7, 6, 3]), random(tf, [3, 3, 3, 2], 2), random(tf, [1, 1, 6, 4], 3)])
    )
    assert.deepEqual([...one, ...two], [])
  })

  // Runs last: the cases above are counted as they are compared.
  it("in at least 500 cases", () => {
    assert.isAtLeast(compared(), 500)
  })
})
