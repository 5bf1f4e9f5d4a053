/** Small models of every kind, to train alike on every backend: what they compute follows from a seeded `Math.random`. */
import type { Optimizer, Tensor, Tensor2D, Tensor3D, Variable } from "@tensorflow/tfjs-core"
import type { layers as Layers } from "@tensorflow/tfjs-layers"
import type { TensorFlow } from "../../src/train/tensorflow/TensorFlow.ts"

/** One training step of a model; resolves to its loss. */
export type Step = () => Promise<number>

type Layer = Layers.Layer

interface Task {
  readonly x: Tensor
  readonly y: Tensor
  readonly optimizer?: Optimizer
  readonly loss?: string
}

const examples = 16

/** Training steps of a stack of layers. */
const stack = (
  tf: TensorFlow,
  layers: Array<Layer>,
  { loss = "categoricalCrossentropy", optimizer, x, y }: Task
): Step => {
  const model = tf.sequential({ layers })
  model.compile({ optimizer: optimizer ?? tf.train.adam(0.01), loss })
  return async () => {
    const result = await model.trainOnBatch(x, y)
    return Array.isArray(result) ? result[0]! : result
  }
}

/** Training steps of a loss that is written down by hand. */
const byHand =
  (optimizer: Optimizer, variables: ReadonlyArray<Variable>, loss: () => Tensor): Step =>
  async () => {
    const value = optimizer.minimize(() => loss().asScalar(), true, [...variables])!
    const [number] = await value.data()
    value.dispose()
    return number!
  }

const between = (tf: TensorFlow, ...shape: Array<number>): Tensor => tf.randomUniform(shape, -1, 1)
const variable = (tf: TensorFlow, ...shape: Array<number>): Variable => tf.variable(tf.mul(between(tf, ...shape), 0.3))
const classes = (tf: TensorFlow, count = 10): Tensor =>
  tf.oneHot(
    tf.tensor1d(
      Array.from({ length: examples }, (_, k) => (7 * k + 3) % count),
      "int32"
    ),
    count
  )
const words = (tf: TensorFlow): Tensor =>
  tf.tensor2d(
    Array.from({ length: examples * 12 }, (_, k) => (k * 13) % 50),
    [examples, 12],
    "int32"
  )

const dense = (tf: TensorFlow, optimizer: Optimizer): Step =>
  stack(tf, [tf.layers.dense({ units: 32, activation: "relu", inputShape: [20] }), softmax(tf)], {
    x: between(tf, examples, 20),
    y: classes(tf),
    optimizer
  })

const softmax = (tf: TensorFlow): Layer => tf.layers.dense({ units: 10, activation: "softmax" })

/** An image model that ends in ten classes. */
const image = (tf: TensorFlow, side: number, channels: number, layers: Array<Layer>): Step =>
  stack(tf, [...layers, tf.layers.flatten(), softmax(tf)], {
    x: between(tf, examples, side, side, channels),
    y: classes(tf)
  })

const sequence = (tf: TensorFlow, layer: Layer): Step =>
  stack(tf, [layer, softmax(tf)], { x: between(tf, examples, 8, 4), y: classes(tf) })

const activations = ["elu", "selu", "sigmoid", "softplus", "swish", "gelu", "softsign", "hardSigmoid", "tanh"] as const

