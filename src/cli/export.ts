/** `sweep export`: everything that was recorded of a study, as JSON. */
import * as Effect from "effect/Effect"
import { readerLayer } from "../store/sqlite.ts"
import { StudyReader } from "../store/StudyReader.ts"
import { exportJson } from "../view/export.ts"
import { jsonText } from "../view/json.ts"
import { findStudy } from "./findStudy.ts"
import { print, storePath } from "./terminal.ts"

/** What the command line gives. */
export interface ExportInput {
  readonly study: string | undefined
  readonly store: string | undefined
}

/** Prints a study whole: its trials, attempts, reports, verdicts, and with what its runners worked. */
export const exportStudy = (input: ExportInput) =>
  Effect.gen(function* () {
    const { study } = yield* findStudy(input.study)
    const reader = yield* StudyReader
    print(jsonText(exportJson(yield* reader.record(study.id))))
  }).pipe(Effect.provide(readerLayer(storePath(input.store))))
