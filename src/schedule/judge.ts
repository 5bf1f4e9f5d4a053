/** Judges one report: what the store has, as the pruner wants it. */
import { lowerIsBetter, type Objectives } from "../search/objectives/direction.ts"
import { goOn, type Pruner, type Verdict } from "../search/Pruner.ts"
import type { Report } from "../search/Trial.ts"
import type { Lease } from "../store/records.ts"
import { foldPoint, isLate, withFoldPoint } from "./folds.ts"
import { curvePoint } from "./points.ts"
import type { StudyMirror } from "./StudyMirror.ts"
import { horizonOf } from "./window.ts"

/** A value as reasons have it: four digits are enough. */
export const shownValue = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(4))) : String(value)

/**
 * The pruner's verdict on a report, from what the mirror has absorbed. A report at step 0, without the first
 * objective's metric, or older than one already judged is recorded without being judged, and so is one of a fold where the pruner
 * does not judge folds, and one up to which the trial was judged before it was paused. With a window, nothing is paused, and only the trials whose results this one may see are its peers.
 */
export const judgeReport = (
  pruner: Pruner,
  objectives: Objectives,
  mirror: StudyMirror,
  lease: Lease,
  report: Report,
  window?: number
): Verdict => {
  const [objective] = objectives
  const horizon = horizonOf(lease.trial, window)
  const curve = mirror.curve(lease.trial, lease.attempt)
  const asked = {
    peers: mirror.peersOf(lease.trial, horizon),
    show: (value: number) => shownValue(lowerIsBetter(objective, value)),
    showAll: (values: ReadonlyArray<number>) =>
      objectives.map((one, k) => `${one.metric} ${shownValue(lowerIsBetter(one, values[k]!))}`).join(", "),
    asReported: (value: number) => lowerIsBetter(objective, value)
  }
  const ofFold = foldPoint(objectives, report)
  if (ofFold !== undefined) {
    const { folds = [] } = curve
    if (pruner.judgeFold === undefined || isLate(folds, ofFold)) return goOn
    const incumbent = mirror.bestUpTo(horizon)
    const trial = { ...curve, folds: withFoldPoint(folds, ofFold) }
    return pruner.judgeFold({ trial, report: ofFold, ...asked, ...(incumbent === undefined ? {} : { incumbent }) })
  }
  // It goes on because it was resumed: only what lies behind the pause is judged again.
  if (report.step <= mirror.judgedUpTo(lease.trial)) return goOn
  // What runs at the same time must not decide what is paused where the same trials are to come out.
  const resumable = window === undefined && mirror.isResumable(lease.trial, lease.attempt, report.step)
  const point = curvePoint(objectives, report)
  const last = curve.points.at(-1)
  if (point === undefined || (last !== undefined && last.step >= point.step)) return goOn
  return pruner.judge({ trial: { ...curve, points: [...curve.points, point] }, report: point, ...asked, resumable })
}
