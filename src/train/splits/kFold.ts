/** Cross-validation: each example judges in exactly one fold. */
import { InvalidDefinition } from "../../errors.ts"
import { rngFor } from "../../search/math/rng.ts"
import { shuffled, shuffledByLabel, type Label } from "./shuffled.ts"
import { marked, mustNotBeResampled, type Indices } from "./sides.ts"

/** Indices of the examples to train on, and of those to judge by. */
export interface Split {
  readonly train: Indices<"train">
  readonly validation: Indices<"validation">
}

const checkFolds = (folds: number, most: number, what: string): void => {
  if (Number.isSafeInteger(folds) && folds >= 2 && folds <= most) return
  throw new InvalidDefinition(
    `${most} ${what}s cannot be split into ${folds} folds.`,
    `Use between 2 folds and one per ${what}.`
  )
}

/** The splits, from the fold in which each example judges. */
const splitsOf = (fold: ArrayLike<number>, folds: number): ReadonlyArray<Split> => {
  const all = Array.from({ length: fold.length }, (_, index) => index)
  return Array.from({ length: folds }, (_, k) => ({
    train: marked(
      all.filter((index) => fold[index] !== k),
      "train"
    ),
    validation: marked(
      all.filter((index) => fold[index] === k),
      "validation"
    )
  }))
}

/** k-fold cross-validation of `count` examples. Folds differ by one example at most. */
export const kFold = (count: number, folds: number, seed: number): ReadonlyArray<Split> => {
  checkFolds(folds, count, "example")
  const fold = new Uint32Array(count)
  for (const [place, index] of shuffled(count, seed).entries()) fold[index] = place % folds
  return splitsOf(fold, folds)
}

/**
 * k-fold cross-validation in which every fold has its share of every class, to one example. `labels` holds one class per
 * example. Folds differ by one example at most. A class of fewer examples than folds is missing from some.
 *
 * @throws {InvalidDefinition} where every class has fewer examples than there are folds.
 */
export const stratifiedKFold = (labels: ArrayLike<Label>, folds: number, seed: number): ReadonlyArray<Split> => {
  mustNotBeResampled(labels, "stratifiedKFold")
  checkFolds(folds, labels.length, "example")
  const fold = new Uint32Array(labels.length)
  let dealt = 0
  const classes = shuffledByLabel(labels, seed)
  const most = Math.max(...Array.from(classes.values(), ({ length }) => length))
  if (most < folds) {
    throw new InvalidDefinition(
      `No class has an example for each of ${folds} folds: the largest has ${most}.`,
      "Use fewer folds, or kFold where labels are no classes."
    )
  }
  for (const indices of classes.values()) for (const index of indices) fold[index] = dealt++ % folds
  return splitsOf(fold, folds)
}

/** How often each class occurs in a group, and how many examples it has. */
interface Group {
  readonly indices: ReadonlyArray<number>
  readonly counts: ReadonlyMap<Label, number>
}

const countsOf = (indices: Iterable<number>, labels: ArrayLike<Label> | undefined): ReadonlyMap<Label, number> => {
  const counts = new Map<Label, number>()
  for (const index of indices) {
    const label = labels === undefined ? "all" : labels[index]!
    counts.set(label, (counts.get(label) ?? 0) + 1)
  }
  return counts
}

/** How far a fold is from its share 1/k of every class once the group is added, less how far it is without. */
const cost = (
  held: ReadonlyMap<Label, number>,
  { counts }: Group,
  totals: ReadonlyMap<Label, number>,
  folds: number
) => {
  let sum = 0
  for (const [label, count] of counts) {
    const total = totals.get(label)!
    const before = (held.get(label) ?? 0) / total - 1 / folds
    sum += (before + count / total) ** 2 - before ** 2
  }
  return sum
}

/**
 * k-fold cross-validation in which all examples of a group, such as those of one person, stand on the same side. With
 * `labels`, folds also have about their share of every class. The largest groups are placed first, each where it leaves
 * the folds most alike. `groups` and `labels` hold one entry per example.
 */
export const groupedKFold = (
  groups: ArrayLike<Label>,
  folds: number,
  seed: number,
  labels?: ArrayLike<Label>
): ReadonlyArray<Split> => {
  mustNotBeResampled(groups, "groupedKFold")
  const everyone = Array.from({ length: groups.length }, (_, index) => index)
  const totals = countsOf(everyone, labels)
  const all = Array.from(shuffledByLabel(groups, seed).values(), (indices): Group => ({
    indices,
    counts: countsOf(indices, labels)
  }))
  checkFolds(folds, all.length, "group")
  const held = Array.from({ length: folds }, () => new Map<Label, number>())
  const fold = new Uint32Array(groups.length)
  for (const group of all.sort((a, b) => b.indices.length - a.indices.length)) {
    const costs = held.map((counts) => cost(counts, group, totals, folds))
    const least = costs.indexOf(Math.min(...costs))
    for (const index of group.indices) fold[index] = least
    for (const [label, count] of group.counts) held[least]!.set(label, (held[least]!.get(label) ?? 0) + count)
  }
  return splitsOf(fold, folds)
}

/** A cross-validation several times, each with a seed of its own: `repeated(5, seed, (one) => kFold(100, 5, one))`. */
export const repeated = (
  times: number,
  seed: number,
  splits: (seed: number) => ReadonlyArray<Split>
): ReadonlyArray<Split> => {
  if (!Number.isSafeInteger(times) || times < 1) {
    throw new InvalidDefinition(`A cross-validation cannot be repeated ${times} times.`, "Repeat it at least once.")
  }
  const { bits } = rngFor(seed, 0, "repeats")
  return Array.from({ length: times }, () => splits(bits())).flat()
}
