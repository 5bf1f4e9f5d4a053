import { startBackend } from "../../../src/train/tensorflow/startBackend.ts"
import type { TensorFlow } from "../../../src/train/tensorflow/TensorFlow.ts"
import type { Tensor } from "@tensorflow/tfjs-core"

/** Starts both backends; `compare` switches between them. */
export const startBoth = async (): Promise<TensorFlow> => {
  await startBackend("cpu")
  return startBackend("wasm")
}

/** Numbers in −1 … 1 that are the same in every run. */
const numbers = (size: number, seed: number): Float32Array => {
  let state = seed * 7919 + 13
  return Float32Array.from({ length: size }, () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return state / 0x3fffffff - 1
  })
}

/** A tensor of such numbers. */
export const random = (tf: TensorFlow, shape: ReadonlyArray<number>, seed = 1): Tensor =>
  tf.tensor(numbers(tf.util.sizeFromShape([...shape]), seed), [...shape])

/**
 * The greatest difference between what WASM and plain JavaScript compute, relative to the greatest number. Infinite where
 * a shape differs, a number is not finite, or tensors are left behind on the WASM heap.
 */
const difference = async (tf: TensorFlow, compute: () => Tensor | ReadonlyArray<Tensor>): Promise<number> => {
  const results: Array<ReadonlyArray<{ shape: string; values: ArrayLike<number> }>> = []
  for (const name of ["cpu", "wasm"]) {
    await tf.setBackend(name)
    const before = tf.memory().numTensors
    const onBackend = tf.engine().backend.numDataIds()
    const tensors = tf.tidy(() =>
      [compute()].flat().map((tensor) => ({ shape: tensor.shape.join(), values: tensor.dataSync() as Float32Array }))
    )
    const clean = tf.memory().numTensors === before && tf.engine().backend.numDataIds() === onBackend
    if (!clean) return Number.POSITIVE_INFINITY
    results.push(tensors)
  }
  const [expected, actual] = results as [(typeof results)[0], (typeof results)[0]]
  let greatest = 1e-3
  let apart = 0
  for (const [k, { shape, values }] of expected.entries()) {
    const other = actual[k]
    if (other?.shape !== shape) return Number.POSITIVE_INFINITY
    for (let i = 0; i < values.length; i++) {
      const distance = Math.abs(values[i]! - other.values[i]!)
      if (!Number.isFinite(distance)) return Number.POSITIVE_INFINITY
      apart = Math.max(apart, distance)
      greatest = Math.max(greatest, Math.abs(values[i]!))
    }
  }
  return apart / greatest
}

let comparisons = 0

/** How many cases `differing` has compared in this process. */
export const compared = (): number => comparisons

/** The cases in which the two backends differ by more than rounding, with the difference. */
export const differing = async <Case>(
  tf: TensorFlow,
  cases: Iterable<Case>,
  compute: (one: Case) => Tensor | ReadonlyArray<Tensor>
): Promise<ReadonlyArray<string>> => {
  const wrong: Array<string> = []
  for (const one of cases) {
    comparisons++
    const apart = await difference(tf, () => compute(one))
    if (!(apart < 1e-5)) wrong.push(`${JSON.stringify(one)}: ${apart}`)
  }
  return wrong
}
