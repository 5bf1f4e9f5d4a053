/** `sweep why`: why a trial was proposed, pruned, paused, resumed, retried, failed, or is waiting. */
import * as Effect from "effect/Effect"
import { readerLayer } from "../store/sqlite.ts"
import { StudyReader } from "../store/StudyReader.ts"
import { jsonText } from "../view/json.ts"
import { renderWhy, whyJson } from "../view/why.ts"
import { findStudy } from "./findStudy.ts"
import { now, outputTheme, outputWidth, print, storePath } from "./terminal.ts"
import { trialNamed } from "./trialNamed.ts"

/** What the command line gives: `N`, or a study and `N`. */
export interface WhyInput {
  readonly words: ReadonlyArray<string>
  readonly store: string | undefined
  readonly json: boolean
}

/** Prints every decision about a trial, with its reason. */
export const why = Effect.fnUntraced(function* ({ json, store, words }: WhyInput) {
  const { number, study: name } = yield* trialNamed("why", words)
  const explain = Effect.gen(function* () {
    const { study } = yield* findStudy(name)
    const history = yield* (yield* StudyReader).trial(study.id, number)
    print(
      json
        ? jsonText(whyJson(history, now()))
        : renderWhy({ history, now: now(), width: outputWidth(), theme: outputTheme() })
    )
  })
  yield* Effect.provide(explain, readerLayer(storePath(store)))
})
