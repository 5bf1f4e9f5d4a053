/**
 * Symmetric positive definite matrices. All are dense and row-major, size × size; only the lower triangle is read.
 * Factors are lower triangular: A = L Lᵀ. Nothing here allocates.
 */

/** Σ a[i + t] b[j + t], t < length. Four sums, as one alone would wait for each addition to finish. */
export const dot = (a: Float64Array, i: number, b: Float64Array, j: number, length: number): number => {
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  let t = 0
  for (; t + 3 < length; t += 4) {
    s0 += a[i + t]! * b[j + t]!
    s1 += a[i + t + 1]! * b[j + t + 1]!
    s2 += a[i + t + 2]! * b[j + t + 2]!
    s3 += a[i + t + 3]! * b[j + t + 3]!
  }
  for (; t < length; t++) s0 += a[i + t]! * b[j + t]!
  return s0 + s1 + (s2 + s3)
}

/** target[j + t] += scale · source[i + t], t < length. */
const addScaled = (
  scale: number,
  source: Float64Array,
  i: number,
  target: Float64Array,
  j: number,
  length: number
): void => {
  for (let t = 0; t < length; t++) target[j + t]! += scale * source[i + t]!
}

/** The products of the four rows that `fourDots` was last asked for. */
const products = new Float64Array(4)

/** products[m] ← Σ a[i + m · stride + t] b[j + t], t < length, for four rows at once: b is loaded once for all of them. `length` is a multiple of 4. */
const fourDots = (a: Float64Array, i: number, stride: number, b: Float64Array, j: number, length: number): void => {
  const i1 = i + stride
  const i2 = i1 + stride
  const i3 = i2 + stride
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  let r0 = 0
  let r1 = 0
  let r2 = 0
  let r3 = 0
  for (let t = 0; t < length; t += 2) {
    const even = b[j + t]!
    const odd = b[j + t + 1]!
    s0 += even * a[i + t]!
    r0 += odd * a[i + t + 1]!
    s1 += even * a[i1 + t]!
    r1 += odd * a[i1 + t + 1]!
    s2 += even * a[i2 + t]!
    r2 += odd * a[i2 + t + 1]!
    s3 += even * a[i3 + t]!
    r3 += odd * a[i3 + t + 1]!
  }
  products[0] = s0 + r0
  products[1] = s1 + r1
  products[2] = s2 + r2
  products[3] = s3 + r3
}

/** target[to + m] ← the four unknowns of rows i … i + 3 of L x = source, the products of the rows with what is known being in `products`. */
const solveFour = (
  factor: Float64Array,
  i: number,
  size: number,
  source: Float64Array,
  from: number,
  target: Float64Array,
  to: number
): void => {
  for (let m = 0; m < 4; m++) {
    const row = (i + m) * size + i
    let rest = source[from + m]! - products[m]!
    for (let k = 0; k < m; k++) rest -= target[to + k]! * factor[row + k]!
    target[to + m] = rest / factor[row + m]!
  }
}

/**
 * target[j + t] += Σ c[m] · source[i + m · stride + t], m < 4, t < length: four rows are added for one round of loads and
 * stores of the target.
 */
const addFourScaled = (
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  source: Float64Array,
  i: number,
  stride: number,
  target: Float64Array,
  j: number,
  length: number
): void => {
  const i1 = i + stride
  const i2 = i1 + stride
  const i3 = i2 + stride
  for (let t = 0; t < length; t++) {
    target[j + t]! += c0 * source[i + t]! + c1 * source[i1 + t]! + (c2 * source[i2 + t]! + c3 * source[i3 + t]!)
  }
}

