/** Whether there is anything to tell the noise by: apart from the statistics, so that those who need none load none. */
import type { StoredStudy } from "../store/records.ts"
import type { FoldValue } from "../store/StudyReader.ts"

/** Trials have folds; or noise is declared, and trials of equal params are repeats. */
export const isMeasuredAgain = ({ spec }: Pick<StoredStudy, "spec">, folds: ReadonlyArray<FoldValue>): boolean =>
  folds.length > 0 || spec.noise !== undefined
