/** A history of several objectives as one of a single objective. */
import { rngFor } from "../../math/rng.ts"
import type { Trial } from "../../Trial.ts"

/** The weight of the sum beside the largest term: enough that of equal largest terms the smaller others count. */
const sumWeight = 0.05

/** The same trials with one value, in results and in reports, that comes of all their values. */
const reduced = (
  trials: ReadonlyArray<Trial>,
  reduce: (values: ReadonlyArray<number>) => number
): ReadonlyArray<Trial> =>
  trials.map((trial) => ({
    ...trial,
    ...(trial.values === undefined ? {} : { values: [reduce(trial.values)] }),
    curve: trial.curve.flatMap(({ step, values }) => (values === undefined ? [] : [{ step, value: reduce(values) }]))
  }))

/** The history of objective `k` alone. Reports that do not name all the objectives are left out. */
export const objectiveAlone = (trials: ReadonlyArray<Trial>, k: number): ReadonlyArray<Trial> =>
  reduced(trials, (values) => values[k]!)

/** What complete trials came to; while there is none, what paused and pruned ones last reported. */
const knownValues = (trials: ReadonlyArray<Trial>): ReadonlyArray<ReadonlyArray<number>> => {
  const complete = trials.flatMap(({ values }) => (values === undefined ? [] : [values]))
  if (complete.length > 0) return complete
  return trials.flatMap(({ curve, state }) => {
    const last = state === "paused" || state === "pruned" ? curve.at(-1)?.values : undefined
    return last?.every(Number.isFinite) === true ? [last] : []
  })
}

/**
 * The history of a random compromise between the objectives: each is scaled to [0, 1] over the complete trials, or over the stopped ones while there is none, and the
 * largest of the weighted values counts, with 0.05 of their sum: the augmented Chebyshev function (Knowles 2006, "ParEGO").
 * The weights are uniform on the simplex, and the trial's own: from trial to trial, all parts of the front are looked for.
 */
export const compromise = (trials: ReadonlyArray<Trial>, seed: number, number: number): ReadonlyArray<Trial> => {
  const known = knownValues(trials)
  if (known.length === 0) return trials.map((trial) => ({ ...trial, curve: [] }))
  const rng = rngFor(seed, number, "gp.compromise")
  const shares = Array.from({ length: known[0]!.length }, () => -Math.log(1 - rng.uniform()))
  const total = shares.reduce((sum, share) => sum + share, 0)
  const ranges = shares.map((_, k) => {
    const column = known.map((values) => values[k]!)
    // Halved, so that the range of values as far apart as numbers can be is finite.
    const [low, high] = [column.reduce((a, b) => Math.min(a, b)) / 2, column.reduce((a, b) => Math.max(a, b)) / 2]
    return { low, range: high - low || 1, weight: shares[k]! / total }
  })
  return reduced(trials, (values) => {
    const terms = ranges.map(({ low, range, weight }, k) => (weight * (values[k]! / 2 - low)) / range)
    return terms.reduce((a, b) => Math.max(a, b)) + sumWeight * terms.reduce((sum, term) => sum + term, 0)
  })
}
