/** Independent random points: the baseline that every other sampler has to beat. */
import { rngFor } from "../math/rng.ts"
import type { Sampler } from "../Sampler.ts"
import { mostDraws, sampleFeasible } from "../space/sample.ts"

/** Draws every param independently by its distribution. Never ends; may repeat a point of a small space. */
export const random = (): Sampler => ({
  _tag: "Sampler",
  name: "random",
  settings: {},
  suggest: ({ number, seed, space, where }) => {
    const params = sampleFeasible(space, where, rngFor(seed, number, "random"))
    return params === undefined
      ? { exhausted: `none of ${mostDraws} random points satisfies the constraint (where)` }
      : { params, evidence: { model: "random", reason: "drawn at random" } }
  }
})
