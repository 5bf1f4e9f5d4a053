/** Random studies, suggestion by suggestion: which laws does a sampler break on the way? */
import { rngFor } from "../../src/search/math/rng.ts"
import type { Sampler, SuggestRequest } from "../../src/search/Sampler.ts"
import type { Params, Scalar, SearchSpace } from "../../src/search/SearchSpace.ts"
import { dimensionsOf, keyOf, paramsOf, valuesOf } from "../../src/search/space/dimensions.ts"
import type { Where } from "../../src/search/space/feasible.ts"
import { gridAxes, pointsOf } from "../../src/search/space/points.ts"
import { sampleParams } from "../../src/search/space/sample.ts"
import { toUnit } from "../../src/search/space/units.ts"
import type { Trial } from "../../src/search/Trial.ts"
import { misfit, pointsIn } from "./spaces.ts"

/** A study that is made up. */
export interface MadeUp {
  readonly space: SearchSpace
  readonly seed: number
  /** The share of the space that satisfies the constraint, about; 1 for none. */
  readonly share: number
  readonly suggestions: number
}

/** What came of it. */
export interface Outcome {
  readonly suggestions: number
  /** In words, each with the number of the trial. */
  readonly breaches: ReadonlyArray<string>
}

/** A half-space of about so large a share: a weighted sum of places in [0, 1] below a quantile of it. */
const halfSpace = (space: SearchSpace, seed: number, share: number): Where => {
  const dimensions = dimensionsOf(space)
  const rng = rngFor(seed, 0, "constraint")
  const weights = dimensions.map(() => 2 * rng.uniform() - 1)
  const sumOf = (params: Params): number => {
    let sum = 0
    valuesOf(dimensions, params).forEach((value, index) => {
      if (value !== undefined) sum += weights[index]! * toUnit(dimensions[index]!.distribution, value)
    })
    return sum
  }
  const sums = Array.from({ length: 400 }, () => sumOf(sampleParams(space, rng))).sort((a, b) => a - b)
  const limit = sums[Math.floor(share * (sums.length - 1))]!
  return (params) => sumOf(params) <= limit
}

/** How many points of a finite space satisfy a constraint; undefined for other spaces. */
const countFeasible = (space: SearchSpace, where: Where | undefined): number | undefined => {
  if (!(pointsIn(space) <= 1000)) return undefined
  const dimensions = dimensionsOf(space)
  let count = 0
  for (const values of pointsOf(dimensions, gridAxes(dimensions)) as Iterable<ReadonlyArray<Scalar | undefined>>)
    if (where === undefined || where(paramsOf(dimensions, values))) count++
  return count
}

/** Whether one of many points drawn at random satisfies a constraint and was not tried. */
const someLeft = (space: SearchSpace, where: Where | undefined, taken: ReadonlySet<string>): boolean => {
  const dimensions = dimensionsOf(space)
  const rng = rngFor(1, 0, "left")
  for (let draw = 0; draw < 20_000; draw++) {
    const params = sampleParams(space, rng)
    if (where?.(params) !== false && !taken.has(keyOf(dimensions, params))) return true
  }
  return false
}

const states = ["complete", "complete", "complete", "pruned", "failed", "running"] as const

const trialOf = (number: number, params: Params, seed: number): Trial => {
  const rng = rngFor(seed, number, "fate")
  const state = states[rng.below(states.length)]!
  const value = rng.normal()
  return {
    number,
    params,
    state,
    curve: state === "complete" || state === "failed" ? [] : [{ step: 1, value }],
    ...(state === "complete" ? { values: [value] } : {})
  }
}

/**
 * Asks for one trial after the other and checks each: inside the space, only the params that exist, allowed by the
 * constraint, not tried before, the same when asked again, and exhausted exactly when nothing is left.
 */
export const breachesOf = (sampler: Sampler, { seed, share, space, suggestions }: MadeUp): Outcome => {
  const dimensions = dimensionsOf(space)
  const where = share < 1 ? halfSpace(space, seed, share) : undefined
  const feasible = countFeasible(space, where)
  const trials: Array<Trial> = []
  const taken = new Set<string>()
  const breaches: Array<string> = []
  const note = (what: string) => breaches.push(`trial ${trials.length}: ${what}`)
  for (let number = 0; number < suggestions; number++) {
    const request: SuggestRequest = {
      space,
      ...(where === undefined ? {} : { where }),
      objectives: 1,
      history: { revision: number, trials: [...trials] },
      number,
      seed,
      budget: suggestions
    }
    const suggestion = sampler.suggest(request)
    if (number % 8 === 3 && JSON.stringify(sampler.suggest(request)) !== JSON.stringify(suggestion))
      note("another answer to the same question")
    if ("exhausted" in suggestion) {
      const left = feasible === undefined ? someLeft(space, where, taken) : feasible > taken.size
      if (left) note(`exhausted after ${taken.size} points of ${feasible ?? "many"}`)
      return { suggestions: number + 1, breaches }
    }
    const { params } = suggestion
    const problem = misfit(space, params)
    if (problem !== undefined) note(problem)
    if (where?.(params) === false) note("the constraint refuses it")
    const key = keyOf(dimensions, params)
    if (taken.has(key)) note("a trial has it already")
    taken.add(key)
    trials.push({ ...trialOf(number, params, seed), evidence: suggestion.evidence })
  }
  return { suggestions, breaches }
}
