/** Suggestions computed where they are asked for: for tests, and for studies opened by a program, which have no file. */
import * as Effect from "effect/Effect"
import type { Study } from "../../search/Study.ts"
import { explainSuggestion } from "./explain.ts"
import { type MakeSuggester, suggestFrom } from "./Suggester.ts"

/** Blocks the event loop for as long as a suggestion takes. */
export const inProcess =
  (study: Study): MakeSuggester =>
  (mirror) =>
    Effect.succeed({
      suggest: (ask) =>
        Effect.try({
          try: () => ({ suggestion: suggestFrom(study, mirror, ask), sawRevision: mirror.revision }),
          catch: (cause) => explainSuggestion(ask.number, cause)
        })
    })
