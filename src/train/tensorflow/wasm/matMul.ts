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

export type Product = Kernel<Factors, Transposed>

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

const sizeOf = ({ shape }: TensorInfo): number => shape.reduce((product, size) => product * size, 1)

/** Whether the factors are as many matrices of 32-bit numbers, in axes that stand alike. */
const isPaired = ({ a, b }: Factors): boolean =>
  a.dtype === "float32" &&
  b.dtype === "float32" &&
  a.shape.length === b.shape.length &&
  a.shape.slice(0, -2).every((size, k) => size === b.shape[k])

/**
 * Computes a · bᵀ as (b · aᵀ)ᵀ where a and the result together are smaller than b: they are turned, and a is packed, in place
 * of b. That is the gradient for the input of a dense layer with a large kernel and a small batch.
 */
export const turningTheSmaller =
  (core: Core, multiply: Product): Product =>
  (call) => {
    const { attrs, backend, inputs } = call
    const { a, b } = inputs
    if (attrs.transposeA || !attrs.transposeB || !isPaired(inputs)) return multiply(call)
    const [inner, columns] = [a.shape.at(-1)!, b.shape.at(-2)!]
    if (!(sizeOf(a) + (sizeOf(a) / inner) * columns < sizeOf(b))) return multiply(call)
    const scratch = new Scratch(core, backend)
    const factors = { a: b, b: scratch.keep(transposed(backend, a)) }
    const product = multiply({ inputs: factors, attrs: { ...attrs, transposeB: false }, backend })
    return scratch.free(transposed(backend, scratch.keep(product)))
  }

/**
 * Whether XNNPACK is the quicker for one of many products: each costs some microseconds for the call and a pass over the
 * right factor, which is packed first.
 */
const isWorthACall = (rows: number, inner: number, columns: number): boolean =>
  rows >= 4 && rows * inner * columns >= 16_384

/**
 * A row times a matrix, four rows of the matrix at a time. XNNPACK would first pack the whole matrix, and the backend's own
 * kernel goes down its columns.
 */
const rowTimes = (row: Float32Array, matrix: Float32Array, result: Float32Array): void => {
  const { length: columns } = result
  const inFours = row.length - (row.length % 4)
  result.fill(0)
  for (let k = 0; k < inFours; k += 4) {
    const [r0, r1, r2, r3] = [row[k]!, row[k + 1]!, row[k + 2]!, row[k + 3]!]
    let at = k * columns
    for (let column = 0; column < columns; column++, at++) {
      const sum = r0 * matrix[at]! + r1 * matrix[at + columns]! + r2 * matrix[at + 2 * columns]!
      result[column]! += sum + r3 * matrix[at + 3 * columns]!
    }
  }
  for (let k = inFours; k < row.length; k++)
    for (let column = 0; column < columns; column++) result[column]! += row[k]! * matrix[k * columns + column]!
}

const rowsTimes = (backend: BackendWasm, a: TensorInfo, b: TensorInfo, pairs: number): TensorInfo => {
  const [inner, columns] = b.shape.slice(-2) as [number, number]
  const result = backend.makeOutput([...a.shape.slice(0, -1), columns], "float32")
  const [rows, matrices, results] = [view(backend, a), view(backend, b), view(backend, result)]
  for (let pair = 0; pair < pairs; pair++) {
    rowTimes(
      rows.subarray(pair * inner, (pair + 1) * inner),
      matrices.subarray(pair * inner * columns, (pair + 1) * inner * columns),
      results.subarray(pair * columns, (pair + 1) * columns)
    )
  }
  return result
}

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
    if (!isPaired(inputs) || b.shape.at(-2) !== inner) return multiply(call)
    if (rows === 1) return rowsTimes(backend, a, b, pairs)
    if (pairs < 2 || !isWorthACall(rows, inner, columns)) return multiply(call)
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
