/** Problems made harder. Wrappers stack: noisy(shifted(problem, 1), 0.1). */
import { rngFor, type Rng } from "../../src/search/math/rng.ts"
import type { LeafDistribution, Params, SearchSpace } from "../../src/search/SearchSpace.ts"
import { dimensionsOf, paramsOf, valuesOf } from "../../src/search/space/dimensions.ts"
import { fromUnit, toUnit } from "../../src/search/space/units.ts"
import type { Problem } from "./Problem.ts"

const observing = ({ observe, value }: Problem): ((params: Params, rng: Rng) => number | undefined) => observe ?? value

/** Reports carry independent normal noise; regret is still that of the value without it. */
export const noisy = (problem: Problem, deviation: number): Problem => ({
  ...problem,
  name: `noisy-${problem.name}`,
  observe: (params, rng) => {
    const seen = observing(problem)(params, rng)
    return seen === undefined ? undefined : seen + deviation * rng.normal()
  }
})

/** Trials with such params fail. */
export const failing = (problem: Problem, fails: (params: Params) => boolean): Problem => ({
  ...problem,
  name: `failing-${problem.name}`,
  observe: (params, rng) => (fails(params) ? undefined : observing(problem)(params, rng))
})

const isContinuous = (distribution: LeafDistribution): boolean =>
  distribution._tag === "float" && distribution.step === undefined

/**
 * Every continuous number's place u in its range moves by up to ±1 on the logit scale, another one per param and seed:
 * the optimum lies elsewhere, and is as good as before.
 */
export const shifted = (problem: Problem, seed: number): Problem => {
  const dimensions = dimensionsOf(problem.space)
  const shifts = dimensions.map((_, k) => 2 * rngFor(seed, k, "bench.shifted").uniform() - 1)
  const moved = (params: Params): Params =>
    paramsOf(
      dimensions,
      valuesOf(dimensions, params).map((value, k) => {
        const { distribution } = dimensions[k]!
        if (value === undefined || !isContinuous(distribution)) return value
        const u = toUnit(distribution, value)
        return fromUnit(distribution, u / (u + (1 - u) * Math.exp(shifts[k]!)))
      })
    )
  const { observe } = problem
  return {
    ...problem,
    name: `shifted-${problem.name}`,
    value: (params) => problem.value(moved(params)),
    ...(observe === undefined ? {} : { observe: (params, rng) => observe(moved(params), rng) })
  }
}

const shuffled = <Value>(values: ReadonlyArray<Value>, rng: Rng): ReadonlyArray<Value> =>
  values
    .map((value) => ({ value, key: rng.uniform() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value)

/** The params and the values of flat choices stand in another order: a problem that is no other. */
export const permuted = (problem: Problem, seed: number): Problem => {
  const rng = rngFor(seed, 0, "bench.permuted")
  const reorder = (space: SearchSpace): SearchSpace =>
    Object.fromEntries(
      shuffled(Object.entries(space), rng).map(([name, distribution]) => [
        name,
        distribution._tag === "choice" ? { ...distribution, values: shuffled(distribution.values, rng) } : distribution
      ])
    )
  return { ...problem, name: `permuted-${problem.name}`, space: reorder(problem.space) }
}
