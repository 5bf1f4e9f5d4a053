/** What a paused trial is worth per step, where the next rung may show that the rest is not. */
import { normalScore } from "../../math/normalScores.ts"
import { chanceAtTop, type Forecast } from "./chance.ts"

/** How finely what the next rung may show is resolved, and how closely the worth is found between its bounds. */
const resolved = 21
const halvings = 30

/** The way from a rung to the end. */
export interface Way {
  /** Steps to the next rung, at least 1. */
  readonly toNext: number
  /** Steps from there to the end; 0 where the next rung is the end. */
  readonly thence: number
  /** The share of the variance of the end that is left once the next rung is known. */
  readonly left: number
  /** How many trials are complete. */
  readonly complete: number
}

/**
 * The chance to end among the best three per step: the price of a step at which training on to the next rung, and to the
 * end from there only where that is still worth its price, neither gains nor loses (the index of Gittins 1979, of which
 * one stop is looked ahead). Where the next rung tells nothing new it is the chance over all steps to the end; the more
 * it tells, the nearer it comes to the chance over the steps to it.
 */
export const chancePerStep = (now: Forecast, { complete, left, thence, toNext }: Way): number => {
  const chance = chanceAtTop(now, complete)
  if (thence === 0) return chance / toNext
  const deviation = now.deviation * Math.sqrt(left)
  const shown = now.deviation * Math.sqrt(1 - left)
  const chances = Array.from({ length: resolved }, (_, at) =>
    chanceAtTop({ ...now, mean: now.mean + normalScore(at, resolved) * shown, deviation }, complete)
  )
  let [low, high] = [chance / (toNext + thence), chance / toNext]
  for (let halving = 0; halving < halvings; halving++) {
    const price = (low + high) / 2
    const gain = chances.reduce((sum, one) => sum + Math.max(0, one - price * thence), 0) / resolved
    if (gain > price * toNext) low = price
    else high = price
  }
  return low
}
