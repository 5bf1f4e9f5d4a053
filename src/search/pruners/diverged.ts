/** Values that no ranking needs to look at. */
import type { Verdict } from "../Pruner.ts"
import type { CurvePoint } from "../Trial.ts"

/** The verdict on a value that is no finite number; undefined where it is one. */
export const notFinite = ({ step, value }: CurvePoint): Verdict | undefined => {
  if (Number.isFinite(value)) return undefined
  return { _tag: "Prune", reason: `${Number.isNaN(value) ? "not a number" : "infinite"} at step ${step}` }
}
