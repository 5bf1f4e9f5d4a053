/** NSGA-II: generations of trials that approach the front of several objectives together. For many cheap trials. */
import { InvalidDefinition } from "../../errors.ts"
import { rngFor, type Rng } from "../math/rng.ts"
import type { Sampler, SuggestRequest, Suggestion } from "../Sampler.ts"
import { generationOf, parentsOf } from "./nsga2/population.ts"
import { childOf } from "./nsga2/vary.ts"
import { nothingOpen, openRows } from "./openRows.ts"
import { outcomesOf, type Outcome } from "./outcomes.ts"
import { spreadRow } from "./sobol/spread.ts"

/** Settings of the NSGA-II sampler. */
export interface Nsga2Options {
  /** Trials per generation. Default 30: with the budgets of sweeps, more generations are worth more than larger ones. */
  readonly population?: number
}

const defaultPopulation = 30
/** So many children are made before one is looked for that no parents have. */
const mostChildren = 100

/**
 * The non-dominated sorting genetic algorithm (Deb, Pratap, Agarwal, Meyarivan 2002) for any number of objectives.
 * Generation 0 is a Sobol sequence. The parents of each further one are the best of the trials before it, by Pareto front
 * and, within a front, by how far apart they are; two of them, each the better of two drawn, make each child: simulated
 * binary crossover and polynomial mutation for numbers, either parent's value for categories. A trial's number says which
 * generation it is of, so that any number of trials can run at once; failed and pruned ones become no parents, and one
 * that ends late joins in late. Never proposes params that a trial has, nor any that `where` refuses: a space without
 * others is exhausted. Throws `InvalidDefinition` where `population` is not a whole number of at least 4.
 */
export const nsga2 = (options: Nsga2Options = {}): Sampler => {
  const { population } = options
  if (population !== undefined && !(Number.isSafeInteger(population) && population >= 4)) {
    throw new InvalidDefinition(
      `nsga2: population must be a whole number of at least 4, but it is ${JSON.stringify(population)}.`,
      "Leave it out, or give the number of trials per generation, such as 30."
    )
  }
  return {
    _tag: "Sampler",
    name: "nsga2",
    settings: population === undefined ? {} : { population },
    suggest: (request) => suggest(request, population ?? defaultPopulation)
  }
}

const suggest = (request: SuggestRequest, size: number): Suggestion => {
  const { history, number, seed, where } = request
  const open = openRows(request)
  const { columns, decode } = open.encoding
  if (open.listed?.length === 0) return nothingOpen(where)
  const answer = (row: Float64Array, reason: string): Suggestion => ({
    params: decode(row),
    evidence: { model: "nsga2", reason }
  })
  const generation = generationOf(number, size)
  const parents = parentsOf(generation, outcomesOf(open.encoding, history.trials).finished, size)
  if (parents.length < 2) {
    const spread = spreadRow(open, seed, number)
    const because =
      generation === 0 ? "" : `, as ${parents.length === 0 ? "none" : "one"} of the trials before it is complete`
    if (spread !== undefined)
      return answer(spread.row, `generation ${generation}: point ${number} of a Sobol sequence${because}`)
  } else {
    const rng = rngFor(seed, number, "nsga2")
    for (let made = 0; made < mostChildren; made++) {
      const [mother, father] = [fitter(parents, rng), fitter(parents, rng)]
      const row = childOf(columns, mother.row, father.row, rng)
      if (!open.isOpen(row)) continue
      return answer(row, `generation ${generation}: a child of trials ${mother.number} and ${father.number}`)
    }
  }
  const row = open.any(rngFor(seed, number, "nsga2.random"))
  return row === undefined
    ? nothingOpen(where)
    : answer(row, `generation ${generation}: drawn at random, as what was made of its parents was tried or is refused`)
}

/** The better of two parents drawn at random: they stand in the order of merit. */
const fitter = (parents: ReadonlyArray<Outcome>, rng: Rng): Outcome =>
  parents[Math.min(rng.below(parents.length), rng.below(parents.length))]!
