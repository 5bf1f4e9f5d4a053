/** Dropout (Srivastava et al. 2014) whose random numbers are as many as the values that it drops. */
import type { Tensor } from "@tensorflow/tfjs-core"
import { nextRandom } from "../../seedMathRandom.ts"
import { forward } from "../forward.ts"

const tf = forward()

/**
 * `count` factors: 0 for each value that is dropped, which happens with probability `rate`, and 1 / (1 − rate) for the others.
 * The gaps between values that are dropped follow the geometric distribution, ⌊ln u / ln(1 − rate)⌋ for a uniform u. So
 * a tenth of the values costs a tenth of the random numbers.
 */
export const dropFactors = (count: number, rate: number, uniform: () => number): Float32Array => {
  const factors = new Float32Array(count).fill(1 / (1 - rate))
  const scale = 1 / Math.log1p(-rate)
  // 1 − u lies in (0, 1], so that its logarithm is finite.
  const gap = () => Math.floor(Math.log(1 - uniform()) * scale)
  for (let place = gap(); place < count; place += 1 + gap()) factors[place] = 0
  return factors
}

/** x, each of its values 0 with probability `rate` and otherwise divided by 1 − rate. Draws from `Math.random`. */
export const dropout = (x: Tensor, rate: number): Tensor =>
  rate > 0 ? tf.mul(x, tf.tensor(dropFactors(x.size, rate, nextRandom), x.shape)) : x
