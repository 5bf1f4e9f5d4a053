/** What became of trials, in an order that needs no comparable values: for samplers that learn from ranks. */
import { byFront } from "../objectives/crowding.ts"
import type { Trial } from "../Trial.ts"
import type { Encoding } from "./gp/columns.ts"

/** A trial that has a result. */
export interface Outcome {
  readonly number: number
  readonly row: Float64Array
  /** "stopped": pruned or paused after a report whose value is finite. */
  readonly kind: "complete" | "stopped" | "failed"
  /** The step of the last report where the trial was stopped, else 0. */
  readonly step: number
  /**
   * Lower is better; the last reported one where the trial was stopped, 0 where it failed. With several objectives, the
   * place of a complete trial in the order of all: by Pareto front, and within a front the lonelier first.
   */
  readonly value: number
  readonly trial: Trial
}

const kinds = { complete: 0, stopped: 1, failed: 2 } as const

/** Best first: complete trials by value, then stopped ones, the later they were stopped the better, then failed ones. */
export const byMerit = (a: Outcome, b: Outcome): number =>
  kinds[a.kind] - kinds[b.kind] || b.step - a.step || a.value - b.value || a.number - b.number

const outcomeOf = (trial: Trial, row: Float64Array): Outcome => {
  const { number } = trial
  const failed: Outcome = { number, row, kind: "failed", step: 0, value: 0, trial }
  if (trial.state === "failed") return failed
  if (trial.state === "complete") {
    const { values } = trial
    return values?.every(Number.isFinite) ? { ...failed, kind: "complete", value: values[0]! } : failed
  }
  const last = trial.curve.at(-1)
  return last === undefined || !Number.isFinite(last.value) ? failed : { ...failed, kind: "stopped", ...last }
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
  return { finished: ranked(finished), pending }
}

const ranked = (finished: ReadonlyArray<Outcome>): ReadonlyArray<Outcome> => {
  const complete = finished.filter(({ kind }) => kind === "complete")
  if ((complete[0]?.trial.values?.length ?? 1) === 1) return finished
  const places = new Map(
    byFront(complete.map(({ trial }) => trial.values!)).map((index, place) => [complete[index], place])
  )
  return finished.map((outcome) => ({ ...outcome, value: places.get(outcome) ?? outcome.value }))
}
