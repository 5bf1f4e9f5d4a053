/** One split, with a part that is held out to judge, and possibly another that is held out from everything. */
import { InvalidDefinition } from "../../errors.ts"
import { rngFor } from "../../search/math/rng.ts"
import type { Split } from "./kFold.ts"
import { shuffled, shuffleBy, shuffledByLabel, type Label } from "./shuffled.ts"
import { marked, mustNotBeResampled, type Indices } from "./sides.ts"

/** A split with a side that nothing is chosen by. */
export interface SealedSplit extends Split {
  readonly test: Indices<"test">
}

/** How much is held out, and how. */
export interface HoldOutOptions {
  readonly seed: number
  /** Share of the examples that judge during training and by which settings are chosen. */
  readonly validation: number
  /** Share of the examples that judge once, when everything is chosen. Default: none. */
  readonly test?: number
  /** One class per example: each side then has its share of every class, to one example. */
  readonly labels?: ArrayLike<Label>
  /** One group per example: all examples of a group stand on the same side. Sides are then only about as large as asked. */
  readonly groups?: ArrayLike<Label>
}

const sizeOf = (share: number, count: number, side: string): number => {
  const size = Math.round(share * count)
  if (share > 0 && share < 1 && size >= 1) return size
  throw new InvalidDefinition(
    `A ${side} share of ${share} leaves ${Number.isFinite(size) ? size : "no"} of ${count} examples for ${side}.`,
    "Give a share between 0 and 1 that is at least one example."
  )
}

/**
 * Takes `size` of the ordered examples, evenly spread over the order from a random start (systematic sampling): where
 * examples are ordered by class, each class gives its share to one example.
 */
const spread = (order: ReadonlyArray<number>, size: number, start: number) => {
  const taken: Array<number> = []
  const left: Array<number> = []
  for (const [place, index] of order.entries()) {
    const before = Math.floor((place * size) / order.length + start)
    const after = Math.floor(((place + 1) * size) / order.length + start)
    ;(after > before ? taken : left).push(index)
  }
  return { taken, left }
}

/** Takes whole groups, in a random order, as long as each brings the size nearer to what is asked. */
const whole = (groups: Array<ReadonlyArray<number>>, size: number) => {
  const taken: Array<number> = []
  const left: Array<ReadonlyArray<number>> = []
  for (const group of groups) {
    const isNearer = Math.abs(taken.length + group.length - size) < Math.abs(taken.length - size)
    if (isNearer) taken.push(...group)
    else left.push(group)
  }
  return { taken, left }
}

const sorted = (indices: ReadonlyArray<number>): Array<number> => [...indices].sort((a, b) => a - b)

const sides = (
  count: number,
  { groups, labels, seed, test, validation }: HoldOutOptions
): {
  readonly train: ReadonlyArray<number>
  readonly validation: ReadonlyArray<number>
  readonly test: ReadonlyArray<number>
} => {
  const forTest = test === undefined ? 0 : sizeOf(test, count, "test")
  const forValidation = sizeOf(validation, count, "validation")
  const rng = rngFor(seed, 0, "hold out")
  if (groups !== undefined) {
    const order = shuffleBy([...shuffledByLabel(groups, seed).values()], rng.below)
    const first = whole(order, forTest)
    const second = whole(first.left, forValidation)
    return { test: first.taken, validation: second.taken, train: second.left.flat() }
  }
  const order = labels === undefined ? shuffled(count, seed) : [...shuffledByLabel(labels, seed).values()].flat()
  const first = spread(order, forTest, rng.uniform())
  const second = spread(first.left, forValidation, rng.uniform())
  return { test: first.taken, validation: second.taken, train: second.left }
}

/**
 * Splits `count` examples once. With `test`, there is a third side for the last word.
 *
 * Throws `InvalidDefinition` where a side would be empty, or where both labels and groups are given: `groupedKFold` serves
 * both.
 */
export function holdOut(count: number, options: HoldOutOptions & { readonly test: number }): SealedSplit
export function holdOut(count: number, options: HoldOutOptions): Split
export function holdOut(count: number, options: HoldOutOptions): Split | SealedSplit {
  const { groups, labels, test } = options
  mustNotBeResampled(labels ?? [], "holdOut")
  mustNotBeResampled(groups ?? [], "holdOut")
  if (labels !== undefined && groups !== undefined) {
    throw new InvalidDefinition(
      "holdOut takes labels or groups, not both.",
      "groupedKFold(groups, folds, seed, labels) serves both: use one of its folds."
    )
  }
  const per = labels ?? groups
  if (per !== undefined && per.length !== count) {
    throw new InvalidDefinition(
      `There are ${per.length} ${labels === undefined ? "groups" : "labels"} for ${count} examples.`,
      "Give one per example."
    )
  }
  const found = sides(count, options)
  for (const [side, indices] of Object.entries(found)) {
    if (indices.length > 0 || (side === "test" && test === undefined)) continue
    throw new InvalidDefinition(`Nothing is left for ${side}.`, "Hold out less, or split by smaller groups.")
  }
  const split = {
    train: marked(sorted(found.train), "train"),
    validation: marked(sorted(found.validation), "validation")
  }
  return test === undefined ? split : { ...split, test: marked(sorted(found.test), "test") }
}