/** Writes the factor of A + jitter·I, row by row, and says whether that is positive definite. */
export const cholesky = (matrix: Float64Array, size: number, jitter: number, factor: Float64Array): boolean => {
  for (let i = 0; i < size; i++) {
    const row = i * size
    let j = 0
    for (; j + 3 < i; j += 4) {
      fourDots(factor, j * size, size, factor, row, j)
      solveFour(factor, j, size, matrix, row + j, factor, row + j)
    }
    for (; j < i; j++) {
      const other = j * size
      factor[row + j] = (matrix[row + j]! - dot(factor, row, factor, other, j)) / factor[other + j]!
    }
    const pivot = matrix[row + i]! + jitter - dot(factor, row, factor, row, i)
    if (!(pivot > 0 && pivot < Infinity)) return false
    factor[row + i] = Math.sqrt(pivot)
  }
  return true
}

/**
 * Writes the factor of A with the smallest jitter out of 0, 1e-8, 1e-6, 1e-4, 1e-2 × scale that makes it positive
 * definite, and returns that jitter; NaN where none does.
 */
export const choleskyWithJitter = (matrix: Float64Array, size: number, scale: number, factor: Float64Array): number => {
  for (let attempt = 0; attempt < 5; attempt++) {
    const jitter = attempt === 0 ? 0 : scale * 10 ** (2 * attempt - 10)
    if (cholesky(matrix, size, jitter, factor)) return jitter
  }
  return Number.NaN
}

/** b ← L⁻¹ b. `count` < size: of the leading block of that many rows. */
export const solveLower = (factor: Float64Array, size: number, b: Float64Array, count = size): void => {
  let i = 0
  for (; i + 3 < count; i += 4) {
    fourDots(factor, i * size, size, b, 0, i)
    solveFour(factor, i, size, b, i, b, i)
  }
  for (; i < count; i++) {
    const row = i * size
    b[i] = (b[i]! - dot(factor, row, b, 0, i)) / factor[row + i]!
  }
}

/** b ← L⁻ᵀ b. */
export const solveLowerTransposed = (factor: Float64Array, size: number, b: Float64Array): void => {
  for (let i = size - 1; i >= 0; i--) {
    const row = i * size
    const value = b[i]! / factor[row + i]!
    b[i] = value
    addScaled(-value, factor, row, b, 0, i)
  }
}

/** ln det A = 2 Σ ln Lᵢᵢ. */
export const logDeterminant = (factor: Float64Array, size: number): number => {
  let sum = 0
  for (let i = 0; i < size; i++) sum += Math.log(factor[i * size + i]!)
  return 2 * sum
}

/** Writes the lower triangle of A⁻¹ = L⁻ᵀ L⁻¹; `work`, of the same shape, is left holding L⁻¹. */
export const inverseFromFactor = (
  factor: Float64Array,
  size: number,
  work: Float64Array,
  inverse: Float64Array
): void => {
  for (let i = 0; i < size; i++) {
    const row = i * size
    const scale = 1 / factor[row + i]!
    work.fill(0, row, row + size)
    let k = 0
    // Row k of L⁻¹ ends at its diagonal, with zeros behind it, so that four rows may be as long as the last of them.
    for (; k + 3 < i; k += 4) {
      const at = row + k
      addFourScaled(
        -scale * factor[at]!,
        -scale * factor[at + 1]!,
        -scale * factor[at + 2]!,
        -scale * factor[at + 3]!,
        work,
        k * size,
        size,
        work,
        row,
        k + 4
      )
    }
    for (; k < i; k++) addScaled(-scale * factor[row + k]!, work, k * size, work, row, k + 1)
    work[row + i] = scale
    inverse.fill(0, row, row + size)
  }
  let k = 0
  for (; k + 3 < size; k += 4) {
    const row = k * size
    for (let i = 0; i < k + 4; i++) {
      const [at, to] = [row + i, i * size]
      const [next, third, last] = [at + size, at + 2 * size, at + 3 * size]
      addFourScaled(work[at]!, work[next]!, work[third]!, work[last]!, work, row, size, inverse, to, i + 1)
    }
  }
  for (; k < size; k++) {
    const row = k * size
    for (let i = 0; i <= k; i++) addScaled(work[row + i]!, work, row, inverse, i * size, i + 1)
  }
}
