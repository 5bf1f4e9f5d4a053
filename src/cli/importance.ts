/** `sweep importance`: which params matter. */
import * as Effect from "effect/Effect"
import { importances, observedIn } from "../search/importance/importance.ts"
import { readerLayer } from "../store/sqlite.ts"
import { StudyReader } from "../store/StudyReader.ts"
import { renderImportance } from "../view/importance.ts"
import { jsonText } from "../view/json.ts"
import { notEnoughData } from "../view/notEnoughData.ts"
import { findStudy } from "./findStudy.ts"
import { outputTheme, outputWidth, print, storePath } from "./terminal.ts"

/** What the command line gives. */
export interface ImportanceInput {
  readonly study: string | undefined
  readonly store: string | undefined
  readonly json: boolean
}

/** Prints the importance of every param that can vary; for several objectives, to the first. */
export const importance = (input: ImportanceInput) =>
  Effect.gen(function* () {
    const { study } = yield* findStudy(input.study)
    const reader = yield* StudyReader
    const observed = observedIn(yield* reader.leaderboard(study.id))
    const found = importances(study.spec.space, observed, study.spec.seed)
    if (input.json) {
      return print(
        jsonText({
          study: study.name,
          objective: study.spec.objective,
          trials: observed.length,
          importances: found ?? null
        })
      )
    }
    if (found === undefined) return print(notEnoughData(observed.length))
    print(renderImportance({ study, importances: found, width: outputWidth(), theme: outputTheme() }))
  }).pipe(Effect.asVoid, Effect.provide(readerLayer(storePath(input.store))))
