/** In which order examples are seen. */
import { rngFor } from "../../search/math/rng.ts"
import { shuffleBy } from "../splits/shuffled.ts"

/** How examples are put into batches. */
export interface Batching {
  readonly count: number
  readonly batchSize: number
  readonly seed: number
  /** Tells independent trainings of one seed apart, such as the folds of a cross-validation. */
  readonly stream: number
  /** How long each example is, in tokens: batches then hold examples of about the same length. */
  readonly lengths?: ArrayLike<number>
}

/** Batches whose examples are sorted by length together, ten at a time: enough to spare most padding, and still random. */
const pool = 10

const cut = (order: ReadonlyArray<number>, size: number): Array<Int32Array> => {
  const batches: Array<Int32Array> = []
  for (let from = 0; from < order.length; from += size) batches.push(Int32Array.from(order.slice(from, from + size)))
  return batches
}

/**
 * The batches of one epoch (counted from 1): every example once, the last batch possibly smaller. They depend on nothing
 * but the arguments, so that a resumed training sees them again.
 */
export const batchesOf = (
  { batchSize, count, lengths, seed, stream }: Batching,
  epoch: number
): ReadonlyArray<Int32Array> => {
  const rng = rngFor(seed, stream, `batches ${epoch}`)
  const order = shuffleBy(
    Array.from({ length: count }, (_, index) => index),
    rng.below
  )
  if (lengths === undefined) return cut(order, batchSize)
  const sorted = cut(order, pool * batchSize).flatMap((pooled) =>
    // Sorting is stable, so that equal lengths keep their random order.
    Array.from(pooled).sort((a, b) => lengths[a]! - lengths[b]!)
  )
  return shuffleBy(cut(sorted, batchSize), rng.below)
}

/** Examples below which a batch is not closed for the sake of its padding: as many calls cost more than that. */
const fewest = 8

/** The share of a batch's places that padding may take before the batch is closed. */
const padding = 0.2

/** Batches of rising length, each closed when it is full or when the next example would make it mostly padding. */
const cutByLength = (order: ReadonlyArray<number>, size: number, lengths: ArrayLike<number>): Array<Int32Array> => {
  const batches: Array<Int32Array> = []
  let from = 0
  let sum = 0
  for (const [place, index] of order.entries()) {
    const count = place - from
    const places = (count + 1) * lengths[index]!
    if (count === size || (count >= fewest && places - sum - lengths[index]! > padding * places)) {
      batches.push(Int32Array.from(order.slice(from, place)))
      from = place
      sum = 0
    }
    sum += lengths[index]!
  }
  return [...batches, Int32Array.from(order.slice(from))]
}

/** All examples in batches for judging: in order, or by rising length where lengths are known, with little padding. */
export const judgingBatches = (
  count: number,
  batchSize: number,
  lengths: ArrayLike<number> | undefined
): ReadonlyArray<Int32Array> => {
  const order = Array.from({ length: count }, (_, index) => index)
  if (lengths === undefined) return cut(order, batchSize)
  return cutByLength(
    order.sort((a, b) => lengths[a]! - lengths[b]!),
    batchSize,
    lengths
  )
}
