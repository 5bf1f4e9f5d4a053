/** What reports say of the objectives. */
import { lowerIsBetter, valuesIn, type Objectives } from "../search/objectives/direction.ts"
import type { CurvePoint, Report } from "../search/Trial.ts"

/** What a report says, of a fold or not; undefined where that is nothing of the first objective, or is not to be judged. */
export const pointOf = (objectives: Objectives, { metrics, step }: Report): CurvePoint | undefined => {
  const value = metrics[objectives[0].metric]
  if (value === undefined || step < 1) return undefined
  const values = objectives.length > 1 ? valuesIn(objectives, metrics) : undefined
  return { step, value: lowerIsBetter(objectives[0], value), ...(values === undefined ? {} : { values }) }
}

/** A report as a point of the trial's curve; undefined where it is of a fold, or `pointOf` is. */
export const curvePoint = (objectives: Objectives, report: Report): CurvePoint | undefined =>
  report.fold === undefined ? pointOf(objectives, report) : undefined
