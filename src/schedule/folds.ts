/** What trials said of their folds, as pruners see it. */
import { lowerIsBetter, type ObjectiveSpec } from "../search/objectives/direction.ts"
import type { FoldPoint } from "../search/Pruner.ts"
import type { Report } from "../search/Trial.ts"

/** A report as a point of a fold; undefined where it is of no fold, says nothing of the objective, or is not to be judged. */
export const foldPoint = (objective: ObjectiveSpec, { fold, metrics, step }: Report): FoldPoint | undefined => {
  const value = metrics[objective.metric]
  if (value === undefined || fold === undefined || step < 1) return undefined
  return { fold, step, value: lowerIsBetter(objective, value) }
}

/** Points with one more, by rising fold and step. The first report of a fold's step counts. */
export const withFoldPoint = (points: ReadonlyArray<FoldPoint>, point: FoldPoint): ReadonlyArray<FoldPoint> =>
  points.some(({ fold, step }) => fold === point.fold && step === point.step)
    ? points
    : [...points, point].sort((a, b) => a.fold - b.fold || a.step - b.step)

/** Whether a fold has a report at or after the step of a new one, which then comes too late to be judged. */
export const isLate = (points: ReadonlyArray<FoldPoint>, point: FoldPoint): boolean =>
  points.some(({ fold, step }) => fold === point.fold && step >= point.step)
