/**
 * Which side of a split rows are on, carried by the rows themselves: what is fitted to data asks for it, and so refuses
 * rows that come from before the split or from the side that judges.
 */
import { DataLeak } from "../../errors.ts"

/** What examples are for: to train on, to choose settings by, or to judge what was chosen. */
export type Side = "train" | "validation" | "test"

// Shared symbols: a study may load another copy of this module than its runner.
const sideKey: unique symbol = Symbol.for("hypersweep.side")
const resampledKey: unique symbol = Symbol.for("hypersweep.resampled")

/** The mark of a side. Only a split gives it. */
export interface OfSide<S extends Side> {
  readonly [sideKey]: S
}

/** Rows of one side of a split: examples, labels, or whatever there is one of per example. */
export type Rows<T, S extends Side = Side> = Array<T> & OfSide<S>

/** Which examples are on a side. */
export type Indices<S extends Side = Side> = ReadonlyArray<number> & OfSide<S>

interface Marked {
  readonly [sideKey]?: Side
  readonly [resampledKey]?: string
}

/** Rows with the mark of a side, and of the resampling that they went through. */
export const marked = <T, S extends Side>(rows: Array<T>, side: S, resampled?: string): Rows<T, S> => {
  // Not enumerable, so that rows look like the plain arrays that they are.
  Object.defineProperty(rows, sideKey, { value: side })
  if (resampled !== undefined) Object.defineProperty(rows, resampledKey, { value: resampled })
  return rows as Rows<T, S>
}

/** Rows with the marks of other rows. */
export const markedLike = <T, S extends Side>(rows: Array<T>, like: OfSide<S>): Rows<T, S> =>
  marked(rows, like[sideKey], (like as Marked)[resampledKey])

/** The side that rows are on; undefined where they come from no split. */
export const sideOf = (rows: object): Side | undefined => (rows as Marked)[sideKey]

/** The rows of one side, with its mark: `take(split.train, labels)`. `rows` has one entry per example. */
export const take = <T, S extends Side>(side: Indices<S>, rows: ArrayLike<T>): Rows<T, S> =>
  markedLike(
    Array.from(side, (index) => {
      if (index < rows.length) return rows[index]!
      throw new RangeError(`the split has an example ${index}, but there are only ${rows.length} rows to take from`)
    }),
    side
  )

const where: Readonly<Record<Side, string>> = {
  train: "the training side",
  validation: "the validation side",
  test: "the test side"
}

/**
 * Refuses rows that are not on a side of a split. `what` begins the message, `why` says what a leak would do.
 *
 * @throws {DataLeak}
 */
export const mustBe = (side: Side, rows: object, what: string, why: string): void => {
  const found = sideOf(rows)
  if (found === side) return
  const given = found === undefined ? "rows that come from no split" : `${where[found]} of a split`
  throw new DataLeak(
    `${what} was given ${given}. ${why}`,
    `Split first, then take ${where[side]}: const rows = take(split.${side}, all).`
  )
}

/**
 * Refuses to split what was resampled: copies of one example, or mixtures with it, would stand on both sides.
 *
 * @throws {DataLeak}
 */
export const mustNotBeResampled = (rows: object, what: string): void => {
  const how = (rows as Marked)[resampledKey]
  if (how === undefined) return
  throw new DataLeak(
    `${what} was given rows after ${how}: the same example, or a mixture with it, would stand on both sides.`,
    "Split first, then resample the training side."
  )
}
