/** What became of trials, in an order that needs no comparable values: for samplers that learn from ranks. */
import { isFeasible, totalExcess } from "../objectives/constraints.ts"
import { byFront } from "../objectives/crowding.ts"
import type { Trial } from "../Trial.ts"
import { rowKey, type Encoding } from "./gp/columns.ts"

/** A trial that has a result. */
export interface Outcome {
  readonly number: number
  readonly row: Float64Array
  /**
   * "stopped": pruned or paused after a report whose value is finite. "infeasible": complete, and outside of an outcome
   * constraint.
   */
  readonly kind: "complete" | "stopped" | "infeasible" | "failed"
  /** The step of the last report where the trial was stopped, else 0. */
  readonly step: number
  /**
   * Lower is better; the last reported one where the trial was stopped, how far it is outside where it is
   * infeasible, 0 where it failed. With several objectives, the
   * place of a complete trial in the order of all: by Pareto front, and within a front the lonelier first.
   */
  readonly value: number
  readonly trial: Trial
}

const kinds = { complete: 0, stopped: 1, infeasible: 2, failed: 3 } as const

/**
 * Best first: complete trials by value, then stopped ones, the later they were stopped the better, then those outside of a
 * constraint, the nearer to all of them the better, then failed ones.
 */
export const byMerit = (a: Outcome, b: Outcome): number =>
  kinds[a.kind] - kinds[b.kind] || b.step - a.step || a.value - b.value || a.number - b.number

const outcomeOf = (trial: Trial, row: Float64Array): Outcome => {
  const { number } = trial
  const failed: Outcome = { number, row, kind: "failed", step: 0, value: 0, trial }
  if (trial.state === "failed") return failed
  if (trial.state === "complete") {
    const { values, violations } = trial
    if (values?.every(Number.isFinite) !== true) return failed
    return { ...failed, kind: isFeasible(violations) ? "complete" : "infeasible", value: values[0]! }
  }
  const last = trial.curve.at(-1)
  return last === undefined || !Number.isFinite(last.value) ? failed : { ...failed, kind: "stopped", ...last }
}

/** The same with the excess as the value of infeasible ones. */
const withExcess = (outcomes: ReadonlyArray<Outcome>): ReadonlyArray<Outcome> => {
  const infeasible = outcomes.filter(({ kind }) => kind === "infeasible")
  if (infeasible.length === 0) return outcomes
  const excess = totalExcess(infeasible.map(({ trial }) => trial.violations!))
  const of = new Map(infeasible.map((outcome, index) => [outcome, excess[index]!]))
  return outcomes.map((outcome) => ({ ...outcome, value: of.get(outcome) ?? outcome.value }))
}

/** Complete trials of the same params as one, under the number of the first of them, with their mean value and violations. */
export const mergeRepeats = ({ encode }: Encoding, trials: ReadonlyArray<Trial>): ReadonlyArray<Trial> => {
  const groups = Map.groupBy(trials, (trial) => {
    const row = trial.state === "complete" && trial.values !== undefined ? encode(trial.params) : undefined
    return row === undefined ? trial : rowKey(row)
  })
  const mean = (of: ReadonlyArray<ReadonlyArray<number>>): ReadonlyArray<number> =>
    of[0]!.map((_, index) => of.reduce((sum, values) => sum + values[index]! / of.length, 0))
  return [...groups.values()].map(([first, ...others]) => {
    if (others.length === 0) return first!
    const all = [first!, ...others]
    return {
      ...first!,
      values: mean(all.map(({ values }) => values!)),
      ...(first!.violations === undefined ? {} : { violations: mean(all.map(({ violations }) => violations!)) })
    }
  })
}

/** The trials with a result and the rows of those under way, by rising number. Those that do not fit the space are passed over. */
export const outcomesOf = (
  { encode }: Encoding,
  trials: ReadonlyArray<Trial>
): { readonly finished: ReadonlyArray<Outcome>; readonly pending: ReadonlyArray<Float64Array> } => {
  const finished: Array<Outcome> = []
  const pending: Array<Float64Array> = []
  for (const trial of [...trials].sort((a, b) => a.number - b.number)) {
    const row = encode(trial.params)
    if (row === undefined) continue
    if (trial.state === "waiting" || trial.state === "running") pending.push(row)
    else finished.push(outcomeOf(trial, row))
  }
  return { finished: withExcess(ranked(finished)), pending }
}

const ranked = (finished: ReadonlyArray<Outcome>): ReadonlyArray<Outcome> => {
  const complete = finished.filter(({ kind }) => kind === "complete")
  if ((complete[0]?.trial.values?.length ?? 1) === 1) return finished
  const places = new Map(
    byFront(complete.map(({ trial }) => trial.values!)).map((index, place) => [complete[index], place])
  )
  return finished.map((outcome) => ({ ...outcome, value: places.get(outcome) ?? outcome.value }))
}
