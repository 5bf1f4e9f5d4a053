/** A density over a space, estimated from trials: the two halves of the sampler are one of these each. */
import type { Rng } from "../../math/rng.ts"
import { drawTruncated, normalMass } from "../../math/truncatedNormal.ts"
import { cellOf } from "../cells.ts"
import { exists, snap, type Column } from "../gp/columns.ts"
import { bandwidths, patternOf } from "./bandwidths.ts"

/** Cells narrower than this part of a kernel's width are integrated by the midpoint rule: its error is below 1 %. */
const narrow = 0.5

/** Stands for the logarithm of a mass that underflows. */
const leastLog = -690

const logSqrtTwoPi = 0.9189385332046728

/** The kernels of one column, one per component. */
interface ColumnKernels {
  /** Adds ln of each component's density, or mass on a grid, at an entry. */
  readonly add: (entry: number, sums: Float64Array) => void
  readonly draw: (component: number, rng: Rng) => number
}

/**
 * A mixture of one component per trial and a prior, each a product of kernels over the columns (multivariate):
 * truncated normals, integrated over the cell on a grid, and smoothed indicators for categories. A component says
 * nothing of a column that its own trial does not have: such a column is uniform, so that trials of one branch are told
 * apart from those of another by the kernel of the branch itself, and know nothing of its params.
 */
export class Density {
  readonly size: number
  readonly #columns: ReadonlyArray<Column>
  readonly #kernels: ReadonlyArray<ColumnKernels>
  readonly #cumulative: Float64Array
  readonly #logWeights: Float64Array

  /** `weights` > 0, one per row; the prior has weight 1. `least` is the smallest width of a kernel, in parts of the range. */
  constructor(
    columns: ReadonlyArray<Column>,
    rows: ReadonlyArray<Float64Array>,
    weights: ReadonlyArray<number>,
    least: number
  ) {
    this.#columns = columns
    this.size = rows.length + 1
    let total = 1
    for (const weight of weights) total += weight
    const shares = [...weights, 1].map((weight) => weight / total)
    this.#logWeights = Float64Array.from(shares, Math.log)
    let sum = 0
    this.#cumulative = Float64Array.from(shares, (share) => (sum += share))
    const patterns = rows.map(patternOf)
    this.#kernels = columns.map((column, k) =>
      column.isCategory
        ? categoryKernels(column, k, rows)
        : numberKernels(column, k, rows, bandwidths(column, k, rows, patterns, least))
    )
  }

  /** ln (weight × kernels) of each component at a row. */
  sumsAt(row: Float64Array): Float64Array {
    const sums = this.#logWeights.slice()
    for (let k = 0; k < row.length; k++) if (!Number.isNaN(row[k]!)) this.#kernels[k]!.add(row[k]!, sums)
    return sums
  }

  /** A row drawn from the mixture. */
  draw(rng: Rng): Float64Array {
    const place = rng.uniform()
    const found = this.#cumulative.findIndex((sum) => place < sum)
    const component = found < 0 ? this.size - 1 : found
    const row = new Float64Array(this.#columns.length)
    this.#columns.forEach((column, k) => {
      row[k] = exists(column, row) ? snap(column, this.#kernels[k]!.draw(component, rng)) : Number.NaN
    })
    return row
  }
}

/** ln Σ exp(sums). */
export const logSumExp = (sums: Float64Array): number => {
  let largest = -Infinity
  for (const sum of sums) if (sum > largest) largest = sum
  let total = 0
  for (const sum of sums) total += Math.exp(sum - largest)
  return largest + Math.log(total)
}

/** [x is the trial's value] + 1/√n, normalised, n the number of components. */
const categoryKernels = (column: Column, k: number, rows: ReadonlyArray<Float64Array>): ColumnKernels => {
  const size = column.size!
  const extra = 1 / Math.sqrt(rows.length + 1)
  const other = Math.log(extra / (1 + size * extra))
  const same = Math.log((1 + extra) / (1 + size * extra))
  const uniform = -Math.log(size)
  const entryOf = (component: number): number => rows[component]?.[k] ?? Number.NaN
  return {
    add: (entry, sums) => {
      for (let i = 0; i < sums.length; i++) {
        const own = entryOf(i)
        sums[i]! += own === entry ? same : Number.isNaN(own) ? uniform : other
      }
    },
    draw: (component, rng) => {
      const own = entryOf(component)
      const isElsewhere = Number.isNaN(own) || rng.uniform() < (size * extra) / (1 + size * extra)
      return isElsewhere ? rng.uniform() : own
    }
  }
}

/** N(trial's entry, width²) within [0, 1]; the prior is N(½, 1). */
const numberKernels = (
  column: Column,
  k: number,
  rows: ReadonlyArray<Float64Array>,
  widths: Float64Array
): ColumnKernels => {
  const count = rows.length + 1
  const means = Float64Array.from({ length: count }, (_, i) => rows[i]?.[k] ?? 0.5)
  const deviations = Float64Array.from({ length: count }, (_, i) => widths[i] ?? 1)
  const inverses = deviations.map((deviation) => 1 / deviation)
  const logMasses = means.map((mean, i) => Math.log(normalMass(0, 1, mean, deviations[i]!)))
  const heads = deviations.map((deviation, i) => -logSqrtTwoPi - Math.log(deviation) - logMasses[i]!)
  let narrowest = 1
  for (let i = 0; i < count; i++) if (!Number.isNaN(means[i]!)) narrowest = Math.min(narrowest, deviations[i]!)
  const cells = new Map<number, Float64Array>()

  const integrated = (entry: number, low: number, high: number): Float64Array => {
    const known = cells.get(entry)
    if (known !== undefined) return known
    const uniform = Math.log(high - low)
    const logs = means.map((mean, i) =>
      Number.isNaN(mean)
        ? uniform
        : Math.max(leastLog, Math.log(normalMass(low, high, mean, deviations[i]!)) - logMasses[i]!)
    )
    cells.set(entry, logs)
    return logs
  }

  return {
    add: (entry, sums) => {
      const [low, high] = cellOf(column, entry)
      if (high - low > narrow * narrowest) {
        const logs = integrated(entry, low, high)
        for (let i = 0; i < count; i++) sums[i]! += logs[i]!
        return
      }
      const width = high > low ? Math.log(high - low) : 0
      for (let i = 0; i < count; i++) {
        const z = (entry - means[i]!) * inverses[i]!
        // Not a number where the trial does not have the column: uniform.
        const head = z === z ? heads[i]! - 0.5 * z * z : 0
        sums[i]! += width + head
      }
    },
    draw: (component, rng) => {
      const mean = means[component]!
      return Number.isNaN(mean) ? rng.uniform() : drawTruncated(mean, deviations[component]!, rng)
    }
  }
}
