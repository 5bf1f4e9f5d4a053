/** Random orders that depend on nothing but a seed. */
import { rngFor } from "../../search/math/rng.ts"

/** Shuffles in place (Fisher and Yates). `below` draws whole numbers below its argument. */
export const shuffleBy = <T>(values: Array<T>, below: (bound: number) => number): Array<T> => {
  for (let last = values.length - 1; last > 0; last--) {
    const other = below(last + 1)
    const kept = values[last]!
    values[last] = values[other]!
    values[other] = kept
  }
  return values
}

/** The numbers 0 … count − 1 in a random order that depends on nothing but the seed. */
export const shuffled = (count: number, seed: number): ReadonlyArray<number> =>
  shuffleBy(
    Array.from({ length: count }, (_, index) => index),
    rngFor(seed, 0, "shuffle").below
  )

/** A label or the name of a group. */
export type Label = number | string

/** Indices by label, each in a random order; labels in the order in which they are met. */
export const shuffledByLabel = (labels: ArrayLike<Label>, seed: number): ReadonlyMap<Label, ReadonlyArray<number>> => {
  const byLabel = new Map<Label, Array<number>>()
  for (const index of shuffled(labels.length, seed)) {
    const label = labels[index]!
    const same = byLabel.get(label)
    if (same === undefined) byLabel.set(label, [index])
    else same.push(index)
  }
  return byLabel
}
