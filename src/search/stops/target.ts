/** Stops a study that has what was asked for. */
import { must } from "../pruners/check.ts"
import type { StopRule } from "../Stop.ts"
import { bestOf } from "./incumbent.ts"

/**
 * Stops once a complete trial's objective is at `value` or better, in the objective's own direction. Of several objectives,
 * the first.
 */
export const target = (value: number): StopRule => {
  must(Number.isFinite(value), "target: the value", "a finite number", value, "Write target(0.98).")
  return {
    _tag: "Stop",
    name: "target",
    settings: { value },
    judge: ({ firstOf, history, lower, show }) => {
      const what = firstOf === undefined ? "" : ` ${firstOf}`
      const best = bestOf(history.trials)
      const wanted = show(lower(value))
      if (best === undefined) return { stop: false, reason: `no trial is complete yet; the target is${what} ${wanted}` }
      const stop = best.value <= lower(value)
      return {
        stop,
        reason: `the best${what}, ${show(best.value)} of trial ${best.number}, ${stop ? "has reached" : "has not reached"} the target ${wanted}`
      }
    }
  }
}
