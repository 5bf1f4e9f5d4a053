/** Samplers by the names that the command line has for them. */
import { auto } from "../../src/search/samplers/auto.ts"
import { cmaes } from "../../src/search/samplers/cmaes.ts"
import { gp } from "../../src/search/samplers/gp.ts"
import { grid } from "../../src/search/samplers/grid.ts"
import { nsga2 } from "../../src/search/samplers/nsga2.ts"
import { random } from "../../src/search/samplers/random.ts"
import { sobol } from "../../src/search/samplers/sobol.ts"
import { tpe } from "../../src/search/samplers/tpe.ts"
import type { Sampler } from "../../src/search/Sampler.ts"

const samplers: Readonly<Record<string, () => Sampler>> = { random, sobol, grid, tpe, cmaes, nsga2, gp, auto }

/** Throws where there is none of that name. */
export const samplerNamed = (name: string): Sampler => {
  const make = samplers[name]
  if (make === undefined) throw new Error(`No sampler "${name}": there are ${Object.keys(samplers).join(", ")}.`)
  return make()
}
