/** `sweep best` of a study of several objectives. */
import * as Effect from "effect/Effect"
import { UsageError } from "../errors.ts"
import { StudyReader, type StudySummary } from "../store/StudyReader.ts"
import { frontJson, frontOf, renderFront } from "../view/front.ts"
import { jsonText } from "../view/json.ts"
import type { BestInput } from "./best.ts"
import { outputTheme, outputWidth, print } from "./terminal.ts"

/** What was asked of one trial, of a study that has several best ones. */
const noneIsBest = (study: string, front: number, flag: string) =>
  new UsageError(
    `${flag} shows one trial, but between the objectives of "${study}" none of the ${front} on the front is the best.`,
    `Look at them with sweep best, and choose one: sweep show ${study} N --json.`
  )

/** Prints the front, or its only trial. Fails with `UsageError` where one trial is asked for and several are on it. */
export const showFront = Effect.fnUntraced(function* (input: BestInput, summary: StudySummary) {
  const reader = yield* StudyReader
  const request = { summary, trials: yield* reader.leaderboard(summary.study.id) }
  const front = frontOf(request)
  const single = input.unseal ? "--unseal" : input.params ? "--params" : undefined
  if (single !== undefined && (front.length > 1 || input.unseal))
    return yield* Effect.fail(noneIsBest(summary.study.name, front.length, single))
  if (input.params) return print(jsonText(front[0]!.params))
  if (input.json) return print(jsonText(frontJson(request)))
  print(renderFront({ ...request, width: outputWidth(), theme: outputTheme() }))
})
