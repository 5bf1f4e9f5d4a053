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
