import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm"
import type { TensorInfo } from "@tensorflow/tfjs-core"
import { view } from "./Scratch.ts"

/** Columns that are gone through together: what they put out fits into a core's first cache. */
const strip = 32

/** One matrix of rows × columns, four rows at a time: the backend's kernel goes down whole columns, and misses the cache for each. */
const turn = (from: Float32Array, to: Float32Array, first: number, rows: number, columns: number): void => {
  const inFours = rows - (rows % 4)
  for (let left = 0; left < columns; left += strip) {
    const right = Math.min(columns, left + strip)
    for (let row = 0; row < inFours; row += 4) {
      let source = first + row * columns + left
      let at = first + left * rows + row
      for (let column = left; column < right; column++, source++, at += rows) {
        to[at] = from[source]!
        to[at + 1] = from[source + columns]!
        to[at + 2] = from[source + 2 * columns]!
        to[at + 3] = from[source + 3 * columns]!
      }
    }
    for (let row = inFours; row < rows; row++) {
      let at = first + left * rows + row
      for (let column = left; column < right; column++, at += rows) to[at] = from[first + row * columns + column]!
    }
  }
}

/** The matrices in the last two axes of a tensor, each transposed. */
export const transposed = (backend: BackendWasm, x: TensorInfo): TensorInfo => {
  const [rows, columns] = x.shape.slice(-2) as [number, number]
  const result = backend.makeOutput([...x.shape.slice(0, -2), columns, rows], x.dtype)
  const [from, to] = [view(backend, x), view(backend, result)]
  for (let first = 0; first < from.length; first += rows * columns) turn(from, to, first, rows, columns)
  return result
}
