/** Problems whose trials take very different times: up to a hundred times as long in one corner as in the opposite one. */
import { dimensionsOf, valuesOf } from "../../src/search/space/dimensions.ts"
import { toUnit } from "../../src/search/space/units.ts"
import { rngFor } from "../../src/search/math/rng.ts"
import type { Params } from "../../src/search/SearchSpace.ts"
import { sampleParams } from "../../src/search/space/sample.ts"
import type { Problem } from "./Problem.ts"
import { problems } from "./problems.ts"

/** Trials that no study reaches within its time. */
export const costlyTrials = 400

/**
 * The problem with durations that grow exponentially with the params whose sign is 1, and fall with those whose sign is
 * −1, by a factor of 100 in all; a random trial takes a second in the mean. Names say whether the optimum is cheap or dear.
 */
const withCost = (name: string, kind: string, signs: ReadonlyArray<number>): Problem => {
  const problem = problems.find((one) => one.name === name)!
  const dimensions = dimensionsOf(problem.space)
  const size = signs.reduce((sum, sign) => sum + Math.abs(sign), 0)
  const relative = (params: Params): number => {
    const places = valuesOf(dimensions, params).map((value, k) => toUnit(dimensions[k]!.distribution, value!))
    return 100 ** (places.reduce((sum, u, k) => sum + (signs[k] ?? 0) * (u - 0.5), 0) / size)
  }
  const samples = Array.from({ length: 2000 }, (_, index) =>
    sampleParams(problem.space, rngFor(0, index, "bench.cost"))
  )
  const mean = samples.reduce((sum, params) => sum + relative(params) / samples.length, 0)
  return { ...problem, name: `${name}-${kind}`, durationMillis: (params) => (1000 * relative(params)) / mean }
}

/** All of them. Hartmann's minimum lies low in most params, that of `valleys6-1` anywhere. */
export const costly: ReadonlyArray<Problem> = [
  withCost("branin", "either", [1, 0]),
  withCost("hartmann6", "cheap", [1, 1, 0, 1, 0, 0]),
  withCost("hartmann6", "dear", [-1, -1, 0, -1, 0, 0]),
  withCost("valleys6-1", "mixed", [1, -1, 1, -1, 0, 0]),
  withCost("wells5", "mixed", [1, -1, 1, -1, 0]),
  withCost("levy4", "middle", [1, 1, 0, 0])
]