/** Causal multi-head attention, a gelu layer and layer normalisation, without any layer of TensorFlow.js. */
const attention = (tf: TensorFlow): Step => {
  const [batch, length, width, heads] = [4, 8, 16, 2]
  const x = between(tf, batch, length, width)
  const y = between(tf, batch, length, width)
  const square = () => variable(tf, width, width)
  const [query, key, value, output] = [square(), square(), square(), square()]
  const [widen, narrow] = [variable(tf, width, 4 * width), variable(tf, 4 * width, width)]
  const [scale, shift] = [tf.variable(tf.ones([width])), tf.variable(tf.zeros([width]))]
  const linear = (t: Tensor, weights: Tensor): Tensor =>
    t
      .reshape([batch * length, -1])
      .matMul(weights)
      .reshape([batch, length, -1])
  const split = (t: Tensor): Tensor => t.reshape([batch, length, heads, width / heads]).transpose([0, 2, 1, 3])
  const normalise = (t: Tensor): Tensor => {
    const centred = t.sub(t.mean(-1, true))
    return centred.mul(centred.square().mean(-1, true).add(1e-5).rsqrt()).mul(scale).add(shift)
  }
  const gelu = (t: Tensor): Tensor => t.mul(tf.erf(t.div(Math.SQRT2)).add(1)).mul(0.5)
  const future = tf.sub(1, tf.linalg.bandPart(tf.ones([length, length]), -1, 0)).mul(-1e9)
  return byHand(tf.train.adam(0.01), [query, key, value, output, widen, narrow, scale, shift], () => {
    const h = normalise(x)
    const likeness = tf
      .matMul(split(linear(h, query)), split(linear(h, key)), false, true)
      .div(Math.sqrt(width / heads))
    const mixed = tf.matMul(tf.softmax(likeness.add(future)), split(linear(h, value)))
    const attended = x.add(linear(mixed.transpose([0, 2, 1, 3]).reshape([batch, length, width]), output))
    const z = attended.add(linear(gelu(linear(normalise(attended), widen)), narrow))
    return tf.losses.meanSquaredError(y, z)
  })
}

const everyLoss = (tf: TensorFlow): Step => {
  const weights = variable(tf, 20, 10)
  const [x, y] = [between(tf, examples, 20), classes(tf)]
  const { losses } = tf
  return byHand(tf.train.adam(0.05), [weights], () => {
    const z = tf.matMul(x as Tensor2D, weights as Tensor2D)
    return [
      losses.softmaxCrossEntropy(y, z),
      losses.sigmoidCrossEntropy(y, z),
      losses.huberLoss(y, z),
      losses.logLoss(y, tf.sigmoid(z)),
      losses.hingeLoss(y, z),
      losses.cosineDistance(y, z, 1),
      losses.absoluteDifference(y, z)
    ].reduce((sum, loss) => sum.add(loss))
  })
}

/** Operations that models use beside layers: slicing, joining, sorting out, reducing. */
const everyOperation = (tf: TensorFlow): Step => {
  const w = variable(tf, 6, 6)
  return byHand(tf.train.sgd(0.01), [w], () => {
    const a = w.pow(2).add(1).log().add(w.abs().add(0.1).sqrt()).add(w.clipByValue(-0.5, 0.5))
    const c = tf.concat([a, a.reverse(0)], 0).pad([
      [1, 1],
      [0, 0]
    ])
    const [left, right] = tf.split(c, 2, 1) as [Tensor, Tensor]
    const t = tf.tile(tf.stack([left, right]), [1, 1, 2]).logSumExp(-1)
    return [
      t.max(),
      t.mul(0.4).prod(1).mean(),
      tf.cumsum(t, 1).mean(),
      tf.logSoftmax(w).mean(),
      tf.norm(w),
      tf.maximum(w, 0).sum(),
      tf.minimum(w, 0.1).sum(),
      w.slice([1, 1], [2, 2]).sum(),
      tf.unstack(w)[2]!.sum(),
      w.sin().cos().tanh().mean(),
      w.atan().mean()
    ].reduce((sum, part) => sum.add(part))
  })
}

/** Adam with the whole gradient scaled to a norm of at most 0.5. */
const clippedGradients = (tf: TensorFlow): Step => {
  const weights = variable(tf, 20, 10)
  const [x, y] = [between(tf, examples, 20), classes(tf)]
  const optimizer = tf.train.adam(0.05)
  return async () => {
    const { grads, value } = tf.variableGrads(() =>
      tf.losses.softmaxCrossEntropy(y, tf.matMul(x as Tensor2D, weights as Tensor2D)).asScalar()
    )
    const clipped = tf.tidy(() => {
      const norm = tf.sqrt(tf.addN(Object.values(grads).map((gradient) => gradient.square().sum())))
      const share = tf.minimum(1, tf.div(0.5, norm))
      return Object.entries(grads).map(([name, gradient]) => ({ name, tensor: tf.mul(gradient, share) }))
    })
    optimizer.applyGradients(clipped)
    const [loss] = await value.data()
    tf.dispose([grads, clipped.map(({ tensor }) => tensor), value])
    return loss!
  }
}

