/** The posterior of the Gaussian process at one point after another, and what a gradient needs of it. */
import { choleskyWithJitter, cholesky, dot, solveLower, solveLowerTransposed } from "../../math/cholesky.ts"
import { matern52, matern52All } from "../../math/matern.ts"
import type { Column } from "./columns.ts"
import { distanceToCentre, pairDistances } from "./distances.ts"
import type { Kernel } from "./kernel.ts"
import { whiten } from "./likelihood.ts"

/** Variance below which rounding errors rule. */
const varianceFloor = 1e-14

/**
 * A Gaussian process that has seen `y` at the first rows. Rows beyond them (pending trials) are in the factor of
 * K = L Lᵀ but have no observation: `residual` = L⁻¹(y − μ) has zeros there, which stands for "as the mean expects",
 * and a draw of standard normals in their place is a joint draw of their outcomes.
 */
export class Surrogate {
  readonly columns: ReadonlyArray<Column>
  readonly kernel: Kernel
  /** All rows: `observed` and then the pending ones. */
  readonly size: number
  readonly observed: number
  readonly mean: number
  /** The variance where nothing is known. */
  readonly prior: number
  readonly factor: Float64Array
  readonly residual: Float64Array
  /** After `at(x)`: L⁻¹ k(x). */
  readonly projection: Float64Array
  readonly #places: ReadonlyArray<Float64Array>
  readonly #squared: Float64Array
  readonly #values: Float64Array
  /** After `at(x)`: the slopes of the kernel's joint part to every row. */
  readonly #slopes: Float64Array
  readonly #weights: Float64Array
  readonly #scratch: Float64Array
  /** Per column D wₖ D²ₖ to every row; of length 0 where the kernel has no additive part. */
  readonly #scaled: ReadonlyArray<Float64Array>
  /** After `at(x)`, as long: the slopes of the additive part. */
  readonly #columnSlopes: ReadonlyArray<Float64Array>

  /**
   * `mean` undefined: the generalised least squares mean of y. `noises` are the noise variances of the rows, where they
   * are not the kernel's in all of them.
   */
  constructor(
    columns: ReadonlyArray<Column>,
    kernel: Kernel,
    rows: ReadonlyArray<Float64Array>,
    y: Float64Array,
    mean?: number,
    noises?: Float64Array
  ) {
    this.columns = columns
    this.kernel = kernel
    this.size = rows.length
    this.observed = y.length
    this.prior = kernel.amplitude + kernel.additive
    this.factor = factorOf(columns, kernel, rows, noises)
    const head = new Float64Array(this.size)
    head.set(y)
    this.mean = this.#whitenHead(head, mean)
    this.residual = head
    this.projection = new Float64Array(this.size)
    this.#places = columns.map((_, k) => Float64Array.from(rows, (row) => row[k]!))
    this.#squared = new Float64Array(this.size)
    this.#weights = new Float64Array(this.size)
    this.#scratch = new Float64Array(this.size)
    this.#values = new Float64Array(this.size)
    this.#slopes = new Float64Array(this.size)
    this.#scaled = columns.map(() => new Float64Array(kernel.additive > 0 ? this.size : 0))
    this.#columnSlopes = this.#scaled.map(({ length }) => new Float64Array(length))
  }

