/** `sweep best`: the incumbent, or the front. */
import * as Effect from "effect/Effect"
import { NotFound, UsageError } from "../errors.ts"
import { layer, readerLayer } from "../store/sqlite.ts"
import { StudyReader, type StudySummary } from "../store/StudyReader.ts"
import { TrialStore } from "../store/TrialStore.ts"
import { bestJson, renderBest } from "../view/best.ts"
import { jsonText } from "../view/json.ts"
import { nothingRanked } from "../view/rankingWords.ts"
import { renderUnsealed } from "../view/unsealed.ts"
import { certaintyFor } from "./certaintyFor.ts"
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
      `The study "${summary.study.name}" has no best trial. ${nothingRanked(summary.study, summary.counts)}`,
      "Go on with sweep run, or look at what there is: sweep leaderboard --all."
    )
  )
})

const unseal = (path: string, study: number, trial: number) =>
  Effect.flatMap(TrialStore, (store) => store.unseal(study, trial, "best --unseal")).pipe(Effect.provide(layer(path)))

/** The trial that is believed best, where values are declared to be noisy. */
const believed = Effect.fnUntraced(function* ({ study }: StudySummary) {
  if (study.spec.noise === undefined) return undefined
  const reader = yield* StudyReader
  // The model and its arithmetic are loaded by those who need them: other studies are answered sooner.
  const { believedIn } = yield* Effect.promise(() => import("../schedule/believe.ts"))
  return believedIn(study, yield* reader.leaderboard(study.id))
})

/** Prints the best trial, or the front where there are several objectives. Fails with `NotFound` while no trial is complete. */
export const best = (input: BestInput) =>
  Effect.gen(function* () {
    if (input.params && input.unseal) {
      const hint = "Params are never sealed: use --params alone."
      return yield* Effect.fail(new UsageError("--params and --unseal exclude each other.", hint))
    }
    const path = storePath(input.store)
    // Only a store that is there, with a trial to look at, is opened for writing.
    const { incumbent, summary } = yield* findBest(input.study).pipe(Effect.provide(readerLayer(path)))
    if (summary.study.spec.objectives !== undefined) {
      // Studies of one objective are answered sooner without the table.
      const { showFront } = yield* Effect.promise(() => import("./front.ts"))
      return yield* showFront(input, summary).pipe(Effect.provide(readerLayer(path)))
    }
    if (input.params) return print(jsonText(incumbent.params))
    const believes = yield* believed(summary).pipe(Effect.provide(readerLayer(path)))
    const looks = input.unseal ? yield* unseal(path, summary.study.id, incumbent.number) : undefined
    if (input.json)
      return print(jsonText({ ...bestJson(summary, believes), ...(looks && { sealed: looks.at(-1)!.metrics, looks }) }))
    const [width, theme] = [outputWidth(), outputTheme()]
    const certainty = yield* certaintyFor(summary.study).pipe(Effect.provide(readerLayer(path)))
    print(renderBest({ summary, believed: believes, certainty, width, theme, unsealed: input.unseal }))
    if (looks !== undefined) print(renderUnsealed(looks, width, theme))
  })
