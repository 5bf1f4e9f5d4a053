/** What trials said of their folds, as pruners see it. */
import type { Objectives } from "../search/objectives/direction.ts"
import type { FoldPoint } from "../search/Pruner.ts"
import type { Report } from "../search/Trial.ts"
import { pointOf } from "./points.ts"

/** A report as a point of a fold; undefined where it is of no fold, says nothing of the first objective, or is not to be judged. */
export const foldPoint = (objectives: Objectives, report: Report): FoldPoint | undefined => {
  const point = report.fold === undefined ? undefined : pointOf(objectives, report)
  return point === undefined ? undefined : { fold: report.fold!, ...point }
}

/** Points with one more, by rising fold and step. The first report of a fold's step counts. */
export const withFoldPoint = (points: ReadonlyArray<FoldPoint>, point: FoldPoint): ReadonlyArray<FoldPoint> =>
  points.some(({ fold, step }) => fold === point.fold && step === point.step)
    ? points
    : [...points, point].sort((a, b) => a.fold - b.fold || a.step - b.step)

/** Whether a fold has a report at or after the step of a new one, which then comes too late to be judged. */
export const isLate = (points: ReadonlyArray<FoldPoint>, point: FoldPoint): boolean =>
  points.some(({ fold, step }) => fold === point.fold && step >= point.step)
