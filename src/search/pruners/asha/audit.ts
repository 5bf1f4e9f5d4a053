/** Whether the ranking at a rung says anything about the next one: a rung that does not is dropped. */
import { normalQuantile } from "../../math/normal.ts"

/** A trial's value at a rung, and at the next one where it got so far. Lower is better. */
export type RungPair = readonly [here: number, next: number | undefined]

/** The latest so many trials that reached a rung are looked at. */
export const auditedTrials = 400
/** Fewer than so many trials at the next rung say nothing about it. */
const fewest = 20
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

const worst = (value: number): number => (Number.isFinite(value) ? value : Infinity)

/** Normal quantiles of the values' ranks, ties getting their middle one. */
const normalScores = (values: ReadonlyArray<number>): Float64Array => {
  const order = Array.from(values, (_, index) => index).sort((a, b) => worst(values[a]!) - worst(values[b]!) || a - b)
  const scores = new Float64Array(values.length)
  for (let from = 0; from < order.length;) {
    let to = from
    while (to + 1 < order.length && worst(values[order[to + 1]!]!) === worst(values[order[from]!]!)) to++
    for (let at = from; at <= to; at++) scores[order[at]!] = normalQuantile(((from + to) / 2 + 0.5) / values.length)
    from = to + 1
  }
  return scores
}

const momentsOf = (a: Float64Array, b: Float64Array): { readonly ratio: number; readonly correlation: number } => {
  const n = a.length
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / n
  const [meanA, meanB] = [mean(a), mean(b)]
  let [squaresA, squaresB, products] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    squaresA += (a[i]! - meanA) ** 2
    squaresB += (b[i]! - meanB) ** 2
    products += (a[i]! - meanA) * (b[i]! - meanB)
  }
  const both = Math.sqrt(squaresA * squaresB)
  return { ratio: Math.sqrt(squaresA / n), correlation: both > 0 ? products / both : NaN }
}

/**
 * The audit of a rung whose ranking says nothing about the next one; undefined where it may. Correlates the normal scores
 * of the values at both rungs over the trials that reached the next one, and takes the upper end of the interval by
 * Fisher's z with the variance of Bonett and Wright (2000), (1 + r²/2) / (n − 3). Those that got there were chosen by
 * their rank here, which makes the correlation among them too small: it is corrected for the restricted range (Thorndike
 * 1949, case 2), r u / √(1 − r² + r² u²) with u the ratio of the spreads of the scores of all and of those chosen.
 */
export const auditRung = (pairs: ReadonlyArray<RungPair>): Audit | undefined => {
  const there = pairs.flatMap(([, next], index) => (next === undefined ? [] : [index]))
  if (there.length < fewest) return undefined
  const all = normalScores(pairs.map(([here]) => here))
  const here = Float64Array.from(there, (index) => all[index]!)
  const next = normalScores(there.map((index) => pairs[index]![1]!))
  const { correlation: r, ratio } = momentsOf(here, next)
  if (Number.isNaN(r)) return undefined
  const spread = Math.sqrt(all.reduce((sum, score) => sum + score * score, 0) / all.length) / ratio
  const whole = (value: number): number => (value * spread) / Math.sqrt(1 - value ** 2 + (value * spread) ** 2)
  const highest = Math.tanh(Math.atanh(r) + deviations * Math.sqrt((1 + r ** 2 / 2) / (there.length - 3)))
  const atMost = whole(highest)
  return atMost < useful ? { correlation: whole(r), atMost, trials: there.length } : undefined
}

/** The audit in words. */
export const auditWords = (rung: number, next: number, { atMost, correlation, trials }: Audit): string =>
  `rung ${rung} says nothing about rung ${next}: rank correlation ${correlation.toFixed(2)}, at most ${atMost.toFixed(2)}, over ${trials} trials`
