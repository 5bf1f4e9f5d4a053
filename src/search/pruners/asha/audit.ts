/** Whether the ranking at a rung says anything about the next one: a rung that does not is dropped. */
import type { RungValues } from "../../Pruner.ts"
import { normalScore, normalScoresOf, placeAmong, risingOf } from "../../math/normalScores.ts"

/** The latest so many trials that reached a rung are looked at. */
export const auditedTrials = 400
/** Fewer than so many trials at the next rung say nothing about it. */
export const fewestAudited = 20
/** A rung stays while its rank correlation with the next one may be as high as this. */
const useful = 0.4
/** One-sided confidence of 99 %: the question is asked anew with every trial. */
const deviations = 2.326

/** What was found about a rung that is dropped. */
export interface Audit {
  readonly correlation: number
  /** The highest that it may be, with 99 % confidence. */
  readonly atMost: number
  /** How many trials reached the next rung. */
  readonly trials: number
}

const momentsOf = (a: Float64Array, b: Float64Array): { readonly ratio: number; readonly correlation: number } => {
  const n = a.length
  let [meanA, meanB] = [0, 0]
  for (let i = 0; i < n; i++) {
    meanA += a[i]! / n
    meanB += b[i]! / n
  }
  let [squaresA, squaresB, products] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    squaresA += (a[i]! - meanA) ** 2
    squaresB += (b[i]! - meanB) ** 2
    products += (a[i]! - meanA) * (b[i]! - meanB)
  }
  const both = Math.sqrt(squaresA * squaresB)
  return { ratio: Math.sqrt(squaresA / n), correlation: both > 0 ? products / both : NaN }
}

/** The standard deviation of the normal scores of all values; their mean is nought, or near it where there are ties. */
const deviationOfScores = (rising: Float64Array): number => {
  const n = rising.length
  let squares = 0
  for (let from = 0; from < n;) {
    let to = from
    while (to + 1 < n && rising[to + 1] === rising[from]) to++
    squares += (to - from + 1) * normalScore((from + to) / 2, n) ** 2
    from = to + 1
  }
  return Math.sqrt(squares / n)
}

/** The latest audits: a study asks about the same few rungs again and again, mostly with nothing new there. */
const latest: Array<{ readonly values: RungValues; readonly audit: Audit | undefined }> = []
const mostLatest = 8

const isSame = (a: RungValues, b: RungValues): boolean => {
  if (a.here.length !== b.here.length) return false
  // What is new comes last.
  for (let index = a.here.length - 1; index >= 0; index--)
    if (!Object.is(a.here[index], b.here[index]) || !Object.is(a.later[index], b.later[index])) return false
  return true
}

/**
 * The audit of a rung whose ranking says nothing about the next one; undefined where it may. Correlates the normal scores
 * of the values at both rungs over the trials that reached the next one, and takes the upper end of the interval by
 * Fisher's z with the variance of Bonett and Wright (2000), (1 + r²/2) / (n − 3). Those that got there were chosen by
 * their rank here, which makes the correlation among them too small: it is corrected for the restricted range (Thorndike
 * 1949, case 2), r u / √(1 − r² + r² u²) with u the ratio of the spreads of the scores of all and of those chosen.
 */
export const auditRung = (values: RungValues): Audit | undefined => {
  const known = latest.find((one) => isSame(one.values, values))
  if (known !== undefined) return known.audit
  const audit = auditOf(values)
  latest.unshift({ values, audit })
  latest.length = Math.min(latest.length, mostLatest)
  return audit
}

const auditOf = ({ here, later }: RungValues): Audit | undefined => {
  const chosen: Array<number> = []
  const next: Array<number> = []
  for (let index = 0; index < here.length; index++) {
    const value = later[index]
    if (value === undefined) continue
    chosen.push(here[index]!)
    next.push(value)
  }
  const n = next.length
  if (n < fewestAudited) return undefined
  const rising = risingOf(here)
  const scores = Float64Array.from(chosen, (value) => normalScore(placeAmong(rising, value), rising.length))
  const { correlation: r, ratio } = momentsOf(scores, normalScoresOf(next))
  if (Number.isNaN(r)) return undefined
  const spread = deviationOfScores(rising) / ratio
  const whole = (value: number): number => (value * spread) / Math.sqrt(1 - value ** 2 + (value * spread) ** 2)
  const highest = Math.tanh(Math.atanh(r) + deviations * Math.sqrt((1 + r ** 2 / 2) / (n - 3)))
  const atMost = whole(highest)
  return atMost < useful ? { correlation: whole(r), atMost, trials: n } : undefined
}

/** The audit in words. */
export const auditWords = (rung: number, next: number, { atMost, correlation, trials }: Audit): string =>
  `rung ${rung} says nothing about rung ${next}: rank correlation ${correlation.toFixed(2)}, at most ${atMost.toFixed(2)}, over ${trials} trials`
