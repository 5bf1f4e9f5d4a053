/** Whole studies in random conditional, constrained spaces. `npm run bench -- laws` does the same ten thousand times. */
import { expect, it } from "vitest"
import * as fc from "fast-check"
import { cmaes } from "../../../src/search/samplers/cmaes.ts"
import { gp } from "../../../src/search/samplers/gp.ts"
import { grid } from "../../../src/search/samplers/grid.ts"
import { nsga2 } from "../../../src/search/samplers/nsga2.ts"
import { random } from "../../../src/search/samplers/random.ts"
import { sobol } from "../../../src/search/samplers/sobol.ts"
import { tpe } from "../../../src/search/samplers/tpe.ts"
import type { Sampler } from "../../../src/search/Sampler.ts"
import { breachesOf } from "../../support/breaches.ts"
import { finiteSpaces, spaces } from "../../support/spaces.ts"

const samplers: ReadonlyArray<readonly [name: string, make: () => Sampler, studies: number]> = [
  ["random", random, 40],
  ["grid", grid, 40],
  ["sobol", sobol, 40],
  ["tpe", tpe, 40],
  ["cmaes", cmaes, 40],
  ["nsga2", nsga2, 40],
  ["gp", gp, 6]
]

it.each(samplers)("%s breaks no law in a study under a constraint", (name, make, studies) => {
  const searched = name === "grid" ? finiteSpaces : fc.oneof(finiteSpaces, spaces)
  fc.assert(
    fc.property(searched, fc.nat(), fc.constantFrom(1, 0.5, 0.1, 0.01), (space, seed, share) => {
      expect(breachesOf(make(), { space, seed, share, suggestions: 12 }).breaches).toEqual([])
    }),
    // The same studies each time: chance is for the bench, which runs thousands.
    { numRuns: studies, seed: 1 }
  )
})
