/** Makes classes of different sizes more alike by leaving examples out, or by taking them several times. */
import { InvalidDefinition } from "../../errors.ts"
import { rngFor } from "../../search/math/rng.ts"
import { shuffleBy, type Label } from "../splits/shuffled.ts"
import { marked, mustBe, type Indices, type Rows } from "../splits/sides.ts"

/** How alike classes become. */
export interface SamplingOptions {
  readonly seed: number
  /** Size of the smallest class over that of the largest, at least, from above 0 to 1. Default 1: all the same. */
  readonly ratio?: number
}

const leak = "Sampled before the split, the same example would stand on both sides, and the score would be too good."

/** Examples of each class, by their place in the labels. */
export const byClass = (labels: ReadonlyArray<Label>): ReadonlyMap<Label, ReadonlyArray<number>> => {
  const places = new Map<Label, Array<number>>()
  for (const [place, label] of labels.entries()) {
    const same = places.get(label)
    if (same === undefined) places.set(label, [place])
    else same.push(place)
  }
  return places
}

/** The ratio, checked. */
export const ratioOf = ({ ratio = 1 }: SamplingOptions): number => {
  if (ratio > 0 && ratio <= 1) return ratio
  throw new InvalidDefinition(
    `A ratio of ${ratio} between the smallest and the largest class makes no sense.`,
    "Give a number above 0, up to 1: 0.5 makes the smallest class at least half as large."
  )
}

const sizes = (classes: ReadonlyMap<Label, ReadonlyArray<number>>): ReadonlyArray<number> =>
  Array.from(classes.values(), ({ length }) => length)

/**
 * Which examples to train on so that every class is at least `ratio` times as large as the largest: all of them, and those
 * of small classes again, drawn at random; all of a class once more before any a third time. Answers places in the training
 * side, in a random order: `take(oversampled(labels, { seed }), rows)`.
 *
 * @throws {DataLeak} for labels that are not of the training side of a split.
 */
export const oversampled = (labels: Rows<Label, "train">, options: SamplingOptions): Indices<"train"> => {
  mustBe("train", labels, "oversampled", leak)
  const rng = rngFor(options.seed, 0, "oversampled")
  const classes = byClass(labels)
  const least = Math.round(ratioOf(options) * Math.max(...sizes(classes)))
  const chosen = labels.map((_, place) => place)
  for (const places of classes.values()) {
    for (let missing = least - places.length; missing > 0; missing -= places.length) {
      chosen.push(...shuffleBy([...places], rng.below).slice(0, missing))
    }
  }
  return marked(shuffleBy(chosen, rng.below), "train", "over-sampling")
}

/**
 * Which examples to train on so that no class is more than `1 / ratio` times as large as the smallest: a random part of the
 * large ones. Answers places in the training side, in a random order.
 *
 * @throws {DataLeak} for labels that are not of the training side of a split.
 */
export const undersampled = (labels: Rows<Label, "train">, options: SamplingOptions): Indices<"train"> => {
  mustBe("train", labels, "undersampled", leak)
  const rng = rngFor(options.seed, 0, "undersampled")
  const classes = byClass(labels)
  const most = Math.round(Math.min(...sizes(classes)) / ratioOf(options))
  const chosen = Array.from(classes.values(), (places) => shuffleBy([...places], rng.below).slice(0, most)).flat()
  return marked(shuffleBy(chosen, rng.below), "train", "under-sampling")
}
