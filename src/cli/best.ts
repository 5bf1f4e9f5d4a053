/** `sweep best`: the incumbent. */
import * as Effect from "effect/Effect"
import { NotFound, UsageError } from "../errors.ts"
import { layer, readerLayer } from "../store/sqlite.ts"
import { TrialStore } from "../store/TrialStore.ts"
import { bestJson, renderBest } from "../view/best.ts"
import { jsonText } from "../view/json.ts"
import { renderUnsealed } from "../view/unsealed.ts"
import { findStudy } from "./findStudy.ts"
import { outputTheme, outputWidth, print, storePath } from "./terminal.ts"

/** What the command line gives. */
export interface BestInput {
  readonly study: string | undefined
  readonly store: string | undefined
  readonly json: boolean
  readonly params: boolean
  readonly unseal: boolean
}

const findBest = Effect.fnUntraced(function* (study: string | undefined) {
  const summary = yield* findStudy(study)
  const { incumbent } = summary
  if (incumbent !== undefined) return { summary, incumbent }
  return yield* Effect.fail(
    new NotFound(
      `The study "${summary.study.name}" has no complete trial yet.`,
      "Go on with sweep run, or look at what there is: sweep leaderboard --all."
    )
  )
})

const unseal = (path: string, study: number, trial: number) =>
  Effect.flatMap(TrialStore, (store) => store.unseal(study, trial, "best --unseal")).pipe(Effect.provide(layer(path)))

/** Prints the best trial. Fails with `NotFound` while no trial is complete. */
export const best = (input: BestInput) =>
  Effect.gen(function* () {
    if (input.params && input.unseal) {
      const hint = "Params are never sealed: use --params alone."
      return yield* Effect.fail(new UsageError("--params and --unseal exclude each other.", hint))
    }
    const path = storePath(input.store)
    // Only a store that is there, with a trial to look at, is opened for writing.
    const { incumbent, summary } = yield* findBest(input.study).pipe(Effect.provide(readerLayer(path)))
    if (input.params) return print(jsonText(incumbent.params))
    const looks = input.unseal ? yield* unseal(path, summary.study.id, incumbent.number) : undefined
    if (input.json)
      return print(jsonText({ ...bestJson(summary), ...(looks && { sealed: looks.at(-1)!.metrics, looks }) }))
    const [width, theme] = [outputWidth(), outputTheme()]
    print(renderBest({ summary, width, theme, unsealed: input.unseal }))
    if (looks !== undefined) print(renderUnsealed(looks, width, theme))
  })
