/** `sweep report`: a study as one HTML file. */
import * as Effect from "effect/Effect"
import { readerLayer } from "../store/sqlite.ts"
import { renderReport } from "../view/page/report.ts"
import { findStudy } from "./findStudy.ts"
import { fileName, readPage, readSource, writeMade } from "./pages.ts"
import { storePath } from "./terminal.ts"

/** What the command line gives. */
export interface ReportInput {
  readonly study: string | undefined
  readonly output: string | undefined
  readonly store: string | undefined
}

/** Writes the report of a study, and says into which file. */
export const report = (input: ReportInput) =>
  Effect.gen(function* () {
    const { study } = yield* findStudy(input.study)
    const { data } = yield* readPage(study)
    yield* writeMade(input.output, `${fileName(study)}.html`, () => renderReport({ data, ...readSource(study) }))
  }).pipe(Effect.provide(readerLayer(storePath(input.store))))
