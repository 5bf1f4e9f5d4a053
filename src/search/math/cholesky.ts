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

/** Writes the factor of A + jitter·I, row by row, and says whether that is positive definite. */
export const cholesky = (matrix: Float64Array, size: number, jitter: number, factor: Float64Array): boolean => {
  for (let i = 0; i < size; i++) {
    const row = i * size
    for (let j = 0; j < i; j++) {
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
  for (let i = 0; i < count; i++) {
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
    for (let k = 0; k < i; k++) addScaled(-scale * factor[row + k]!, work, k * size, work, row, k + 1)
    work[row + i] = scale
    inverse.fill(0, row, row + size)
  }
  for (let k = 0; k < size; k++) {
    const row = k * size
    for (let i = 0; i <= k; i++) addScaled(work[row + i]!, work, row, inverse, i * size, i + 1)
  }
}
