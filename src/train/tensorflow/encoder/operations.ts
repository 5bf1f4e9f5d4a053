/**
 * The transformer's operations on a batch of sentences. Tokens stand below each other, [sentences · positions, channels];
 * only attention looks at them as [sentences, heads, positions, channels].
 */
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core"
import { forward } from "../forward.ts"

const tf = forward()

/** A column or row of ones: a product with it adds up a long axis faster than the backends' sums do. */
const ones = (rows: number, columns: number): Tensor2D => tf.ones([rows, columns])

/** A kernel's low-rank companion: kernel + down · up (Hu et al. 2021, "LoRA", eq. 3; its scale is part of `up`'s start). */
export interface Adapter {
  /** [in, rank] */
  readonly down: Tensor
  /** [rank, out] */
  readonly up: Tensor
}

/**
 * y = x · kernel + bias, for x [rows, in], kernel [in, out] and bias [out]. The bias is added as a product too, whose
 * gradient is again a product.
 */
export const linear = (x: Tensor, kernel: Tensor, bias: Tensor, adapter?: Adapter): Tensor => {
  const [rows, outputs] = [x.shape[0]!, kernel.shape[1]!]
  const y = tf.add(
    tf.matMul(x as Tensor2D, kernel as Tensor2D),
    tf.matMul(ones(rows, 1), tf.reshape(bias, [1, outputs]) as Tensor2D)
  )
  if (adapter === undefined) return y
  const narrow = tf.matMul(x as Tensor2D, adapter.down as Tensor2D)
  return tf.add(y, tf.matMul(narrow, adapter.up as Tensor2D))
}

type Save = (tensors: Array<Tensor>) => void

/** As in the encoder's graph. */
const epsilon = 1e-6

/** n = (x − mean) / √(variance + ε) for each row of x, and 1 / √(variance + ε). */
const normalised = (x: Tensor): { readonly normal: Tensor; readonly inverse: Tensor } => {
  const centred = tf.sub(x, tf.mean(x, -1, true))
  const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon))
  return { inverse, normal: tf.mul(centred, inverse) }
}

/**
 * Layer normalisation over the channels (Ba, Kiros and Hinton 2016): y = n · scale + shift with n = (x − mean) / √(variance
 * + ε), x [rows, channels]. With g = dy · scale, its gradient is dx = (g − mean(g) − n · mean(g · n)) / √(variance + ε),
 * where each mean is over a row.
 */
export const layerNorm = (x: Tensor, scale: Tensor, shift: Tensor): Tensor =>
  tf.customGrad((...args: Array<unknown>) => {
    const [x, scale, shift, save] = args as [Tensor, Tensor, Tensor, Save]
    const { inverse, normal } = normalised(x)
    save([normal, inverse, scale])
    return {
      value: tf.add(tf.mul(normal, scale), shift),
      gradFunc: (dy: Tensor, saved: Array<Tensor>) => {
        const [normal, inverse, scale] = saved as [Tensor, Tensor, Tensor]
        const g = tf.mul(dy, scale)
        const along = tf.mean(tf.mul(g, normal), -1, true)
        const dx = tf.mul(tf.sub(tf.sub(g, tf.mean(g, -1, true)), tf.mul(normal, along)), inverse)
        const rows = ones(1, dy.shape[0]!)
        const sum = (y: Tensor) => tf.reshape(tf.matMul(rows, y as Tensor2D), scale.shape)
        return [dx, sum(tf.mul(dy, normal)), sum(dy)]
      }
    }
  })(x, scale, shift)

/**
 * linear(layerNorm(x, scale, shift), kernel, bias), for an x that is no function of what is trained. With n as in
 * `layerNorm`, it is n · (scale ∘ kernel) + (shift · kernel + bias), where scale multiplies the kernel's rows: so the gradients
 * of scale and shift come from that of the kernel, and the product that would give the gradient of the normalised input,
 * as much work as the layer itself, is never asked for. Where nothing is trained it is the slower of the two: a backend
 * may keep what it has prepared of a kernel that stays the same.
 */
export const normalLinear = (x: Tensor, scale: Tensor, shift: Tensor, kernel: Tensor, bias: Tensor): Tensor => {
  const scaled = tf.mul(tf.reshape(scale, [-1, 1]), kernel)
  const shifted = tf.matMul(tf.reshape(shift, [1, -1]) as Tensor2D, kernel as Tensor2D)
  return linear(normalised(x).normal, scaled, tf.add(tf.reshape(shifted, [-1]), bias))
}

/** The batch that attention looks at. */
export interface Sentences {
  readonly sentences: number
  readonly positions: number
  /** [sentences, 1, 1, positions]: 0 for a token, −10⁹ for padding, which no token attends to. */
  readonly hidden: Tensor
}

/**
 * Multi-head attention of every position to every position of its own sentence (Vaswani et al. 2017, eq. 1):
 * softmax(q · kᵀ / √d) · v per head. `queryKeyValue` is [sentences · positions, 3 · channels]; the answer has `channels`.
 */
export const attention = (
  queryKeyValue: Tensor,
  heads: number,
  { hidden, positions, sentences }: Sentences,
  dropOut: (x: Tensor) => Tensor
): Tensor => {
  const channels = queryKeyValue.shape[1]! / 3
  const width = channels / heads
  const split = tf.split(queryKeyValue, 3, 1)
  const [query, key, value] = split.map((x) =>
    tf.transpose(tf.reshape(x, [sentences, positions, heads, width]), [0, 2, 1, 3])
  ) as [Tensor, Tensor, Tensor]
  const likeness = tf.matMul(tf.mul(query, 1 / Math.sqrt(width)), key, false, true)
  const weights = tf.softmax(tf.add(likeness, hidden))
  const mixed = tf.matMul(dropOut(weights), value)
  return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [sentences * positions, channels])
}
