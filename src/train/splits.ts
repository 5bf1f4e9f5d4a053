/** Ways to split examples into those that are trained on and those that judge. */
import { InvalidDefinition } from "../errors.ts"
import { rngFor } from "../search/math/rng.ts"

/** Indices of the examples to train on, and of those to judge by. */
export interface Split {
  readonly train: ReadonlyArray<number>
  readonly validation: ReadonlyArray<number>
}

/** The numbers 0 … count − 1 in a random order that depends on nothing but the seed (Fisher and Yates). */
export const shuffled = (count: number, seed: number): ReadonlyArray<number> => {
  const rng = rngFor(seed, 0, "shuffle")
  const order = Array.from({ length: count }, (_, index) => index)
  for (let last = count - 1; last > 0; last--) {
    const other = rng.below(last + 1)
    const kept = order[last]!
    order[last] = order[other]!
    order[other] = kept
  }
  return order
}

/**
 * k-fold cross-validation in which every fold has its share of every class. `labels` holds one class per example. Each
 * example judges in exactly one fold. Throws `InvalidDefinition` when there are fewer examples than folds.
 */
export const stratifiedKFold = (
  labels: ArrayLike<number | string>,
  folds: number,
  seed: number
): ReadonlyArray<Split> => {
  if (!Number.isSafeInteger(folds) || folds < 2 || folds > labels.length) {
    throw new InvalidDefinition(
      `${labels.length} examples cannot be split into ${folds} folds.`,
      "Use between 2 folds and one per example."
    )
  }
  const byClass = new Map<number | string, Array<number>>()
  for (const index of shuffled(labels.length, seed)) {
    const label = labels[index]!
    const same = byClass.get(label)
    if (same === undefined) byClass.set(label, [index])
    else same.push(index)
  }
  const fold = new Uint32Array(labels.length)
  let dealt = 0
  for (const indices of byClass.values()) for (const index of indices) fold[index] = dealt++ % folds
  const all = Array.from({ length: labels.length }, (_, index) => index)
  return Array.from({ length: folds }, (_, k) => ({
    train: all.filter((index) => fold[index] !== k),
    validation: all.filter((index) => fold[index] === k)
  }))
}
