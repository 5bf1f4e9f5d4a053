import { assert, describe, it } from "@effect/vitest"
import {
  cholesky,
  choleskyWithJitter,
  dot,
  inverseFromFactor,
  logDeterminant,
  solveLower,
  solveLowerTransposed
} from "../../../src/search/math/cholesky.ts"
import { rngFor, type Rng } from "../../../src/search/math/rng.ts"

/** A = B Bᵀ + I, with B normal: positive definite. */
const definite = (n: number, rng: Rng): Float64Array => {
  const root = Float64Array.from({ length: n * n }, () => rng.normal())
  return Float64Array.from({ length: n * n }, (_, index) => {
    const i = Math.floor(index / n)
    const j = index % n
    let sum = i === j ? 1 : 0
    for (let k = 0; k < n; k++) sum += root[i * n + k]! * root[j * n + k]!
    return sum
  })
}

const close = (a: number, b: number): void => assert.isAtMost(Math.abs(a - b), 1e-9 * Math.max(1, Math.abs(b)))

const sizes = [1, 2, 3, 5, 8, 17, 40]

describe("dot", () => {
  it("equals the naive sum for every length", () => {
    const rng = rngFor(1, 0, "dot")
    const a = Float64Array.from({ length: 20 }, () => rng.normal())
    for (let length = 0; length <= 12; length++) {
      let sum = 0
      for (let t = 0; t < length; t++) sum += a[3 + t]! * a[5 + t]!
      close(dot(a, 3, a, 5, length), sum)
    }
  })
})

describe.each(sizes)("a factor of size %d", (n) => {
  const rng = rngFor(7, n, "cholesky")
  const matrix = definite(n, rng)
  const factor = new Float64Array(n * n)
  const isDefinite = cholesky(matrix, n, 0, factor)

  it("multiplies back to the matrix", () => {
    assert.isTrue(isDefinite)
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0
        for (let k = 0; k <= j; k++) sum += factor[i * n + k]! * factor[j * n + k]!
        close(sum, matrix[i * n + j]!)
      }
    }
  })

  it("solves linear equations", () => {
    const solution = Float64Array.from({ length: n }, () => rng.normal())
    const b = Float64Array.from({ length: n }, (_, i) => {
      let sum = 0
      for (let k = 0; k < n; k++) sum += matrix[i * n + k]! * solution[k]!
      return sum
    })
    solveLower(factor, n, b)
    solveLowerTransposed(factor, n, b)
    for (let i = 0; i < n; i++) close(b[i]!, solution[i]!)
  })

  it("gives the inverse", () => {
    const inverse = new Float64Array(n * n).fill(9)
    inverseFromFactor(factor, n, new Float64Array(n * n).fill(9), inverse)
    const entry = (i: number, j: number): number => inverse[Math.max(i, j) * n + Math.min(i, j)]!
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0
        for (let k = 0; k < n; k++) sum += matrix[i * n + k]! * entry(k, j)
        close(sum, i === j ? 1 : 0)
      }
    }
  })

  it("gives the determinant that elimination gives", () => {
    const rest = Float64Array.from(matrix)
    let log = 0
    for (let k = 0; k < n; k++) {
      log += Math.log(rest[k * n + k]!)
      for (let i = k + 1; i < n; i++) {
        const ratio = rest[i * n + k]! / rest[k * n + k]!
        for (let j = k; j < n; j++) rest[i * n + j]! -= ratio * rest[k * n + j]!
      }
    }
    close(logDeterminant(factor, n), log)
  })

  it("solves with a leading block of itself", () => {
    for (let count = 0; count <= n; count++) {
      const b = Float64Array.from({ length: n }, () => rng.normal())
      const whole = b.slice()
      solveLower(factor, n, whole)
      solveLower(factor, n, b, count)
      for (let i = 0; i < count; i++) assert.closeTo(b[i]!, whole[i]!, 1e-12 * Math.max(1, Math.abs(whole[i]!)))
    }
  })
})

describe("a matrix that is not definite", () => {
  it("is refused", () => {
    assert.isFalse(cholesky(Float64Array.of(1, 0, 2, 1), 2, 0, new Float64Array(4)))
    assert.isFalse(cholesky(Float64Array.of(Number.NaN), 1, 0, new Float64Array(1)))
  })

  it("gets the smallest jitter that helps", () => {
    const factor = new Float64Array(4)
    assert.strictEqual(choleskyWithJitter(Float64Array.of(1, 0, 1, 1), 2, 1, factor), 1e-8)
    assert.strictEqual(choleskyWithJitter(Float64Array.of(1, 0, 1 + 1e-5, 1), 2, 1, factor), 1e-4)
    assert.isNaN(choleskyWithJitter(Float64Array.of(1, 0, 2, 1), 2, 1, factor))
  })
})
