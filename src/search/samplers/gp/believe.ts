/** Which trial the model believes to be the best: where values are noisy, the best of them is the luckiest. */
import { rngFor } from "../../math/rng.ts"
import type { NoiseSpec } from "../../objectives/noise.ts"
import type { SearchSpace } from "../../SearchSpace.ts"
import type { Trial } from "../../Trial.ts"
import { encodingOf, rowKey } from "./columns.ts"
import { fit } from "./fit.ts"
import { layoutOf } from "./hyperparameters.ts"
import { kernelOf } from "./kernel.ts"
import { bestFirst, chooseSubset, mayBeBest } from "./merit.ts"
import { noisePrior } from "./noise.ts"
import { observe } from "./observations.ts"
import { warpOutputs } from "./outputs.ts"
import { Surrogate } from "./surrogate.ts"

const long = { mean: Math.log(0.5), deviation: 1 }
const mostFitted = 250
const mostConditioned = 500

/**
 * The number of the complete trial with the best posterior mean among those inside the outcome constraints, the first of
 * those with its params; undefined where there is none. Trials of the same params count as one with their mean. The
 * hyperparameters are fitted anew, by the seed alone: the same trials give the same answer, whatever proposed them.
 */
export const believedBest = (
  space: SearchSpace,
  trials: ReadonlyArray<Trial>,
  noise: NoiseSpec,
  seed: number
): number | undefined => {
  const encoding = encodingOf(space)
  const { columns } = encoding
  const observations = observe(encoding, trials, true)
  const { counts, rows, values } = observations
  const order = bestFirst(observations)
  const eligible = order.filter((index) => index < observations.complete && mayBeBest(observations, index))
  if (eligible.length === 0) return undefined
  const y = warpOutputs(values, "rank")
  const layout = layoutOf(columns, long, false, noisePrior(noise, values, y))
  const pick = (limit: number) => chooseSubset(order, limit)
  const at = (of: Float64Array, indices: ReadonlyArray<number>) => Float64Array.from(indices, (i) => of[i]!)
  const rowsAt = (indices: ReadonlyArray<number>) => indices.map((i) => rows[i]!)
  const learned = pick(mostFitted)
  const { theta } = fit(
    columns,
    layout,
    rowsAt(learned),
    at(y, learned),
    values.length,
    undefined,
    rngFor(seed, 0, "gp.believe"),
    at(counts, learned)
  )
  const kernel = kernelOf(layout, theta)
  const known = pick(mostConditioned)
  const noises = at(counts, known).map((count) => kernel.noise / count)
  const surrogate = new Surrogate(columns, kernel, rowsAt(known), at(y, known), undefined, noises)
  let best: { readonly key: string; readonly mean: number } | undefined
  for (const index of eligible) {
    surrogate.at(rows[index]!)
    const mean = surrogate.meanHere()
    if (best === undefined || mean > best.mean) best = { key: rowKey(rows[index]!), mean }
  }
  return trials.find(({ params, state }) => {
    const row = state === "complete" ? encoding.encode(params) : undefined
    return row !== undefined && rowKey(row) === best!.key
  })?.number
}
