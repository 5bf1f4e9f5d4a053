import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm"
import type { TensorInfo } from "@tensorflow/tfjs-core"
import { type Kernel, Scratch, view } from "./Scratch.ts"
import { transposed } from "./transposed.ts"
import type { Core } from "../TensorFlow.ts"

export interface Factors {
  readonly a: TensorInfo
  readonly b: TensorInfo
}

export interface Transposed {
  readonly transposeA: boolean
  readonly transposeB: boolean
}

type Product = Kernel<Factors, Transposed>

/**
 * A matrix product whose transposed factors are transposed first: the backend's kernel uses XNNPACK only for factors as
 * they lie, and every gradient of a dense layer has one that does not.
 */
export const matMul =
  (core: Core, multiply: Product): Product =>
  (call) => {
    const { inputs, attrs, backend } = call
    if (!attrs.transposeA && !attrs.transposeB) return multiply(call)
    const scratch = new Scratch(core, backend)
    const a = attrs.transposeA ? scratch.keep(transposed(backend, inputs.a)) : inputs.a
    const b = attrs.transposeB ? scratch.keep(transposed(backend, inputs.b)) : inputs.b
    const asTheyLie = { ...attrs, transposeA: false, transposeB: false }
    return scratch.free(multiply({ inputs: { ...inputs, a, b }, attrs: asTheyLie, backend }))
  }

/**
 * Whether XNNPACK is the quicker for one of many products: each costs some microseconds for the call and a pass over the
 * right factor, which is packed first.
 */
const isWorthACall = (rows: number, inner: number, columns: number): boolean =>
  rows >= 4 && rows * inner * columns >= 16_384

/**
 * Products of as many pairs of matrices, one after the other: the backend's kernel uses XNNPACK only for a single pair, and
 * the heads of an attention are many.
 */
export const inPairs =
  (multiply: Product): Product =>
  (call) => {
    const { inputs, attrs, backend } = call
    const { a, b } = inputs
    const [pairs, rows, inner, columns] = sizesOf(a, b)
    const isPlain = a.dtype === "float32" && b.dtype === "float32" && b.shape.at(-2) === inner
    const isPaired = a.shape.length === b.shape.length && a.shape.slice(0, -2).every((size, k) => size === b.shape[k])
    if (pairs < 2 || !isPlain || !isPaired || !isWorthACall(rows, inner, columns)) return multiply(call)
    const result = backend.makeOutput([...a.shape.slice(0, -1), columns], "float32")
    for (let pair = 0; pair < pairs; pair++) {
      const left = part(backend, a, pair, [1, rows, inner])
      const right = part(backend, b, pair, [1, inner, columns])
      const product = multiply({ inputs: { ...inputs, a: left, b: right }, attrs, backend })
      view(backend, result).set(view(backend, product), pair * rows * columns)
      backend.disposeData(product.dataId)
      for (const one of [left, right]) forget(backend, one)
    }
    return result
  }

const sizesOf = (a: TensorInfo, b: TensorInfo): [pairs: number, rows: number, inner: number, columns: number] => [
  a.shape.slice(0, -2).reduce((product, size) => product * size, 1),
  a.shape.at(-2)!,
  a.shape.at(-1)!,
  b.shape.at(-1)!
]

/** One matrix of a tensor, seen in place. */
const part = (backend: BackendWasm, x: TensorInfo, place: number, shape: Array<number>): TensorInfo => {
  const bytes = 4 * shape.reduce((product, size) => product * size, 1)
  return backend.makeOutput(shape, "float32", backend.getMemoryOffset(x.dataId) + place * bytes)
}

/** Takes back what the backend knows of a part. Its memory belongs to the whole. */
const forget = (backend: BackendWasm, { dataId }: TensorInfo): void => {
  backend.wasm.tfjs.disposeData(backend.dataIdMap.get(dataId).id)
  backend.dataIdMap.delete(dataId)
}
