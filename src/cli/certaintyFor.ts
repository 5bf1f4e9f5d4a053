/** Reads what tells how sure a ranking is. */
import * as Effect from "effect/Effect"
import type { StoredStudy } from "../store/records.ts"
import { StudyReader } from "../store/StudyReader.ts"
import { isMeasuredAgain } from "../view/measuredAgain.ts"

/** From the folds of a study, or its repeats where noise is declared. Undefined where there are neither. */
export const certaintyFor = Effect.fnUntraced(function* (study: StoredStudy) {
  const reader = yield* StudyReader
  const folds = yield* reader.folds(study.id)
  if (!isMeasuredAgain(study, folds)) return undefined
  // Its statistics are loaded by those who need them: other studies are answered sooner.
  const { certaintyOf } = yield* Effect.promise(() => import("../view/certainty.ts"))
  return certaintyOf(study, yield* reader.leaderboard(study.id), folds)
})
