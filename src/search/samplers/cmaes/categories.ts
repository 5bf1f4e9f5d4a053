/** What a strategy over numbers cannot say: which category to take. */
import type { Rng } from "../../math/rng.ts"
import type { Column } from "../gp/columns.ts"
import { byMerit, type Outcome } from "../outcomes.ts"
import { defaultPopulation, effectiveSize, positiveWeights } from "./constants.ts"

/** How slowly probabilities follow, in trials per free probability. */
const slowness = 3

/** The probabilities of a category's values. */
export type Probabilities = Float64Array

const levelOf = (column: Column, entry: number): number => Math.min(column.size! - 1, Math.floor(entry * column.size!))

/**
 * The probabilities of the values of column `k`, learned from the trials that have it: from one generation of them to the
 * next, q ← q + η (q̂ − q), q̂ the frequencies among the better half, weighted by rank (population-based incremental
 * learning, Baluja 1994), η = μ_eff/(μ_eff + 3 (K − 1)). No probability falls below (1 − 0.73^{1/N})/(K − 1) in a space
 * with N categories, as in CatCMA (Hamano et al. 2024, arXiv:2405.09962).
 */
export const probabilitiesOf = (
  columns: ReadonlyArray<Column>,
  k: number,
  finished: ReadonlyArray<Outcome>
): Probabilities => {
  const column = columns[k]!
  const size = column.size!
  const population = defaultPopulation(columns.length)
  const weights = positiveWeights(population)
  const effective = effectiveSize(weights)
  const rate = effective / (effective + slowness * (size - 1))
  const categories = columns.filter(({ isCategory }) => isCategory).length
  const least = (1 - 0.73 ** (1 / categories)) / (size - 1)
  let probabilities: Probabilities = new Float64Array(size).fill(1 / size)
  const relevant = finished.filter(({ row }) => !Number.isNaN(row[k]!))
  for (let start = 0; start + population <= relevant.length; start += population) {
    const ranked = relevant.slice(start, start + population).sort(byMerit)
    if (!tells(ranked)) continue
    const next = probabilities.map((probability) => (1 - rate) * probability)
    weights.forEach((weight, rank) => (next[levelOf(column, ranked[rank]!.row[k]!)]! += rate * weight))
    probabilities = bounded(next, least)
  }
  return probabilities
}

/** Whether a generation, best first, says that one point is better than another. */
export const tells = (ranked: ReadonlyArray<Outcome>): boolean => {
  const [best, worst] = [ranked[0]!, ranked.at(-1)!]
  return best.kind !== "failed" && (best.kind !== worst.kind || best.step !== worst.step || best.value !== worst.value)
}

/** Raises what is below `least` to it, and takes that from the others in proportion to what they have above it. */
const bounded = (probabilities: Float64Array, least: number): Float64Array => {
  const raised = probabilities.map((probability) => Math.max(least, probability))
  let sum = 0
  for (const probability of raised) sum += probability
  const above = sum - least * raised.length
  return above <= 0 ? raised.fill(1 / raised.length) : raised.map((p) => p + ((1 - sum) * (p - least)) / above)
}

/** The place of a value drawn with these probabilities. */
export const drawCategory = (column: Column, probabilities: Probabilities, rng: Rng): number => {
  const place = rng.uniform()
  let sum = 0
  const level = probabilities.findIndex((probability) => place < (sum += probability))
  return column.levels![level < 0 ? column.size! - 1 : level]!
}
