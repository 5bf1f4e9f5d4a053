/** The trial that a command is about: `N`, or a study and `N`. */
import * as Effect from "effect/Effect"
import { UsageError } from "../errors.ts"

/** A trial's number, and the study's name where it is given. */
export interface TrialNamed {
  readonly study: string | undefined
  readonly number: number
}

/** Reads it from the words of a command line. */
export const trialNamed = (command: string, words: ReadonlyArray<string>): Effect.Effect<TrialNamed, UsageError> => {
  const word = words.at(-1)
  const number = Number(word)
  return Number.isSafeInteger(number) && number >= 0
    ? Effect.succeed({ study: words.length === 2 ? words[0] : undefined, number })
    : Effect.fail(
        new UsageError(
          `"${word}" is not the number of a trial.`,
          `Write sweep ${command} 12, or sweep ${command} <study> 12.`
        )
      )
}
