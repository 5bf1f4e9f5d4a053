/**
 * Objective values (lower is better) to what the model learns from (higher is better, mean 0, variance 1), without
 * letting bad values squeeze the good ones together. Half-rank and log warp are those of Google Vizier's
 * Gaussian process bandit (Song et al. 2024, "The Vizier Gaussian process bandit algorithm", sec. 4.1).
 */
import { normalQuantile } from "../../math/normal.ts"

/** Fewer distinct values than this are only standardised. */
const fewestDistinct = 4

/** "log": half-rank, log warp, standardise. "rank": half-rank, standardise. */
export type Warp = "log" | "rank"

/** The warped negative of `values`; all zeros where they do not differ. */
export const warpOutputs = (values: Float64Array, warp: Warp): Float64Array => {
  const y = values.map((value) => -value)
  const distinct = Float64Array.from(new Set(y)).sort()
  if (distinct.length < fewestDistinct) return standardise(y)
  halfRank(y, distinct)
  if (warp === "log") logWarp(y)
  return standardise(y)
}

/** y ← (y − mean)/sd, or zeros. */
const standardise = (y: Float64Array): Float64Array => {
  let largest = 0
  for (const value of y) largest = Math.max(largest, Math.abs(value))
  if (!(largest > 0)) return y.fill(0)
  // Scaled first, so that squares of huge values stay finite.
  let mean = 0
  for (let i = 0; i < y.length; i++) mean += (y[i] = y[i]! / largest) / y.length
  let variance = 0
  for (const value of y) variance += (value - mean) ** 2 / y.length
  const deviation = Math.sqrt(variance)
  if (!(deviation > 1e-15)) return y.fill(0)
  for (let i = 0; i < y.length; i++) y[i] = (y[i]! - mean) / deviation
  return y
}

const medianOf = (sorted: Float64Array): number => {
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : sorted[middle - 1]! / 2 + sorted[middle]! / 2
}

/**
 * Values below the median m are replaced by the normal quantiles of their ranks, scaled to the spread of the good half:
 * y ← m + sd Φ⁻¹(½ (r − ½)/D), r the rank among the distinct values, D = #(below m) + ½ [m occurs],
 * sd² = mean of (u − m)² over the distinct u ≥ m.
 */
const halfRank = (y: Float64Array, distinct: Float64Array): void => {
  const median = medianOf(Float64Array.from(y).sort())
  let below = 0
  while (distinct[below]! < median) below++
  const spread = (from: number): number => {
    let sum = 0
    for (let i = from; i < distinct.length; i++) sum += (distinct[i]! - median) ** 2
    return Math.sqrt(sum / (distinct.length - from))
  }
  const deviation = spread(below) || spread(0)
  const scale = below + (distinct[below] === median ? 0.5 : 0)
  const warped = new Map<number, number>()
  for (let i = 0; i < below; i++) {
    warped.set(distinct[i]!, median + deviation * normalQuantile((0.5 * (i + 0.5)) / scale))
  }
  for (let i = 0; i < y.length; i++) y[i] = warped.get(y[i]!) ?? y[i]!
}

/** Stretches differences near the best: y ← ½ − ln(1 + ½ δ)/ln 1.5, δ = (max − y)/(max − min). */
const logWarp = (y: Float64Array): void => {
  let low = Infinity
  let high = -Infinity
  for (const value of y) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  for (let i = 0; i < y.length; i++) y[i] = 0.5 - Math.log1p((0.5 * (high - y[i]!)) / (high - low)) / Math.log(1.5)
}
