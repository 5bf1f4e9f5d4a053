/**
 * SMOTE: new examples of rare classes between an example and its nearest neighbours of the same class (Chawla, Bowyer, Hall,
 * Kegelmeyer 2002, "SMOTE: synthetic minority over-sampling technique"; section 6.1 for categories).
 */
import { InvalidDefinition } from "../../errors.ts"
import { rngFor, type Rng } from "../../search/math/rng.ts"
import type { Label } from "../splits/shuffled.ts"
import { marked, mustBe, type Rows } from "../splits/sides.ts"
import { columnsIn, type Row } from "./columns.ts"
import { byClass, ratioOf, type SamplingOptions } from "./sampling.ts"

/** Settings of SMOTE. */
export interface SmoteOptions extends SamplingOptions {
  /** Neighbours between which and an example new ones are made. Default 5; fewer in a class of fewer than six. */
  readonly neighbours?: number
  /** Columns whose numbers are names of categories: a new example has the most frequent one of its neighbours. */
  readonly categorical?: ReadonlyArray<number>
}

/** A training side with its new examples at the end. */
export interface Smoted<L extends Label> {
  readonly x: Rows<Array<number>, "train">
  readonly y: Rows<L, "train">
}

/** What a class is compared by: squared distances in which another category counts as the median deviation does. */
interface Geometry {
  readonly isCategorical: ReadonlyArray<boolean>
  readonly mismatch: number
}

const deviationOf = (rows: ReadonlyArray<Row>, column: number): number => {
  let mean = 0
  for (const row of rows) mean += row[column]! / rows.length
  let sum = 0
  for (const row of rows) sum += (row[column]! - mean) ** 2
  return Math.sqrt(sum / rows.length)
}

const medianOf = (values: ReadonlyArray<number>): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

const geometryOf = (rows: ReadonlyArray<Row>, categorical: ReadonlyArray<number>): Geometry => {
  const isCategorical = Array.from({ length: rows[0]!.length }, (_, column) => categorical.includes(column))
  const deviations = isCategorical.flatMap((is, column) => (is ? [] : [deviationOf(rows, column)]))
  return { isCategorical, mismatch: categorical.length === 0 ? 0 : medianOf(deviations) ** 2 }
}

const distance = (a: Row, b: Row, { isCategorical, mismatch }: Geometry): number => {
  let sum = 0
  for (let column = 0; column < isCategorical.length; column++) {
    if (!isCategorical[column]) sum += (a[column]! - b[column]!) ** 2
    else if (a[column] !== b[column]) sum += mismatch
  }
  return sum
}

/** The nearest other rows; of equally near ones the first. */
const nearest = (rows: ReadonlyArray<Row>, of: number, count: number, geometry: Geometry): ReadonlyArray<Row> =>
  rows
    .map((row, place) => ({ row, place, apart: distance(rows[of]!, row, geometry) }))
    .filter(({ place }) => place !== of)
    .sort((a, b) => a.apart - b.apart || a.place - b.place)
    .slice(0, count)
    .map(({ row }) => row)

const mostFrequent = (values: ReadonlyArray<number>): number => {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0]
}

const between = (row: Row, near: ReadonlyArray<Row>, { isCategorical }: Geometry, rng: Rng): Array<number> => {
  const other = near[rng.below(near.length)]!
  const share = rng.uniform()
  return isCategorical.map((is, column) =>
    is ? mostFrequent(near.map((one) => one[column]!)) : row[column]! + share * (other[column]! - row[column]!)
  )
}

/** `missing` new rows of one class: every row is the start of about equally many. */
const made = (
  rows: ReadonlyArray<Row>,
  missing: number,
  { categorical = [], neighbours = 5 }: SmoteOptions,
  rng: Rng
): ReadonlyArray<Array<number>> => {
  const geometry = geometryOf(rows, categorical)
  const near = new Map<number, ReadonlyArray<Row>>()
  const first = rng.below(rows.length)
  return Array.from({ length: missing }, (_, k) => {
    const start = (first + k) % rows.length
    const known = near.get(start) ?? nearest(rows, start, neighbours, geometry)
    near.set(start, known)
    return between(rows[start]!, known, geometry, rng)
  })
}

/**
 * The training side with new examples of its small classes, so that each is at least `ratio` times as large as the largest.
 * Columns should be scaled alike before: neighbours are the nearest by Euclidean distance.
 *
 * @throws {DataLeak} for rows that are not of the training side of a split.
 * @throws {InvalidDefinition} where a number is missing, there is one class alone, or a class that must grow has a
 * single example.
 */
export const smote = <L extends Label>(
  x: Rows<Row, "train">,
  y: Rows<L, "train">,
  options: SmoteOptions
): Smoted<L> => {
  const why =
    "Made before the split, new examples would lie between examples of both sides, and the score would be too good."
  mustBe("train", x, "smote", why)
  mustBe("train", y, "smote", why)
  if (x.length !== y.length) {
    throw new InvalidDefinition(`smote was given ${x.length} rows and ${y.length} labels.`, "Take both from one side.")
  }
  // Distances to what is missing are no numbers: neighbours would be arbitrary, and new rows would have gaps of their own.
  columnsIn(x, "smote")
  const { neighbours = 5 } = options
  if (!Number.isSafeInteger(neighbours) || neighbours < 1) {
    throw new InvalidDefinition(`smote cannot look at ${neighbours} neighbours.`, "Give at least 1.")
  }
  const rng = rngFor(options.seed, 0, "smote")
  const classes = byClass(y)
  if (classes.size < 2) {
    throw new InvalidDefinition(
      `smote was given one class alone, ${[...classes.keys()].join()}: there is nothing to balance.`,
      "Are the labels those of the examples, and is the split stratified? Each class needs two training examples."
    )
  }
  const least = Math.round(ratioOf(options) * Math.max(...Array.from(classes.values(), ({ length }) => length)))
  const rows = Array.from(x, (row) => Array.from(row))
  const labels = [...y]
  for (const [label, places] of classes) {
    if (places.length >= least) continue
    if (places.length < 2) {
      throw new InvalidDefinition(
        `Class ${label} has a single training example: there is no neighbour to go towards.`,
        "Use oversampled for it, or find more examples."
      )
    }
    const members = places.map((place) => x[place]!)
    for (const row of made(members, least - places.length, options, rng)) {
      rows.push(row)
      labels.push(label as L)
    }
  }
  return { x: marked(rows, "train", "SMOTE"), y: marked(labels, "train", "SMOTE") }
}
