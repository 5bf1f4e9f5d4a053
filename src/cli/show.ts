/** `sweep show`: one trial whole. */
import * as Effect from "effect/Effect"
import { UsageError } from "../errors.ts"
import { readerLayer } from "../store/sqlite.ts"
import { StudyReader } from "../store/StudyReader.ts"
import { jsonText } from "../view/json.ts"
import { renderShow, showJson } from "../view/show.ts"
import { findStudy } from "./findStudy.ts"
import { now, outputTheme, outputWidth, print, storePath } from "./terminal.ts"

/** What the command line gives: `N`, or a study and `N`. */
export interface ShowInput {
  readonly words: ReadonlyArray<string>
  readonly store: string | undefined
  readonly json: boolean
}

const showOne = Effect.fnUntraced(function* (number: number, { json, words }: ShowInput) {
  const { study } = yield* findStudy(words.length === 2 ? words[0] : undefined)
  const reader = yield* StudyReader
  const history = yield* reader.trial(study.id, number)
  print(
    json ? jsonText(showJson(history)) : renderShow({ history, now: now(), width: outputWidth(), theme: outputTheme() })
  )
})

/** Prints a trial with its attempts, reports and verdicts. */
export const show = Effect.fnUntraced(function* (input: ShowInput) {
  const word = input.words.at(-1)
  const number = Number(word)
  if (!Number.isSafeInteger(number) || number < 0) {
    return yield* Effect.fail(
      new UsageError(`"${word}" is not the number of a trial.`, "Write sweep show 12, or sweep show <study> 12.")
    )
  }
  yield* showOne(number, input).pipe(Effect.provide(readerLayer(storePath(input.store))))
})
