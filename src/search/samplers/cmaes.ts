/** CMA-ES: a normal distribution moves and bends towards where the better trials are. For many cheap trials. */
import { InvalidDefinition } from "../../errors.ts"
import { rngFor, type Rng } from "../math/rng.ts"
import type { Sampler, SuggestRequest, Suggestion } from "../Sampler.ts"
import { drawCategory, probabilitiesOf } from "./cmaes/categories.ts"
import { learn, snapInside, type Learned } from "./cmaes/learn.ts"
import { drawPoint } from "./cmaes/Strategy.ts"
import { exists, type Column } from "./gp/columns.ts"
import { nothingOpen, openRows } from "./openRows.ts"
import { outcomesOf } from "./outcomes.ts"

/** Settings of the CMA-ES sampler. */
export interface CmaesOptions {
  /** Trials per generation. Default 4 + ⌊3 ln n⌋ for n numbers. More of them search more widely and converge later. */
  readonly population?: number
  /** The deviation of the first generation, in parts of each param's range. Default 0.2. */
  readonly step?: number
}

const defaultStep = 0.2
/** So many points are drawn before one is taken that the strategy did not choose. */
const mostDraws = 200
/** So often is a point outside the bounds drawn again before it is clipped. */
const mostRedraws = 10

/**
 * The covariance matrix adaptation evolution strategy (Hansen 2016) with active covariance, margin for integers and
 * ordinals (Hamano et al. 2022) and restarts with a doubled population (Auger and Hansen 2005). It is asynchronous: any λ
 * finished trials in the order of their numbers make a generation, whatever proposed them and whichever are still under
 * way. Pruned trials rank behind complete ones, then those outside of an outcome constraint, failed ones last. Declared
 * noise changes nothing but that params may come again: a generation's ranks average it out. For one objective: one distribution cannot follow a front.
 *
 * What it does not do: it knows no dependence between categories and numbers. Categories and branches are drawn from
 * independent probabilities that follow the better trials, and each set of numbers that exist together (a branch with
 * its params) has a strategy of its own, learned from its own trials only. With many branches that takes many
 * trials: prefer `tpe` or `gp` there, and where fewer than about 50 trials per param can be afforded.
 *
 * Never proposes params that a trial has, nor any that `where` refuses: a space without others is exhausted. Throws
 * `InvalidDefinition` where `population` is not a whole number of at least 4, `step` is not in (0, 1], or a study has
 * several objectives.
 */
export const cmaes = (options: CmaesOptions = {}): Sampler => {
  const { population, step } = options
  if (population !== undefined && !(Number.isSafeInteger(population) && population >= 4)) {
    throw new InvalidDefinition(
      `cmaes: population must be a whole number of at least 4, but it is ${JSON.stringify(population)}.`,
      "Leave it out, or give the number of trials per generation, such as 16."
    )
  }
  if (step !== undefined && !(step > 0 && step <= 1)) {
    throw new InvalidDefinition(
      `cmaes: step must be a part of the range, above 0 and at most 1, but it is ${JSON.stringify(step)}.`,
      "Leave it out, or give the deviation of the first generation, such as 0.3."
    )
  }
  return {
    _tag: "Sampler",
    name: "cmaes",
    settings: { ...(population === undefined ? {} : { population }), ...(step === undefined ? {} : { step }) },
    check: (_, objectives) => checkObjectives(objectives),
    suggest: (request) => suggest(request, options)
  }
}

const checkObjectives = (objectives: number): void => {
  if (objectives === 1) return
  throw new InvalidDefinition(
    `cmaes follows one objective, but the study has ${objectives}.`,
    "Take a sampler that follows several: gp(), nsga2() or tpe()."
  )
}

const suggest = (request: SuggestRequest, { population, step = defaultStep }: CmaesOptions): Suggestion => {
  checkObjectives(request.objectives)
  const { history, number, seed, where } = request
  const open = openRows(request)
  const { columns, decode } = open.encoding
  if (open.listed?.length === 0) return nothingOpen(where)
  const { finished } = outcomesOf(open.encoding, history.trials)
  const probabilities = columns.map((column, k) =>
    column.isCategory ? probabilitiesOf(columns, k, finished) : undefined
  )
  const strategies = new Map<string, Learned>()
  const strategyFor = (indices: ReadonlyArray<number>): Learned => {
    const key = indices.join()
    const known = strategies.get(key)
    if (known !== undefined) return known
    const own = finished.filter(({ row }) => hasNumbers(columns, row, indices))
    const learned = learn(columns, indices, own, { population, step, seed })
    strategies.set(key, learned)
    return learned
  }

  const rng = rngFor(seed, number, "cmaes")
  for (let draw = 0; draw < mostDraws; draw++) {
    const row = new Float64Array(columns.length)
    columns.forEach((column, k) => {
      const own = probabilities[k]
      if (!exists(column, row)) row[k] = Number.NaN
      else if (own !== undefined) row[k] = drawCategory(column, own, rng)
    })
    const learned = strategyFor(numbersOf(columns, row))
    const point = drawInside(learned, rng)
    learned.indices.forEach((k, i) => (row[k] = snapInside(columns[k]!, point[i]!)))
    if (open.isOpen(row)) return proposal(decode(row), learned, point)
  }
  const row = open.any(rngFor(seed, number, "cmaes.random"))
  if (row === undefined) return nothingOpen(where)
  const reason = `drawn at random, as ${mostDraws} points of the strategy were tried or are refused by where`
  return { params: decode(row), evidence: { model: "cmaes", reason } }
}

/** The number columns that exist in a row. */
const numbersOf = (columns: ReadonlyArray<Column>, row: Float64Array): ReadonlyArray<number> =>
  columns.flatMap(({ isCategory }, k) => (isCategory || Number.isNaN(row[k]!) ? [] : [k]))

const hasNumbers = (columns: ReadonlyArray<Column>, row: Float64Array, indices: ReadonlyArray<number>): boolean => {
  const own = numbersOf(columns, row)
  return own.length === indices.length && own.every((k, i) => k === indices[i])
}

/** A point within the bounds of the continuous columns; on a grid, what lies beyond counts as the outermost value. */
const drawInside = ({ columns, strategy }: Learned, rng: Rng): Float64Array => {
  const isInside = (point: Float64Array): boolean =>
    columns.every(({ size }, i) => size !== undefined || (point[i]! >= 0 && point[i]! <= 1))
  let point = drawPoint(strategy, rng)
  for (let redraw = 0; redraw < mostRedraws * columns.length && !isInside(point); redraw++) {
    point = drawPoint(strategy, rng)
  }
  return point.map((value, i) => (columns[i]!.size === undefined ? Math.min(1, Math.max(0, value)) : value))
}

const proposal = (
  params: Exclude<Suggestion, { readonly exhausted: string }>["params"],
  { columns, restarts, strategy }: Learned,
  point: Float64Array
): Suggestion => {
  if (columns.length === 0) {
    return { params, evidence: { model: "cmaes", reason: "categories drawn from their probabilities" } }
  }
  const { constants, generation, step } = strategy
  const again = restarts === 0 ? "" : `, started again ${restarts} times`
  const reason = `generation ${generation} over ${columns.length} numbers, ${constants.population} trials each, step ${step.toPrecision(3)} of the range${again}`
  return { params, evidence: { model: "cmaes", reason, fitted: { point: [...point], generation, step } } }
}
