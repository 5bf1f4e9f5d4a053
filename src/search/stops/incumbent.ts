/** The best complete trial of a history. */
import type { Trial } from "../Trial.ts"

/** A complete trial's number and value, lower is better. */
export interface Best {
  readonly number: number
  readonly value: number
}

/** The best complete trial by the first objective that is inside the outcome constraints; the lowest number wins a tie. */
export const bestOf = (trials: ReadonlyArray<Trial>): Best | undefined => {
  let best: Best | undefined
  for (const { number, state, values, violations } of trials) {
    const value = values?.[0]
    const isIn = state === "complete" && violations?.some((violation) => violation > 0) !== true
    if (isIn && value !== undefined && (best === undefined || value < best.value)) best = { number, value }
  }
  return best
}
