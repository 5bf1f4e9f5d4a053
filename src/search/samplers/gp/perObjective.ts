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

/**
 * The history of a random compromise between the objectives: each is scaled to [0, 1] over the complete trials, and the
 * largest of the weighted values counts, with 0.05 of their sum: the augmented Chebyshev function (Knowles 2006, "ParEGO").
 * The weights are uniform on the simplex, and the trial's own: from trial to trial, all parts of the front are looked for.
 */
export const compromise = (trials: ReadonlyArray<Trial>, seed: number, number: number): ReadonlyArray<Trial> => {
  const complete = trials.flatMap(({ values }) => (values === undefined ? [] : [values]))
  const rng = rngFor(seed, number, "gp.compromise")
  const objectives = complete[0]?.length ?? 0
  const shares = Array.from({ length: objectives }, () => -Math.log(1 - rng.uniform()))
  const total = shares.reduce((sum, share) => sum + share, 0)
  const ranges = shares.map((_, k) => {
    const column = complete.map((values) => values[k]!)
    // Halved, so that the range of values as far apart as numbers can be is finite.
    const [low, high] = [column.reduce((a, b) => Math.min(a, b)) / 2, column.reduce((a, b) => Math.max(a, b)) / 2]
    return { low, range: high - low || 1, weight: shares[k]! / total }
  })
  return reduced(trials, (values) => {
    const terms = ranges.map(({ low, range, weight }, k) => (weight * (values[k]! / 2 - low)) / range)
    return terms.reduce((a, b) => Math.max(a, b)) + sumWeight * terms.reduce((sum, term) => sum + term, 0)
  })
}
