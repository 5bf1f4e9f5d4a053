/** Stops a study that has not improved for long. */
import { must } from "../pruners/check.ts"
import type { StopRule } from "../Stop.ts"
import { bestOf } from "./incumbent.ts"

/** Settings of plateau. */
export interface PlateauOptions {
  /** So many trials in a row without a new incumbent. */
  readonly trials: number
}

/**
 * Stops once so many trials that were proposed after the incumbent are complete or pruned. Failed trials say nothing and
 * do not count.
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
      let since = 0
      for (const { number, state } of trials)
        if (number > best.number && (state === "complete" || state === "pruned")) since++
      const stands = `the best, ${show(best.value)} of trial ${best.number}, has stood for ${since} trial${since === 1 ? "" : "s"}`
      const stop = since >= patience
      return { stop, reason: stop ? stands : `${stands} of ${patience}` }
    }
  }
}
