/** What each trial has for a curve: the one rule by which every view gathers it from reports. */
import { reportsInForce } from "../store/checkpoints.ts"
import type { StoredReport, StoredTrial } from "../store/records.ts"

/** A curve, by rising step. */
export type Curve = ReadonlyArray<readonly [step: number, value: number]>

/** As much of a study's record as its curves are made from. */
export interface CurveRecord {
  readonly trials: ReadonlyArray<Pick<StoredTrial, "number" | "attempt" | "continues">>
  readonly reports: ReadonlyArray<Pick<StoredReport, "trial" | "attempt" | "step" | "fold" | "metrics">>
}

/**
 * The finite values of a metric that each trial has reported outside of folds, by its number: those of the attempts that it
 * goes on from, each up to where the next took over, and its own. Trials that have reported none have no curve.
 */
export const curvesOf = ({ reports, trials }: CurveRecord, metric: string): ReadonlyMap<number, Curve> => {
  const curves = new Map<number, Array<readonly [number, number]>>()
  for (const { fold, metrics, step, trial } of reportsInForce(trials, reports)) {
    const value = metrics[metric]
    if (fold !== undefined || value === undefined || !Number.isFinite(value)) continue
    const curve = curves.get(trial)
    if (curve === undefined) curves.set(trial, [[step, value]])
    else curve.push([step, value])
  }
  for (const curve of curves.values()) curve.sort(([a], [b]) => a - b)
  return curves
}
