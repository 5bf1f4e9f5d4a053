/** Histories that a study can end up with, the awkward ones included. */
import { rngFor } from "../../src/search/math/rng.ts"
import type { Params, SearchSpace } from "../../src/search/SearchSpace.ts"
import { sampleParams } from "../../src/search/space/sample.ts"
import type { CurvePoint, Trial } from "../../src/search/Trial.ts"

/** What became of a trial: everything of it but its number and params. */
export type Outcome = Omit<Trial, "number" | "params">

const curveOf = (values: ReadonlyArray<number>): ReadonlyArray<CurvePoint> =>
  values.map((value, index) => ({ step: index + 1, value }))

const complete = (value: number, curve: ReadonlyArray<number> = []): Outcome => ({
  state: "complete",
  values: [value],
  curve: curveOf(curve)
})

const failed: Outcome = { state: "failed", curve: [] }

/** Some value that goes up and down with the trial's number. */
const wavy = (number: number): number => Math.sin(number * 1.7) + number / 50

/** One of each kind in turn: complete, pruned, running, failed, waiting, paused. */
export const mixed = (number: number): Outcome => {
  const value = wavy(number)
  const curve = [value + 2, value + 1]
  switch (number % 8) {
    case 1:
      return { state: "pruned", curve: curveOf(curve) }
    case 3:
      return { state: "running", curve: curveOf(curve.slice(0, number % 3)) }
    case 5:
      return number % 16 === 5 ? failed : { state: "waiting", curve: [] }
    case 7:
      return { state: "paused", curve: curveOf(curve) }
    default:
      return complete(value, curve)
  }
}

/** Complete, pruned and failed in turn. */
export const ended = (number: number): Outcome => mixed([0, 1, 2, 5][number % 4]! + 16 * (number % 50))

/** What every trial of a study came to, by the trial's number. */
export const fates: ReadonlyArray<readonly [kind: string, outcome: (number: number) => Outcome]> = [
  ["of trials in every state", mixed],
  ["of nothing but failures", () => failed],
  ["of nothing but running trials", () => ({ state: "running", curve: [] })],
  ["in which all values are equal", () => complete(0.25, [0.25, 0.25])],
  ["in which all trials were pruned for NaN", () => ({ state: "pruned", curve: curveOf([1, NaN]) })],
  [
    "full of NaN and infinities",
    (number) =>
      number % 2 === 0
        ? complete(wavy(number), [Infinity, NaN, -Infinity])
        : { state: number % 4 === 1 ? "pruned" : "running", curve: curveOf([NaN, Infinity].slice(0, 1 + (number % 3))) }
  ],
  ["of values as far apart as numbers can be", (number) => complete([1e300, -1e300, 0, 1e-300][number % 4]!)]
]

/** A study of trials drawn at random, which have become what `outcome` says. */
export const trialsIn = (
  space: SearchSpace,
  count: number,
  outcome: (number: number) => Outcome,
  seed = 1
): ReadonlyArray<Trial> =>
  Array.from({ length: count }, (_, number) => {
    const params: Params = sampleParams(space, rngFor(seed, number, "history"))
    return { number, params, ...outcome(number) }
  })

/** The same study before the trials of `later` had ended. */
export const before = (trials: ReadonlyArray<Trial>, later: ReadonlySet<number>): ReadonlyArray<Trial> =>
  trials.map((trial) =>
    later.has(trial.number) ? { number: trial.number, params: trial.params, state: "running", curve: [] } : trial
  )
