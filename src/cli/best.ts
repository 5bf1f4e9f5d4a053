/** `sweep best`: the incumbent. */
import * as Effect from "effect/Effect"
import { NotFound } from "../errors.ts"
import { readerLayer } from "../store/sqlite.ts"
import { bestJson, renderBest } from "../view/best.ts"
import { jsonText } from "../view/json.ts"
import { nothingRanked } from "../view/leaderboard.ts"
import { findStudy } from "./findStudy.ts"
import { outputTheme, outputWidth, print, storePath } from "./terminal.ts"

/** What the command line gives. */
export interface BestInput {
  readonly study: string | undefined
  readonly store: string | undefined
  readonly json: boolean
  readonly params: boolean
}

/** Prints the best trial. Fails with `NotFound` while no trial is complete. */
export const best = (input: BestInput) =>
  Effect.gen(function* () {
    const summary = yield* findStudy(input.study)
    if (summary.incumbent === undefined) {
      const { counts, study } = summary
      return yield* Effect.fail(
        new NotFound(
          `The study "${study.name}" has no best trial. ${nothingRanked(study, counts)}`,
          "Go on with sweep run, or look at what there is: sweep leaderboard --all."
        )
      )
    }
    if (input.params) return print(jsonText(summary.incumbent.params))
    print(
      input.json ? jsonText(bestJson(summary)) : renderBest({ summary, width: outputWidth(), theme: outputTheme() })
    )
  }).pipe(Effect.provide(readerLayer(storePath(input.store))))
