/** Judges one report: what the store has, as the pruner wants it. */
import { lowerIsBetter } from "../search/objectives/direction.ts"
import { goOn, type Pruner, type Verdict } from "../search/Pruner.ts"
import type { Report } from "../search/Trial.ts"
import type { Lease } from "../store/records.ts"
import type { ObjectiveSpec } from "../search/objectives/direction.ts"
import { curvePoint, type StudyMirror } from "./StudyMirror.ts"
import { horizonOf } from "./window.ts"

const show = (value: number): string => (Number.isFinite(value) ? String(Number(value.toPrecision(4))) : String(value))

/**
 * The pruner's verdict on a report, from what the mirror has absorbed. A report at step 0, of a fold, without the
 * objective's metric, or older than one already judged is recorded without being judged. With a window, only the trials
 * whose results this one may see are its peers.
 */
export const judgeReport = (
  pruner: Pruner,
  objective: ObjectiveSpec,
  mirror: StudyMirror,
  lease: Lease,
  report: Report,
  window?: number
): Verdict => {
  const point = curvePoint(objective, report)
  if (point === undefined) return goOn
  const curve = mirror.curve(lease.trial, lease.attempt)
  const last = curve.points.at(-1)
  if (last !== undefined && last.step >= point.step) return goOn
  return pruner.judge({
    trial: { ...curve, points: [...curve.points, point] },
    report: point,
    peers: mirror.peersOf(lease.trial, horizonOf(lease.trial, window)),
    show: (value) => show(lowerIsBetter(objective, value))
  })
}
