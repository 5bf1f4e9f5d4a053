/** `sweep show`: one trial whole. */
import * as Effect from "effect/Effect"
import { readerLayer } from "../store/sqlite.ts"
import { StudyReader } from "../store/StudyReader.ts"
import { jsonText } from "../view/json.ts"
import { renderShow, showJson } from "../view/show.ts"
import { findStudy } from "./findStudy.ts"
import { now, outputTheme, outputWidth, print, storePath } from "./terminal.ts"
import { trialNamed } from "./trialNamed.ts"

/** What the command line gives: `N`, or a study and `N`. */
export interface ShowInput {
  readonly words: ReadonlyArray<string>
  readonly store: string | undefined
  readonly json: boolean
}

/** Prints a trial with its attempts, reports and verdicts. */
export const show = Effect.fnUntraced(function* ({ json, store, words }: ShowInput) {
  const { number, study: name } = yield* trialNamed("show", words)
  const showOne = Effect.gen(function* () {
    const { study } = yield* findStudy(name)
    const history = yield* (yield* StudyReader).trial(study.id, number)
    print(
      json
        ? jsonText(showJson(history))
        : renderShow({ history, now: now(), width: outputWidth(), theme: outputTheme() })
    )
  })
  yield* Effect.provide(showOne, readerLayer(storePath(store)))
})
