/** Stops a study that has not improved for long. */
import { must } from "../pruners/check.ts"
import { isFeasible } from "../objectives/constraints.ts"
import { joinFront } from "../objectives/front.ts"
import type { StopRule } from "../Stop.ts"
import type { Trial } from "../Trial.ts"
import { bestOf } from "./incumbent.ts"

/** Settings of plateau. */
export interface PlateauOptions {
  /** So many trials in a row without a new incumbent. */
  readonly trials: number
}

/** The latest trial of the Pareto front, inside the outcome constraints, and how many there are on it. */
const frontOf = (trials: ReadonlyArray<Trial>) => {
  let front: ReadonlyArray<{ readonly number: number; readonly values: ReadonlyArray<number> }> = []
  for (const { number, state, values, violations } of trials)
    if (state === "complete" && values !== undefined && isFeasible(violations))
      front = joinFront(front, { number, values })
  return { latest: Math.max(...front.map(({ number }) => number)), size: front.length }
}

/**
 * Stops once so many trials that were proposed after the incumbent are complete or pruned; of several objectives, after the
 * latest trial that is on the Pareto front. Failed trials say nothing and do not count.
 */
export const plateau = ({ trials: patience }: PlateauOptions): StopRule => {
  must(
    Number.isSafeInteger(patience) && patience >= 1,
    "plateau: trials",
    "a whole number of at least 1",
    patience,
    "Write plateau({ trials: 30 })."
  )
  return {
    _tag: "Stop",
    name: "plateau",
    settings: { trials: patience },
    judge: ({ history: { trials }, show }) => {
      const best = bestOf(trials)
      if (best === undefined) return { stop: false, reason: "no trial is complete yet" }
      const isOne = trials.every(({ values = [] }) => values.length < 2)
      const front = isOne ? undefined : frontOf(trials)
      const from = front?.latest ?? best.number
      let since = 0
      for (const { number, state } of trials) if (number > from && (state === "complete" || state === "pruned")) since++
      const what =
        front === undefined
          ? `the best, ${show(best.value)} of trial ${best.number},`
          : `the front of ${front.size}, the latest of them trial ${from},`
      const stands = `${what} has stood for ${since} trial${since === 1 ? "" : "s"}`
      const stop = since >= patience
      return { stop, reason: stop ? stands : `${stands} of ${patience}` }
    }
  }
}