const embedded = (tf: TensorFlow, after: Layer): Step =>
  stack(tf, [tf.layers.embedding({ inputDim: 50, outputDim: 8, inputLength: 12 }), after, softmax(tf)], {
    x: words(tf),
    y: classes(tf)
  })

/** The models by name: dense, convolution, depthwise, embedding, recurrent and attention, with every optimizer and loss. */
export const models: Readonly<Record<string, (tf: TensorFlow) => Step>> = {
  "dense, sgd": (tf) => dense(tf, tf.train.sgd(0.1)),
  "dense, momentum": (tf) => dense(tf, tf.train.momentum(0.1, 0.9)),
  "dense, nesterov": (tf) => dense(tf, tf.train.momentum(0.1, 0.9, true)),
  "dense, adam": (tf) => dense(tf, tf.train.adam(0.01)),
  "dense, adamax": (tf) => dense(tf, tf.train.adamax(0.01)),
  "dense, rmsprop": (tf) => dense(tf, tf.train.rmsprop(0.01)),
  "dense, adagrad": (tf) => dense(tf, tf.train.adagrad(0.05)),
  "dense, adadelta": (tf) => dense(tf, tf.train.adadelta(1)),
  "every activation": (tf) =>
    stack(
      tf,
      [
        tf.layers.dense({ units: 16, inputShape: [20] }),
        ...activations.map((activation) => tf.layers.dense({ units: 16, activation })),
        tf.layers.leakyReLU(),
        tf.layers.prelu(),
        tf.layers.dense({ units: 1, activation: "sigmoid" })
      ],
      { x: between(tf, examples, 20), y: tf.ones([examples, 1]), loss: "binaryCrossentropy" }
    ),
  "weight decay and dropout": (tf) =>
    stack(
      tf,
      [
        tf.layers.dense({ units: 32, inputShape: [20], kernelRegularizer: tf.regularizers.l2({ l2: 0.01 }) }),
        tf.layers.dropout({ rate: 0.3 }),
        tf.layers.dense({ units: 10, activation: "softmax", kernelRegularizer: tf.regularizers.l1l2({}) })
      ],
      { x: between(tf, examples, 20), y: classes(tf) }
    ),
  "sparse labels": (tf) =>
    stack(tf, [tf.layers.dense({ units: 10, activation: "softmax", inputShape: [20] })], {
      x: between(tf, examples, 20),
      y: tf.tensor2d(Array.from({ length: examples }, (_, k) => [k % 10])),
      loss: "sparseCategoricalCrossentropy"
    }),
  regression: (tf) =>
    stack(tf, [tf.layers.dense({ units: 32, activation: "relu", inputShape: [20] }), tf.layers.dense({ units: 1 })], {
      x: between(tf, examples, 20),
      y: between(tf, examples, 1),
      loss: "meanSquaredError"
    }),
  convolution: (tf) =>
    image(tf, 12, 1, [
      tf.layers.conv2d({ inputShape: [12, 12, 1], filters: 4, kernelSize: 3, activation: "relu", padding: "same" }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 8, kernelSize: 3, activation: "relu" })
    ]),
  "strided convolution, average pooling": (tf) =>
    image(tf, 13, 3, [
      tf.layers.conv2d({ inputShape: [13, 13, 3], filters: 4, kernelSize: 3, strides: 2, padding: "same" }),
      tf.layers.averagePooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 8, kernelSize: 2, strides: [2, 1], activation: "relu" })
    ]),
  "convolution in one dimension": (tf) =>
    stack(
      tf,
      [
        tf.layers.conv1d({ inputShape: [20, 4], filters: 8, kernelSize: 3, activation: "relu" }),
        tf.layers.globalMaxPooling1d(),
        softmax(tf)
      ],
      { x: between(tf, examples, 20, 4), y: classes(tf) }
    ),
  "depthwise convolution": (tf) =>
    image(tf, 12, 3, [
      tf.layers.depthwiseConv2d({ inputShape: [12, 12, 3], kernelSize: 3, depthMultiplier: 2, activation: "relu" })
    ]),
  "separable convolution": (tf) =>
    image(tf, 12, 3, [
      tf.layers.separableConv2d({ inputShape: [12, 12, 3], filters: 8, kernelSize: 3, activation: "relu" })
    ]),
  "transposed convolution": (tf) =>
    image(tf, 6, 3, [tf.layers.conv2dTranspose({ inputShape: [6, 6, 3], filters: 4, kernelSize: 3, strides: 2 })]),
  "convolution after upsampling": (tf) =>
    image(tf, 6, 3, [
      tf.layers.upSampling2d({ inputShape: [6, 6, 3], size: [2, 2] }),
      tf.layers.conv2d({ filters: 4, kernelSize: 3 })
    ]),
  "batch normalisation": (tf) =>
    stack(
      tf,
      [
        tf.layers.dense({ units: 32, activation: "relu", inputShape: [20] }),
        tf.layers.batchNormalization(),
        softmax(tf)
      ],
      { x: between(tf, examples, 20), y: classes(tf) }
    ),
  "batch normalisation of channels": (tf) =>
    image(tf, 8, 2, [
      tf.layers.conv2d({ inputShape: [8, 8, 2], filters: 4, kernelSize: 3 }),
      tf.layers.batchNormalization(),
      tf.layers.activation({ activation: "relu" })
    ]),
  "layer normalisation": (tf) =>
    stack(
      tf,
      [
        tf.layers.dense({ units: 32, activation: "relu", inputShape: [20] }),
        tf.layers.layerNormalization(),
        softmax(tf)
      ],
      { x: between(tf, examples, 20), y: classes(tf) }
    ),
  "embedding, averaged": (tf) => embedded(tf, tf.layers.globalAveragePooling1d({})),
  "embedding, convolved": (tf) =>
    stack(
      tf,
      [
        tf.layers.embedding({ inputDim: 50, outputDim: 8, inputLength: 12 }),
        tf.layers.conv1d({ filters: 8, kernelSize: 3 }),
        tf.layers.globalMaxPooling1d(),
        softmax(tf)
      ],
      { x: words(tf), y: classes(tf) }
    ),
  "embedding, recurrent": (tf) => embedded(tf, tf.layers.gru({ units: 8 })),
  "gathered rows": (tf) => {
    const table = variable(tf, 50, 8)
    const rows = tf.tensor1d([1, 2, 3, 2, 1, 49], "int32")
    return byHand(tf.train.sgd(0.5), [table], () => tf.gather(table, rows).square().mean())
  },
  "simple recurrent": (tf) => sequence(tf, tf.layers.simpleRNN({ units: 16, inputShape: [8, 4] })),
  lstm: (tf) => sequence(tf, tf.layers.lstm({ units: 16, inputShape: [8, 4] })),
  gru: (tf) => sequence(tf, tf.layers.gru({ units: 16, inputShape: [8, 4] })),
  "lstm in both directions": (tf) =>
    sequence(
      tf,
      tf.layers.bidirectional({
        layer: tf.layers.lstm({ units: 8 }) as Layers.RNN,
        inputShape: [8, 4],
        mergeMode: "concat"
      })
    ),
  "lstm with dropout, at every position": (tf) =>
    stack(
      tf,
      [
        tf.layers.lstm({ units: 16, inputShape: [8, 4], returnSequences: true, dropout: 0.2, recurrentDropout: 0.2 }),
        tf.layers.timeDistributed({ layer: softmax(tf) })
      ],
      { x: between(tf, examples, 8, 4) as Tensor3D, y: tf.oneHot(tf.zeros([examples, 8], "int32"), 10) }
    ),
  attention,
  "every loss": everyLoss,
  "every operation": everyOperation,
  "clipped gradients": clippedGradients
}

/** The losses of a model's first training steps on the current backend, from a seeded `Math.random`. */
export const lossesOf = async (
  tf: TensorFlow,
  name: string,
  seed: (seed: number) => void,
  steps = 6
): Promise<ReadonlyArray<number>> => {
  seed(1)
  tf.engine().startScope()
  try {
    const step = models[name]!(tf)
    const losses: Array<number> = []
    for (let count = 0; count < steps; count++) losses.push(await step())
    return losses
  } finally {
    tf.engine().endScope()
    tf.disposeVariables()
  }
}
