/** The trial that a model of a noisy study believes best, from what is stored. */
import { objectivesOf } from "../search/objectives/direction.ts"
import { believedBest } from "../search/samplers/gp/believe.ts"
import { completedHistory } from "../search/space/defaults.ts"
import type { StoredStudy, StoredTrial } from "../store/records.ts"
import { StudyMirror } from "./StudyMirror.ts"

/**
 * The complete trial with the best posterior mean of the first objective, out of all trials of a study that declares noise;
 * undefined where it declares none, or none is complete. The trial with the best value is rather the luckiest.
 */
export const believedIn = (
  { revision, spec }: StoredStudy,
  trials: ReadonlyArray<StoredTrial>
): StoredTrial | undefined => {
  if (spec.noise === undefined) return undefined
  const mirror = new StudyMirror(objectivesOf(spec), spec.constraints)
  mirror.absorb({ revision, trials: trials.toSorted((a, b) => a.number - b.number), reports: [] })
  const history = completedHistory(spec.space, mirror.history())
  const number = believedBest(spec.space, history.trials, spec.noise, spec.seed)
  return trials.find((trial) => trial.number === number)
}
