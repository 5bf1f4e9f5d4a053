/** `sweep list`: the studies of a store. */
import * as Effect from "effect/Effect"
import { readerLayer } from "../store/sqlite.ts"
import { StudyReader } from "../store/StudyReader.ts"
import { jsonText } from "../view/json.ts"
import { listJson, renderList } from "../view/list.ts"
import { now, outputTheme, outputWidth, print, storePath } from "./terminal.ts"

/** What the command line gives. */
export interface ListInput {
  readonly store: string | undefined
  readonly json: boolean
}

/** Prints one line per study, the latest active first. */
export const list = (input: ListInput) =>
  Effect.gen(function* () {
    const reader = yield* StudyReader
    const summaries = yield* reader.list
    print(
      input.json
        ? jsonText(listJson(summaries))
        : renderList({ summaries, now: now(), width: outputWidth(), theme: outputTheme() })
    )
  }).pipe(Effect.provide(readerLayer(storePath(input.store))))
