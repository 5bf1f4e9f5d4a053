/** A training as bytes: what a checkpoint holds. */
import type { Tensor, Variable } from "@tensorflow/tfjs-core"
import type { Watch } from "../../fitting/stopping.ts"
import type { TensorFlow } from "../TensorFlow.ts"
import type { Fittable } from "./models.ts"
import type { Optimizer } from "./optimizers.ts"

/** Where a training stands, weights apart. */
export interface Progress {
  /** Whole epochs behind it. */
  readonly epoch: number
  /** Updates of the current epoch behind it. */
  readonly updates: number
  /** Sum of the training losses of the current epoch, and over how many examples. */
  readonly lossSum: number
  readonly seen: number
  readonly watch: Watch
  /** The metrics of every whole epoch. */
  readonly history: ReadonlyArray<Readonly<Record<string, number>>>
  readonly stopped: "patience" | "overfitting" | undefined
}

/** A training whole: where it stands, and every number that it holds. */
export interface Snapshot {
  readonly progress: Progress
  readonly weights: ReadonlyArray<Float32Array>
  /** The weights of the best epoch, where they are not the present ones. */
  readonly best: ReadonlyArray<Float32Array> | undefined
  readonly slots: ReadonlyArray<{
    readonly part: number
    readonly updates: number
    readonly moments: ReadonlyArray<Float32Array>
  }>
}

const magic = "hypersweep fit 1"

/** JSON has no word for what a loss can become. */
const numberToJson = (_key: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? { number: String(value) } : value
const numberFromJson = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && "number" in value ? Number(value.number) : value

/** Bytes: the length of a header in JSON (32 bits), the header, then all numbers as 32-bit floats of this machine. */
export const encode = ({ best, progress, slots, weights }: Snapshot): Uint8Array => {
  const blocks = [...weights, ...(best ?? []), ...slots.flatMap(({ moments }) => moments)]
  const header = {
    magic,
    progress,
    weights: weights.map(({ length }) => length),
    best: best !== undefined,
    slots: slots.map(({ moments, part, updates }) => ({ part, updates, moments: moments.length }))
  }
  const text = new TextEncoder().encode(JSON.stringify(header, numberToJson))
  const size = blocks.reduce((sum, { byteLength }) => sum + byteLength, 4 + text.length)
  const bytes = new Uint8Array(size)
  new DataView(bytes.buffer).setUint32(0, text.length)
  bytes.set(text, 4)
  let at = 4 + text.length
  for (const block of blocks) {
    bytes.set(new Uint8Array(block.buffer, block.byteOffset, block.byteLength), at)
    at += block.byteLength
  }
  return bytes
}

interface Header {
  readonly magic: unknown
  readonly progress: Progress
  readonly weights: ReadonlyArray<number>
  readonly best: boolean
  readonly slots: ReadonlyArray<{ readonly part: number; readonly updates: number; readonly moments: number }>
}

const headerOf = (bytes: Uint8Array): { readonly header: Header; readonly end: number } | undefined => {
  if (bytes.length < 4) return undefined
  const end = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  if (end > bytes.length) return undefined
  try {
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, end)), numberFromJson) as Header
    return header.magic === magic ? { header, end } : undefined
  } catch {
    return undefined
  }
}

/** What `encode` made, or undefined where the bytes are something else or belong to variables of other sizes. */
export const decode = (bytes: Uint8Array, sizes: ReadonlyArray<number>): Snapshot | undefined => {
  const found = headerOf(bytes)
  if (found === undefined) return undefined
  const { best, progress, slots, weights } = found.header
  if (weights.length !== sizes.length || weights.some((size, part) => size !== sizes[part])) return undefined
  let at = found.end
  const next = (length: number): Float32Array => {
    const block = new Float32Array(bytes.slice(at, at + 4 * length).buffer)
    at += 4 * length
    return block
  }
  const all = (): ReadonlyArray<Float32Array> => sizes.map(next)
  return {
    progress,
    weights: all(),
    best: best ? all() : undefined,
    slots: slots.map(({ moments, part, updates }) => ({
      part,
      updates,
      moments: Array.from({ length: moments }, () => next(sizes[part]!))
    }))
  }
}

const valuesOf = async (tensors: ReadonlyArray<Tensor>): Promise<ReadonlyArray<Float32Array>> =>
  Promise.all(tensors.map(async (tensor) => Float32Array.from(await tensor.data())))

/** Reads everything that a resumed training needs. */
export const snapshot = async <X>(
  { parts }: Fittable<X>,
  optimizer: Optimizer,
  best: ReadonlyArray<Tensor> | undefined,
  progress: Progress
): Promise<Snapshot> => ({
  progress,
  weights: await valuesOf(parts.map(({ variable }) => variable)),
  best: best === undefined ? undefined : await valuesOf(best),
  slots: await Promise.all(
    Array.from(optimizer.slots, async ([part, { moments, updates }]) => ({
      part,
      updates,
      moments: await valuesOf(moments)
    }))
  )
})

const tensorLike = (tf: TensorFlow, values: Float32Array, { dtype, shape }: Variable): Tensor =>
  tf.tidy(() => tf.cast(tf.tensor(values, shape), dtype))

/** Puts weights and moments back. Answers the weights of the best epoch, kept. */
export const restore = <X>(
  tf: TensorFlow,
  { parts }: Fittable<X>,
  optimizer: Optimizer,
  { best, slots, weights }: Snapshot
): ReadonlyArray<Tensor> | undefined => {
  for (const [part, { variable }] of parts.entries()) {
    const value = tensorLike(tf, weights[part]!, variable)
    variable.assign(value)
    value.dispose()
  }
  for (const { moments, part, updates } of slots) {
    const shape = parts[part]!.variable.shape
    optimizer.restore(part, { updates, moments: moments.map((values) => tf.keep(tf.tensor(values, shape))) })
  }
  return best?.map((values, part) => tf.keep(tensorLike(tf, values, parts[part]!.variable)))
}
