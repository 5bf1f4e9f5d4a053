/** Finds the study that a command is about. */
import * as Effect from "effect/Effect"
import { NotFound } from "../errors.ts"
import { StudyReader } from "../store/StudyReader.ts"
import { didYouMean } from "../view/didYouMean.ts"

/** The study of this name, or the one with the latest activity. A name that is nearly right gets a suggestion. */
export const findStudy = Effect.fnUntraced(function* (name: string | undefined) {
  const reader = yield* StudyReader
  return yield* reader.summary(name).pipe(
    Effect.catchTag(
      "NotFound",
      Effect.fnUntraced(function* (error) {
        const known = name === undefined ? [] : (yield* reader.list).map(({ study }) => study.name)
        const near = name === undefined ? undefined : didYouMean(name, known)
        return yield* Effect.fail(
          near === undefined ? error : new NotFound(error.message, `Did you mean "${near}"? ${error.hint}`)
        )
      })
    )
  )
})
