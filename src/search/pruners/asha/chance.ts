/** The chance that a trial which waits at a rung would end among the best, learned from the trials that are complete. */
import { normalScore, normalScoresOf } from "../../math/normalScores.ts"
import { studentTCdf } from "../../math/studentT.ts"

/** The best so many are worth finding. */
export const places = 3
/** With no more complete trials than this, nothing can be said. */
export const fewestComplete = places + 1

/** The slope is drawn to zero as by this much spread without any relation, and the residuals by this sum of squares. */
const priorSpread = 0.5
const priorResidual = 0.2

/** A complete trial: its place among all at the rung, from 0 and the middle one in a tie, and its final value, lower is better. */
export interface Ended {
  readonly place: number
  readonly final: number
}

/**
 * The chance that the trial at `place` of the `count` at a rung ends better than the third best of `ended`: the normal
 * scores of the ends are regressed on the normal scores of the places, and the prediction follows Student's t. Needs more
 * than three trials that have ended.
 */
export const chanceAtTop = (place: number, count: number, ended: ReadonlyArray<Ended>): number => {
  const n = ended.length
  const scoreOf = (at: number): number => normalScore(at, count)
  const ends = normalScoresOf(ended.map(({ final }) => final))
  const points = ended.map((one, index) => [scoreOf(one.place), ends[index]!] as const)
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / n
  let spread = 0
  let products = 0
  for (const [x, y] of points) {
    spread += (x - meanX) ** 2
    products += (x - meanX) * y
  }
  // The scores of the ends are symmetric about 0, so that their mean is left out.
  const slope = Math.max(0, products / (spread + priorSpread))
  let residual = priorResidual
  for (const [x, y] of points) residual += (y - slope * (x - meanX)) ** 2
  const degrees = n - 2
  const offset = scoreOf(place) - meanX
  const variance = (residual / (degrees + 1)) * (1 + 1 / n + offset ** 2 / (spread + priorSpread))
  const bar = normalScore(places - 1, n)
  return studentTCdf((bar - slope * offset) / Math.sqrt(variance), degrees)
}
