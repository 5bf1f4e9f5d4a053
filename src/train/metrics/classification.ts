/**
 * What predicted classes are worth. `truth` and `predicted` hold one class per example, numbers or names; a class occurs
 * when either of them has it. A share of nothing (no example predicted positive: precision; no positive example: recall; F1
 * of neither) is 0. NaN and empty input are refused with `InvalidDefinition`.
 */
import { InvalidDefinition } from "../../errors.ts"
import type { Label } from "../splits/shuffled.ts"
import { checkPairs } from "./check.ts"

type Labels = ArrayLike<Label>

/** How often each class was predicted as each. */
export interface ConfusionMatrix {
  /** The classes that occur, sorted: numbers by size, names by their code units. */
  readonly classes: ReadonlyArray<Label>
  /** `counts[i][j]`: examples of class i that were predicted as class j. */
  readonly counts: ReadonlyArray<ReadonlyArray<number>>
}

const ascending = (a: Label, b: Label): number => (a < b ? -1 : a > b ? 1 : 0)

const matrixFor = (what: string, truth: Labels, predicted: Labels): ConfusionMatrix => {
  checkPairs(what, truth, predicted)
  const classes = [...new Set([...Array.from(truth), ...Array.from(predicted)])].sort(ascending)
  const place = new Map(classes.map((label, index) => [label, index]))
  const counts = classes.map(() => classes.map(() => 0))
  for (let row = 0; row < truth.length; row++) counts[place.get(truth[row]!)!]![place.get(predicted[row]!)!]! += 1
  return { classes, counts }
}

/** How often each class was predicted as each. */
export const confusionMatrix = (truth: Labels, predicted: Labels): ConfusionMatrix =>
  matrixFor("confusionMatrix", truth, predicted)

/** One class against all others. */
interface Tally {
  readonly hits: number
  /** Predicted as this class, and of another. */
  readonly falseAlarms: number
  /** Of this class, and predicted as another. */
  readonly misses: number
}

const tallies = ({ classes, counts }: ConfusionMatrix): ReadonlyArray<Tally> =>
  classes.map((_, k) => {
    const hits = counts[k]![k]!
    const predicted = counts.reduce((sum, row) => sum + row[k]!, 0)
    const actual = counts[k]!.reduce((sum, count) => sum + count, 0)
    return { hits, falseAlarms: predicted - hits, misses: actual - hits }
  })

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

/** Share of the examples that are predicted right. */
export const accuracy = (truth: Labels, predicted: Labels): number => {
  checkPairs("accuracy", truth, predicted)
  let right = 0
  for (let row = 0; row < truth.length; row++) if (truth[row] === predicted[row]) right++
  return right / truth.length
}

/** Mean recall of the classes that examples have. Always the same class: 1 / (number of classes). */
export const balancedAccuracy = (truth: Labels, predicted: Labels): number => {
  const recalls = tallies(matrixFor("balancedAccuracy", truth, predicted)).flatMap(({ hits, misses }) =>
    hits + misses === 0 ? [] : [hits / (hits + misses)]
  )
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length
}

/** Over which classes a score is taken. */
export interface AverageOptions {
  /**
   * - `binary` (default): of the class `positive` alone
   * - `micro`: of all decisions together; with one class per example that is the accuracy
   * - `macro`: the mean of the classes that occur
   * - `weighted`: their mean by how many examples each has
   */
  readonly average?: "binary" | "micro" | "macro" | "weighted"
  /** Default 1. */
  readonly positive?: Label
}

const averaged = (
  what: string,
  truth: Labels,
  predicted: Labels,
  { average = "binary", positive = 1 }: AverageOptions,
  score: (tally: Tally) => number
): number => {
  const matrix = matrixFor(what, truth, predicted)
  const perClass = tallies(matrix)
  switch (average) {
    case "binary":
      return score(perClass[matrix.classes.indexOf(positive)] ?? { hits: 0, falseAlarms: 0, misses: 0 })
    case "micro":
      return score(
        perClass.reduce((sum, tally) => ({
          hits: sum.hits + tally.hits,
          falseAlarms: sum.falseAlarms + tally.falseAlarms,
          misses: sum.misses + tally.misses
        }))
      )
    case "macro":
      return perClass.reduce((sum, tally) => sum + score(tally), 0) / perClass.length
    case "weighted":
      return perClass.reduce((sum, tally) => sum + score(tally) * (tally.hits + tally.misses), 0) / truth.length
    default:
      throw new InvalidDefinition(
        `${what} knows no average ${JSON.stringify(average)}.`,
        "Use binary, micro, macro or weighted."
      )
  }
}

/** Share of what is predicted positive that is positive. */
export const precision = (truth: Labels, predicted: Labels, options: AverageOptions = {}): number =>
  averaged("precision", truth, predicted, options, ({ falseAlarms, hits }) => share(hits, hits + falseAlarms))

/** Share of what is positive that is predicted so. */
export const recall = (truth: Labels, predicted: Labels, options: AverageOptions = {}): number =>
  averaged("recall", truth, predicted, options, ({ hits, misses }) => share(hits, hits + misses))

/** Harmonic mean of precision and recall: 2·hits / (2·hits + false alarms + misses). */
export const f1 = (truth: Labels, predicted: Labels, options: AverageOptions = {}): number =>
  averaged("f1", truth, predicted, options, ({ falseAlarms, hits, misses }) =>
    share(2 * hits, 2 * hits + falseAlarms + misses)
  )
