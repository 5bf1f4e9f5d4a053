/** Which params matter: the share of the objective's variance that each explains by itself. */
import { choleskyWithJitter, inverseFromFactor, solveLower, solveLowerTransposed } from "../math/cholesky.ts"
import { rngFor } from "../math/rng.ts"
import type { Params, SearchSpace } from "../SearchSpace.ts"
import type { TrialState } from "../Trial.ts"
import { designOf, type Design } from "./basis.ts"

/** A complete trial: its params and its value, lower is better or higher, it makes no difference. */
export interface Observed {
  readonly params: Params
  readonly value: number
}

/** One param. Shares are of the variance over the whole space, so that a param of a rare branch has a small one. */
export interface Importance {
  readonly name: string
  readonly share: number
  /** Bounds of the bootstrap's interval. */
  readonly low: number
  readonly high: number
}

/** Every param that can vary, the most important first. */
export interface Importances {
  readonly params: ReadonlyArray<Importance>
  /** The part of the variance that all of them explain together; the rest is interaction, or noise. */
  readonly explained: number
  readonly trials: number
  readonly confidence: number
}

/** Fewer trials than these tell nothing that could be relied on. */
export const fewestTrials = 20
const confidence = 0.9
const mostDraws = 200
const fewestDraws = 60
/** Rows of all bootstrap samples together: what the time goes into. */
const mostRows = 200_000

/**
 * Values beyond the upper quartile by three times the distance of the quartiles, on either side, are set to that bound:
 * one diverged training would otherwise be all the variance there is. Then centred.
 */
const winsorised = (values: ReadonlyArray<number>): Float64Array => {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!
  const [low, high] = [at(0.25), at(0.75)]
  const reach = 3 * (high - low)
  const bounded = values.map((value) => (reach === 0 ? value : Math.min(high + reach, Math.max(low - reach, value))))
  const mean = bounded.reduce((sum, value) => sum + value, 0) / bounded.length
  return Float64Array.from(bounded, (value) => value - mean)
}

/** Rows with a leading 1 for the mean. */
const rowsOf = (design: Design, observed: ReadonlyArray<Observed>): Float64Array => {
  const width = design.columns + 1
  const rows = new Float64Array(observed.length * width)
  for (const [index, { params }] of observed.entries()) {
    rows[index * width] = 1
    design.fill(params, rows, index * width + 1)
  }
  return rows
}

/**
 * The variance that each block explains, V_j = s_j Σ_k (c_k² − var c_k), never below 0: the squares of least-squares
 * coefficients on functions that are orthonormal over the space (Sudret 2008, eq. 36), less what noise alone would give
 * them; s_j is the share of the space in which the param exists. With it the
 * adjusted coefficient of determination.
 */
const variances = (
  design: Design,
  rows: Float64Array,
  values: Float64Array,
  chosen: Int32Array
): { readonly blocks: Float64Array; readonly explained: number } => {
  const width = design.columns + 1
  const normal = new Float64Array(width * width)
  const right = new Float64Array(width)
  let mean = 0
  for (const index of chosen) {
    const from = index * width
    const value = values[index]!
    mean += value / chosen.length
    for (let i = 0; i < width; i++) {
      const x = rows[from + i]!
      if (x === 0) continue
      right[i] = right[i]! + x * value
      for (let j = 0; j <= i; j++) normal[i * width + j] = normal[i * width + j]! + x * rows[from + j]!
    }
  }
  for (let i = 0; i < width; i++) {
    // A param that no chosen trial varies has no coefficient: the ridge keeps it at 0.
    normal[i * width + i] = normal[i * width + i]! + 1e-6 * chosen.length
    for (let j = 0; j < i; j++) normal[j * width + i] = normal[i * width + j]!
  }
  const factor = new Float64Array(width * width)
  choleskyWithJitter(normal, width, chosen.length, factor)
  const inverse = new Float64Array(width * width)
  inverseFromFactor(factor, width, new Float64Array(width * width), inverse)
  const coefficients = right.slice()
  solveLower(factor, width, coefficients)
  solveLowerTransposed(factor, width, coefficients)
  let residual = 0
  let total = 0
  for (const index of chosen) {
    let fitted = 0
    for (let i = 0; i < width; i++) fitted += coefficients[i]! * rows[index * width + i]!
    residual += (values[index]! - fitted) ** 2
    total += (values[index]! - mean) ** 2
  }
  const noise = residual / Math.max(1, chosen.length - width)
  const blocks = Float64Array.from(design.blocks, ({ from, share, to }) => {
    let sum = 0
    for (let column = from + 1; column <= to; column++)
      sum += coefficients[column]! ** 2 - noise * inverse[column * width + column]!
    return share * Math.max(0, sum)
  })
  const explained = total > 0 ? 1 - (noise * (chosen.length - 1)) / total : 0
  return { blocks, explained: Math.min(1, Math.max(0, explained)) }
}

