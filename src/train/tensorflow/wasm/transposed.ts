import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm"
import type { TensorInfo } from "@tensorflow/tfjs-core"
import { view } from "./Scratch.ts"

/** Numbers of one side of a tile: two tiles fit into a core's first cache. */
const tile = 32

/** One matrix of rows × columns, tile by tile: the backend's kernel goes down whole columns, and misses the cache for each. */
const turn = (from: Float32Array, to: Float32Array, first: number, rows: number, columns: number): void => {
  for (let top = 0; top < rows; top += tile) {
    const bottom = Math.min(rows, top + tile)
    for (let left = 0; left < columns; left += tile) {
      const right = Math.min(columns, left + tile)
      for (let column = left; column < right; column++) {
        let at = first + column * rows + top
        let source = first + top * columns + column
        for (let row = top; row < bottom; row++, source += columns) to[at++] = from[source]!
      }
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