  #whitenHead(head: Float64Array, mean: number | undefined): number {
    const n = this.observed
    const values = head.subarray(0, n)
    if (mean === undefined) return whiten(this.factor, this.size, new Float64Array(n), values)
    for (let i = 0; i < n; i++) values[i]! -= mean
    solveLower(this.factor, this.size, values, n)
    return mean
  }

  /** Looks at a point: fills `projection` and returns the variance of the noise-free function there. */
  at(x: Float64Array): number {
    const { amplitude } = this.kernel
    this.#measure(x)
    const values = this.#values
    matern52All(this.#squared, values, this.#slopes)
    for (let i = 0; i < this.size; i++) this.projection[i] = amplitude * values[i]!
    const share = this.kernel.additive / this.columns.length
    for (let k = 0; share > 0 && k < this.columns.length; k++) {
      matern52All(this.#scaled[k]!, values, this.#columnSlopes[k]!)
      for (let i = 0; i < this.size; i++) this.projection[i]! += share * values[i]!
    }
    solveLower(this.factor, this.size, this.projection)
    return Math.max(varianceFloor, this.prior - dot(this.projection, 0, this.projection, 0, this.size))
  }

  /** The mean at the point last looked at, pending trials turning out as expected. */
  meanHere(): number {
    return this.mean + dot(this.projection, 0, this.residual, 0, this.observed)
  }

  /**
   * Adds to `gradient` the gradient, with respect to x, of cᵀ L⁻¹ k(x) at the point last looked at: Σᵢ (L⁻ᵀc)ᵢ ∂kᵢ/∂x.
   * With c = residual it is that of the mean, with c = −2 projection that of the variance. Categories and columns that
   * do not exist in x have no slope. `c` is left as it is.
   */
  addGradient(x: Float64Array, c: Float64Array, gradient: Float64Array): void {
    const weights = this.#weights
    weights.set(c)
    solveLowerTransposed(this.factor, this.size, weights)
    const { additive, amplitude, weights: inverseSquares } = this.kernel
    const joint = this.#scratch
    for (let i = 0; i < this.size; i++) joint[i] = weights[i]! * amplitude * this.#slopes[i]!
    for (let k = 0; k < this.columns.length; k++) {
      const place = x[k]!
      if (this.columns[k]!.isCategory || Number.isNaN(place)) continue
      const places = this.#places[k]!
      const slopes = this.#columnSlopes[k]!
      let sum = 0
      for (let i = 0; i < this.size; i++) {
        const other = places[i]!
        const slope = additive > 0 ? joint[i]! + weights[i]! * additive * slopes[i]! : joint[i]!
        // A row without this column stands at the centre, γ aside.
        sum += slope * (place - (Number.isNaN(other) ? 0.5 : other))
      }
      gradient[k]! += 2 * inverseSquares[k]! * sum
    }
  }

  /** Squared scaled distances of x to every row, in all columns together and, for the additive part, in each. */
  #measure(x: Float64Array): void {
    const total = this.#squared
    const isAdditive = this.kernel.additive > 0
    const count = this.columns.length
    total.fill(0)
    for (let k = 0; k < count; k++) {
      const squared = isAdditive ? this.#scaled[k]!.fill(0) : total
      const column = this.columns[k]!
      const weight = this.kernel.weights[k]!
      const places = this.#places[k]!
      const place = x[k]!
      if (column.parent !== undefined) {
        const gap = this.kernel.mismatch[k]!
        for (let i = 0; i < this.size; i++) squared[i]! += weight * conditionalDistance(column, place, places[i]!, gap)
      } else if (column.isCategory) {
        for (let i = 0; i < this.size; i++) if (places[i] !== place) squared[i]! += weight
      } else {
        for (let i = 0; i < this.size; i++) squared[i]! += weight * (places[i]! - place) * (places[i]! - place)
      }
      if (!isAdditive) continue
      for (let i = 0; i < this.size; i++) {
        total[i]! += squared[i]!
        squared[i]! *= count
      }
    }
  }
}

const conditionalDistance = (column: Column, a: number, b: number, gap: number): number => {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : gap + distanceToCentre(column, b)
  if (Number.isNaN(b)) return gap + distanceToCentre(column, a)
  return column.isCategory ? Number(a !== b) : (a - b) * (a - b)
}

/** The factor of the rows' covariance. More and more noise is assumed until it exists: in the end it always does. */
const factorOf = (
  columns: ReadonlyArray<Column>,
  { additive, amplitude, mismatch, noise, weights }: Kernel,
  rows: ReadonlyArray<Float64Array>,
  noises: Float64Array | undefined
): Float64Array => {
  const n = rows.length
  const prior = amplitude + additive
  const distances = pairDistances(columns, rows)
  const matrix = new Float64Array(n * n)
  let pair = 0
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++, pair++) {
      let squared = 0
      let sum = 0
      for (let k = 0; k < columns.length; k++) {
        const here = weights[k]! * (distances.fixed[k]![pair]! + mismatch[k]! * (distances.mismatch[k]?.[pair] ?? 0))
        squared += here
        if (additive > 0) sum += matern52(columns.length * here)
      }
      matrix[i * n + j] = amplitude * matern52(squared) + (additive > 0 ? (additive * sum) / columns.length : 0)
    }
    matrix[i * n + i] = prior + (noises?.[i] ?? noise)
  }
  const factor = new Float64Array(n * n)
  if (Number.isNaN(choleskyWithJitter(matrix, n, prior, factor))) cholesky(matrix, n, n * prior, factor)
  return factor
}
