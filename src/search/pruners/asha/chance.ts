/** How trials that wait at a rung would end, learned from the trials that are complete. */
import { normalScore } from "../../math/normalScores.ts"
import { studentTCdf } from "../../math/studentT.ts"

/** The best so many are worth finding. */
export const places = 3
/** With no more complete trials than this, nothing can be said. */
export const fewestComplete = places + 1

/**
 * Before any trial is complete, as much is known as from so many that ended without any relation to the rung: a handful
 * of ends in the order of the rung, chosen for being its best, is no proof that the rung tells how trials end.
 */
const priorTrials = 20
/** The slope is drawn to zero as by this much spread without any relation. */
const priorSpread = 2

/** The end of a trial as normal score: Student's t about the mean, with this deviation and these degrees of freedom. */
export interface Forecast {
  readonly mean: number
  readonly deviation: number
  readonly degrees: number
}

/** How complete trials ended by their normal scores at a rung. */
export interface Relation {
  /** The variance of an end, its rung's score given. */
  readonly residual: number
  readonly forecast: (score: number) => Forecast
}

/**
 * Regresses the normal scores of the ends, which are symmetric about 0, on those at the rung: a Bayesian linear
 * regression with a normal prior of the slope about zero, which may not be negative, and an inverse gamma prior of the
 * variance about one.
 */
export const relate = (scores: ArrayLike<number>, ends: ArrayLike<number>): Relation => {
  const n = ends.length
  let meanScore = 0
  for (let at = 0; at < n; at++) meanScore += scores[at]! / n
  let spread = priorSpread
  let products = 0
  for (let at = 0; at < n; at++) {
    spread += (scores[at]! - meanScore) ** 2
    products += (scores[at]! - meanScore) * ends[at]!
  }
  const slope = Math.max(0, products / spread)
  let squares = priorTrials
  for (let at = 0; at < n; at++) squares += (ends[at]! - slope * (scores[at]! - meanScore)) ** 2
  const residual = squares / (n - 1 + priorTrials)
  return {
    residual,
    forecast: (score) => {
      const offset = score - meanScore
      return {
        mean: slope * offset,
        deviation: Math.sqrt(residual * (1 + 1 / n + offset ** 2 / spread)),
        degrees: n - 2 + priorTrials
      }
    }
  }
}

/** The chance to end better than the third best of `complete` trials. */
export const chanceAtTop = ({ degrees, deviation, mean }: Forecast, complete: number): number =>
  studentTCdf((normalScore(places - 1, complete) - mean) / deviation, degrees)
