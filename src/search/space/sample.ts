/** Params drawn at random. */
import type { Rng } from "../math/rng.ts"
import type { Params, SearchSpace } from "../SearchSpace.ts"
import { dimensionsOf, paramsOf } from "./dimensions.ts"
import { fromUnit } from "./units.ts"

/** One point of the space: each param by its own law, the branches of a choice with equal chances. */
export const sampleParams = (space: SearchSpace, rng: Rng): Params => {
  const dimensions = dimensionsOf(space)
  return paramsOf(
    dimensions,
    dimensions.map(({ distribution }) => fromUnit(distribution, rng.uniform()))
  )
}

/** How many points are drawn before a constraint is called impossible. */
export const mostDraws = 10_000

/** One point that satisfies `where`, or undefined when `mostDraws` points did not. */
export const sampleFeasible = (
  space: SearchSpace,
  where: ((params: Params) => boolean) | undefined,
  rng: Rng
): Params | undefined => {
  for (let draw = 0; draw < mostDraws; draw++) {
    const params = sampleParams(space, rng)
    if (where === undefined || where(params)) return params
  }
  return undefined
}
