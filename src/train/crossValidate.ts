/** Judges one configuration by several splits, as one trial. */
import type { TrainContext } from "../search/Study.ts"
import type { Split } from "./splits/kFold.ts"

type Metrics = Readonly<Record<string, number>>

/** What the training of one fold is given in place of the trial's context: `fit` takes it. */
export type FoldContext = Pick<TrainContext, "report" | "seed" | "signal">

/** One fold to be trained. */
export interface Fold {
  /** Counted from 0. */
  readonly index: number
  /** Its reports go nowhere: what counts of a fold is what it ends with. */
  readonly context: FoldContext
}

/** What came out of all folds. */
export interface CrossValidated<M extends Metrics> {
  /** The mean of each metric. */
  readonly mean: M
  /** Standard deviation of each metric between folds (divided by their number less 1; 0 for one fold). */
  readonly deviation: M
  readonly folds: ReadonlyArray<M>
}

/** The parts of a train function's context that a cross-validation uses. */
export type CrossValidationContext = FoldContext & Partial<Pick<TrainContext, "checkpoint">>

const combined = <M extends Metrics>(folds: ReadonlyArray<M>, combine: (values: ReadonlyArray<number>) => number): M =>
  Object.fromEntries(
    Object.keys(folds[0] ?? {}).map((name) => [name, combine(folds.map((metrics) => metrics[name]!))])
  ) as M

const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, value) => sum + value, 0) / values.length

const deviation = (values: ReadonlyArray<number>): number => {
  if (values.length < 2) return 0
  const middle = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1))
}

/** JSON has no NaN, and a fold may have ended with one. */
const encode = (folds: ReadonlyArray<Metrics>): Uint8Array =>
  new TextEncoder().encode(
    JSON.stringify(folds.map((metrics) => Object.entries(metrics).map(([name, value]) => [name, String(value)])))
  )

const decode = (bytes: Uint8Array): ReadonlyArray<Metrics> => {
  const folds = JSON.parse(new TextDecoder().decode(bytes)) as ReadonlyArray<ReadonlyArray<[string, string]>>
  return folds.map((entries) => Object.fromEntries(entries.map(([name, value]) => [name, Number(value)])))
}

const saved = async (context: CrossValidationContext, folds: number): Promise<ReadonlyArray<Metrics>> => {
  const found = await context.checkpoint?.load()
  if (found === undefined) return []
  try {
    const done = found.bytes === undefined ? [] : decode(found.bytes)
    if (done.length === found.step && done.length <= folds) return done
  } catch {
    // Told below.
  }
  throw new Error(
    `The checkpoint of step ${found.step} is not one of this cross-validation: it was made by other code. Start the study afresh (--fresh), or bring the code back.`
  )
}

/**
 * Trains and judges every fold in turn, and reports each: as the fold that it is, for tests that pair trials by fold, and
 * as step `fold + 1` with the means so far, for pruners that judge whole trials, unless it is the last. A checkpoint after every fold lets an
 * interrupted trial go on with the next one.
 *
 * `judge` answers the metrics of one fold. The means are what `train` usually returns.
 */
export const crossValidate = async <M extends Metrics>(
  context: CrossValidationContext,
  splits: ReadonlyArray<Split>,
  judge: (split: Split, fold: Fold) => M | Promise<M>
): Promise<CrossValidated<M>> => {
  const { checkpoint, report, seed, signal } = context
  const forFold: FoldContext = { seed, signal, report: async () => signal.throwIfAborted() }
  const folds = [...(await saved(context, splits.length))] as Array<M>
  for (let index = folds.length; index < splits.length; index++) {
    const metrics = await judge(splits[index]!, { index, context: forFold })
    folds.push(metrics)
    await report(1, metrics, { fold: index })
    await checkpoint?.save(index + 1, encode(folds)).catch((error: unknown) => {
      if (!(error instanceof Error) || error.name !== "NoCheckpoints") throw error
    })
    // The last mean is the result: nothing is left that a verdict on it could spare.
    if (index + 1 < splits.length) await report(index + 1, combined(folds, mean))
  }
  return { mean: combined(folds, mean), deviation: combined(folds, deviation), folds }
}
