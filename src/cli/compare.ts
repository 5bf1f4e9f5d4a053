/** `sweep compare`: two trials of a study, or two studies. */
import * as Effect from "effect/Effect"
import { UsageError } from "../errors.ts"
import { readerLayer } from "../store/sqlite.ts"
import { StudyReader } from "../store/StudyReader.ts"
import { compareStudiesJson, renderStudies } from "../view/compareStudies.ts"
import { compareTrialsJson, renderTrials } from "../view/compareTrials.ts"
import { jsonText } from "../view/json.ts"
import { findStudy } from "./findStudy.ts"
import { outputTheme, outputWidth, print, storePath } from "./terminal.ts"

/** What the command line gives. */
export interface CompareInput {
  readonly words: ReadonlyArray<string>
  readonly store: string | undefined
  readonly json: boolean
}

const isNumber = (word: string | undefined): word is string => word !== undefined && /^\d+$/.test(word)

const screen = () => ({ width: outputWidth(), theme: outputTheme() })

const compareTrials = Effect.fnUntraced(function* (
  name: string | undefined,
  numbers: readonly [number, number],
  json: boolean
) {
  const { study } = yield* findStudy(name)
  const reader = yield* StudyReader
  const [a, b] = [yield* reader.trial(study.id, numbers[0]), yield* reader.trial(study.id, numbers[1])]
  const compared = {
    study,
    histories: [a, b] as const,
    trials: yield* reader.leaderboard(study.id),
    folds: yield* reader.folds(study.id)
  }
  print(json ? jsonText(compareTrialsJson(compared)) : renderTrials(compared, screen()))
})

const studyOf = Effect.fnUntraced(function* (name: string) {
  const summary = yield* findStudy(name)
  const reader = yield* StudyReader
  const { id } = summary.study
  return { summary, trials: yield* reader.leaderboard(id), folds: yield* reader.folds(id) }
})

const compareStudies = Effect.fnUntraced(function* (names: readonly [string, string], json: boolean) {
  const compared = [yield* studyOf(names[0]), yield* studyOf(names[1])] as const
  print(json ? jsonText(compareStudiesJson(compared)) : renderStudies(compared, screen()))
})

/** `A B`, two numbers or two studies' names; or a study, then two numbers. */
const compareWords = Effect.fnUntraced(function* ({ json, words }: CompareInput) {
  const [first, second, third] = words
  if (third === undefined && isNumber(first) && isNumber(second))
    return yield* compareTrials(undefined, [Number(first), Number(second)], json)
  if (isNumber(second) && isNumber(third)) return yield* compareTrials(first, [Number(second), Number(third)], json)
  if (third === undefined && first !== undefined && second !== undefined && !isNumber(first) && !isNumber(second))
    return yield* compareStudies([first, second], json)
  return yield* Effect.fail(
    new UsageError(
      `"${words.join(" ")}" names neither two trials nor two studies.`,
      "Write sweep compare 3 12, sweep compare <study> 3 12, or sweep compare <study> <study>."
    )
  )
})

/** Prints the comparison. */
export const compare = (input: CompareInput) =>
  compareWords(input).pipe(Effect.provide(readerLayer(storePath(input.store))))