const quantile = (sorted: ReadonlyArray<number>, p: number): number => {
  const place = p * (sorted.length - 1)
  const low = Math.floor(place)
  return sorted[low]! + (place - low) * ((sorted[low + 1] ?? sorted[low]!) - sorted[low]!)
}

const sharesOf = (blocks: Float64Array): Float64Array => {
  const sum = blocks.reduce((all, one) => all + one, 0)
  return blocks.map((one) => (sum > 0 ? one / sum : 0))
}

/** What importance is derived from: the complete trials that have a value. */
export const observedIn = (
  trials: ReadonlyArray<Pick<Observed, "params"> & { readonly state: TrialState; readonly value?: number }>
): ReadonlyArray<Observed> =>
  trials.flatMap(({ params, state, value }) => (state === "complete" && value !== undefined ? [{ params, value }] : []))

/** The degree of the polynomials that the trials can carry: three of them for a coefficient, two where curves would be lost. */
const designFor = (space: SearchSpace, trials: number): Design => {
  const cubic = designOf(space, 3)
  if (3 * (cubic.columns + 1) <= trials) return cubic
  const quadratic = designOf(space, 2)
  return 2 * (quadratic.columns + 1) <= trials ? quadratic : designOf(space, 1)
}

/**
 * The importance of every param that can vary, from complete trials wherever they lie in the space. Undefined where there
 * are fewer than `fewestTrials`, or fewer than the params need. Intervals are percentiles of a bootstrap over the trials.
 */
export const importances = (
  space: SearchSpace,
  observed: ReadonlyArray<Observed>,
  seed = 0
): Importances | undefined => {
  const design = designFor(space, observed.length)
  if (observed.length < Math.max(fewestTrials, design.columns + 5) || design.columns === 0) return undefined
  const rows = rowsOf(design, observed)
  const values = winsorised(observed.map(({ value }) => value))
  const { blocks, explained } = variances(
    design,
    rows,
    values,
    Int32Array.from(observed, (_, index) => index)
  )
  const rng = rngFor(seed, 0, "importance")
  const draws = Math.max(fewestDraws, Math.min(mostDraws, Math.floor(mostRows / observed.length)))
  const drawn = Array.from({ length: draws }, () => {
    const chosen = Int32Array.from(observed, () => Math.floor(rng.uniform() * observed.length))
    return sharesOf(variances(design, rows, values, chosen).blocks)
  })
  const shares = sharesOf(blocks)
  const params = design.blocks.map(({ name }, index): Importance => {
    const sorted = drawn.map((one) => one[index]!).sort((a, b) => a - b)
    return {
      name,
      share: shares[index]!,
      low: Math.min(shares[index]!, quantile(sorted, (1 - confidence) / 2)),
      high: Math.max(shares[index]!, quantile(sorted, (1 + confidence) / 2))
    }
  })
  return {
    params: params.toSorted((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1)),
    explained,
    trials: observed.length,
    confidence
  }
}
