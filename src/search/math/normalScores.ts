/** Normal scores: what a sample of a size has at its places, were it normal (Blom 1958, with the constant of Hazen). */
import { normalQuantile } from "./normal.ts"

/** Larger samples are not kept: their scores would take more memory than time. */
const mostKept = 1000

/** By size, then by twice the place; NaN where nobody has asked yet. */
const kept: Array<Float64Array | undefined> = []

/** Φ⁻¹((place + 1/2) / size), places from 0; tied values share the middle of theirs, which is a half at times. */
export const normalScore = (place: number, size: number): number => {
  if (size > mostKept) return normalQuantile((place + 0.5) / size)
  const scores = (kept[size] ??= new Float64Array(2 * size - 1).fill(NaN))
  const known = scores[2 * place]!
  return Number.isNaN(known) ? (scores[2 * place] = normalQuantile((place + 0.5) / size)) : known
}

/** Infinity for what is not finite: it comes last. */
const ranked = (value: number): number => (Number.isFinite(value) ? value : Infinity)

/** The values by rising order, Infinity in place of what is not finite. */
export const risingOf = (values: ArrayLike<number>): Float64Array => {
  const rising = new Float64Array(values.length)
  for (let index = 0; index < values.length; index++) rising[index] = ranked(values[index]!)
  return rising.sort()
}

/** The place of one of the rising values, from 0; ties share the middle of theirs. */
export const placeAmong = (rising: Float64Array, value: number): number => {
  const own = ranked(value)
  let [from, end] = [0, rising.length]
  while (from < end) {
    const middle = (from + end) >> 1
    if (rising[middle]! < own) from = middle + 1
    else end = middle
  }
  let to = from
  while (to + 1 < rising.length && rising[to + 1] === own) to++
  return (from + to) / 2
}

/** The normal scores of values by their places among them. */
export const normalScoresOf = (values: ArrayLike<number>): Float64Array => {
  const rising = risingOf(values)
  const scores = new Float64Array(rising.length)
  for (let index = 0; index < scores.length; index++)
    scores[index] = normalScore(placeAmong(rising, values[index]!), scores.length)
  return scores
}
