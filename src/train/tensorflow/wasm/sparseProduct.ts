/**
 * Products with a matrix that is mostly zeros, such as the gradient that comes back through a relu: an encoder's relu lets a
 * tenth of its values through. A zero takes no part, so that it also makes nothing of an infinite factor.
 */
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm"
import type { TensorInfo } from "@tensorflow/tfjs-core"
import { assembled } from "./assembly.ts"
import type { Product } from "./matMul.ts"
import { Scratch, view } from "./Scratch.ts"
import { sparseRoutine } from "./sparseRoutine.ts"
import { transposed } from "./transposed.ts"
import type { Core } from "../TensorFlow.ts"

/** Of values that are not zero, up to which it is quicker to go through them alone. */
const greatestShare = 0.4

/** Multiplications below which it is not worth it to look for zeros. */
const leastWork = 2 ** 20

type Lines = "rows" | "columns"

/** How many values of each row or column are not zero; undefined where they are too many. */
const countLines = (x: Float32Array, columns: number, by: Lines): Int32Array | undefined => {
  const rows = x.length / columns
  const counts = new Int32Array(by === "rows" ? rows : columns)
  const most = greatestShare * x.length
  let all = 0
  for (let row = 0, k = 0; row < rows; row++) {
    let inRow = 0
    for (let column = 0; column < columns; column++, k++) {
      if (x[k] === 0) continue
      inRow++
      if (by === "columns") counts[column]!++
    }
    if (by === "rows") counts[row] = inRow
    all += inRow
    if (all > most) return undefined
  }
  return counts
}

/** The values of a matrix that are not zero, row after row or column after column, as `sparseRoutine` takes them. */
interface Sparse {
  readonly count: number
  readonly starts: TensorInfo
  readonly places: TensorInfo
  readonly values: TensorInfo
}

/** `width`: the columns of the matrix that is multiplied by it. Undefined where it is not mostly zeros. */
const gathered = (
  scratch: Scratch,
  backend: BackendWasm,
  x: TensorInfo,
  by: Lines,
  width: number
): Sparse | undefined => {
  const columns = x.shape.at(-1)!
  const counts = countLines(view(backend, x), columns, by)
  if (counts === undefined) return undefined
  const all = counts.reduce((sum, count) => sum + count, 0)
  const made = (size: number, dtype: "int32" | "float32") => scratch.keep(backend.makeOutput([size], dtype))
  const [starts, places, values] = [made(counts.length + 1, "int32"), made(all + 1, "int32"), made(all + 1, "float32")]
  // Only now, for memory that grows takes its views away.
  const [from, toStarts, toPlaces, toValues] = [x, starts, places, values].map((tensor) => view(backend, tensor))
  let start = 0
  const next = counts.map((count, line) => {
    toStarts![line] = 4 * start
    start += count
    return start - count
  })
  toStarts![counts.length] = 4 * all
  const rows = from!.length / columns
  for (let row = 0, k = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, k++) {
      const value = from![k]!
      if (value === 0) continue
      const entry = by === "rows" ? next[row]!++ : next[column]!++
      toPlaces![entry] = 4 * width * (by === "rows" ? column : row)
      toValues![entry] = value
    }
  }
  return { count: counts.length, starts, places, values }
}

const routineOn = assembled(sparseRoutine)

const timesMatrix = (
  backend: BackendWasm,
  { count, places, starts, values }: Sparse,
  matrix: TensorInfo
): TensorInfo => {
  const columns = matrix.shape.at(-1)!
  const result = backend.makeOutput([count, columns], "float32")
  const addresses = [starts, places, values, matrix, result].map(({ dataId }) => backend.getMemoryOffset(dataId))
  routineOn(backend)(...addresses, count, 4 * columns)
  return result
}

/** Whether both are one matrix of 32-bit numbers, and large enough. */
const isEligible = (a: TensorInfo, b: TensorInfo, work: number): boolean =>
  [a, b].every(({ dtype, shape }) => dtype === "float32" && shape.slice(0, -2).every((size) => size === 1)) &&
  a.shape.length === b.shape.length &&
  work >= leastWork

/**
 * The products that gradients of a dense layer are, where one of their factors is mostly zeros: a · bᵀ with such an a, and aᵀ · b,
 * which is also (bᵀ · a)ᵀ, with such an a or b.
 */
export const skippingZeros =
  (core: Core, multiply: Product): Product =>
  (call) => {
    const { attrs, backend, inputs } = call
    const { transposeA, transposeB } = attrs
    const { a, b } = inputs
    if (transposeA === transposeB) return multiply(call)
    const [inner, rows] = transposeA ? a.shape.slice(-2) : [a.shape.at(-1), a.shape.at(-2)]
    const columns = b.shape.at(transposeB ? -2 : -1)!
    if (!isEligible(a, b, inner! * rows! * columns)) return multiply(call)

    const scratch = new Scratch(core, backend)
    const shape = [...a.shape.slice(0, -2), rows!, columns]
    const finished = (result: TensorInfo): TensorInfo => ({ ...scratch.free(result), shape })
    if (transposeB) {
      const sparse = gathered(scratch, backend, a, "rows", columns)
      return sparse ? finished(timesMatrix(backend, sparse, scratch.keep(transposed(backend, b)))) : multiply(call)
    }
    const left = gathered(scratch, backend, a, "columns", columns)
    if (left) return finished(timesMatrix(backend, left, b))
    const right = gathered(scratch, backend, b, "columns", rows!)
    return right ? finished(transposed(backend, scratch.keep(timesMatrix(backend, right, a)))) : multiply(call)
  }
