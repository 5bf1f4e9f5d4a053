/** A strategy as the history leaves it. */
import { rngFor } from "../../math/rng.ts"
import { snap, type Column } from "../gp/columns.ts"
import { byMerit, type Outcome } from "../outcomes.ts"
import { tells } from "./categories.ts"
import { defaultPopulation } from "./constants.ts"
import { withMargin } from "./margin.ts"
import { deviationOf, startStrategy, updated, widened, type Strategy } from "./Strategy.ts"

/** How a strategy starts. */
export interface Start {
  /** λ; default 4 + ⌊3 ln n⌋. */
  readonly population: number | undefined
  /** σ₀ in parts of the range. */
  readonly step: number
  readonly seed: number
}

/** A strategy over some columns of a space. */
export interface Learned {
  /** Indices of the columns in the space. */
  readonly indices: ReadonlyArray<number>
  readonly columns: ReadonlyArray<Column>
  readonly strategy: Strategy
  readonly restarts: number
}

/** A strategy whose widest continuous coordinate has a smaller deviation has nothing left to find. */
const smallestDeviation = 1e-9
/** Generations whose bests differ by less than this, relative to their size, have stood still. */
const standstill = 1e-12

/**
 * Folds the trials that have exactly the number columns at `indices`, by rising number, λ to a generation, whatever
 * strategy proposed them and whichever are still under way. A strategy that has converged, or stood still for
 * 10 + ⌈30 n/λ⌉ generations, starts again at a random place with twice the population (Auger and Hansen 2005,
 * "A restart CMA evolution strategy with increasing population size").
 */
export const learn = (
  all: ReadonlyArray<Column>,
  indices: ReadonlyArray<number>,
  trials: ReadonlyArray<Outcome>,
  start: Start
): Learned => {
  const columns = indices.map((k) => all[k]!)
  const n = columns.length
  const first = start.population ?? defaultPopulation(n)
  let strategy = startStrategy(new Float64Array(n).fill(0.5), start.step, first)
  let restarts = 0
  let bests: Array<number> = []
  for (let next = 0; n > 0 && next + strategy.constants.population <= trials.length;) {
    const { population } = strategy.constants
    const ranked = trials.slice(next, next + population).sort(byMerit)
    next += population
    const points = ranked.map((outcome) => pointOf(outcome, indices, columns))
    const after = tells(ranked) ? updated(strategy, points) : widened(strategy)
    if (ranked[0]!.kind === "complete") bests.push(ranked[0]!.value)
    bests = bests.slice(-(10 + Math.ceil((30 * n) / population)))
    if (after !== undefined && !hasConverged(after, columns) && !standsStill(bests, n, population)) {
      strategy = withMargin(after, columns)
      continue
    }
    restarts++
    bests = []
    const rng = rngFor(start.seed, restarts, `cmaes.restart.${indices.join(".")}`)
    const mean = Float64Array.from({ length: n }, () => rng.uniform())
    strategy = startStrategy(mean, start.step, first * 2 ** Math.min(restarts, 6))
  }
  return { indices, columns, strategy, restarts }
}

/**
 * Where a trial was drawn. Rounding to a grid loses that, so that it is kept in the evidence; a trial that says nothing
 * of the kind, or that does not round to its own params, counts as drawn at its params.
 */
const pointOf = (
  { row, trial }: Outcome,
  indices: ReadonlyArray<number>,
  columns: ReadonlyArray<Column>
): Float64Array => {
  const kept = trial.evidence?.model === "cmaes" ? trial.evidence.fitted?.["point"] : undefined
  return Float64Array.from(indices, (k, i) => {
    const column = columns[i]!
    const drawn = typeof kept === "object" && kept.length === indices.length ? kept[i] : undefined
    const isOwn = column.size !== undefined && drawn !== undefined && snapInside(column, drawn) === row[k]
    return isOwn ? drawn : row[k]!
  })
}

/** The place on a column's grid of a number that may lie outside [0, 1]. */
export const snapInside = (column: Column, value: number): number => snap(column, Math.min(1, Math.max(0, value)))

const hasConverged = (strategy: Strategy, columns: ReadonlyArray<Column>): boolean =>
  columns.some(({ size }) => size === undefined) &&
  columns.every(({ size }, i) => size !== undefined || deviationOf(strategy, i) < smallestDeviation)

const standsStill = (bests: ReadonlyArray<number>, n: number, population: number): boolean => {
  if (bests.length < 10 + Math.ceil((30 * n) / population)) return false
  const [low, high] = [Math.min(...bests), Math.max(...bests)]
  return high - low <= standstill * Math.max(Math.abs(low), Math.abs(high))
}
