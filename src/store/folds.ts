/** What complete trials say of their folds: the rule that every store shares. */
import { lowerIsBetter } from "../search/objectives/direction.ts"
import { reportsInForce } from "./checkpoints.ts"
import type { StoredReport, StoredTrial, StudySpec } from "./records.ts"
import type { FoldValue } from "./StudyReader.ts"

type FoldedTrial = Pick<StoredTrial, "number" | "attempt" | "continues">
type FoldedReport = Pick<StoredReport, "trial" | "attempt" | "step" | "fold" | "metrics">

/** The finite values that trials last reported of each fold, by rising trial and fold. Reports come in the order of their keys. */
export const lastOfFolds = (
  trials: ReadonlyArray<FoldedTrial>,
  reports: ReadonlyArray<FoldedReport>,
  metric: string
): ReadonlyArray<FoldValue> => {
  const last = new Map<string, FoldValue>()
  for (const { fold, metrics, trial } of reportsInForce(trials, reports)) {
    const value = metrics[metric]
    if (fold !== undefined && value !== undefined && Number.isFinite(value))
      last.set(`${trial}/${fold}`, { trial, fold, value })
  }
  return [...last.values()].toSorted((a, b) => a.trial - b.trial || a.fold - b.fold)
}

/** The folds of complete trials by the first objective, as `StudyReader.folds` gives them. Reports come in the order of their keys. */
export const foldsIn = (
  { objective }: Pick<StudySpec, "objective">,
  trials: ReadonlyArray<FoldedTrial & Pick<StoredTrial, "value">>,
  reports: ReadonlyArray<FoldedReport>
): ReadonlyArray<FoldValue> => {
  const complete = trials.filter(({ value }) => value !== undefined)
  const lower = ({ value }: Pick<StoredTrial, "value">): number => lowerIsBetter(objective, value!)
  const [incumbent] = complete.toSorted((a, b) => lower(a) - lower(b) || a.number - b.number)
  const folds = lastOfFolds(complete, reports, objective.metric)
  return folds.some(({ trial }) => trial === incumbent?.number) ? folds : []
}
