/** `sweep report`: a study as one HTML file. */
import * as Effect from "effect/Effect"
import { readerLayer } from "../store/sqlite.ts"
import { unpackTrials } from "../view/page/PageTrial.ts"
import { renderReport } from "../view/page/report.ts"
import { trialLogs } from "../view/page/trialLogs.ts"
import { artifactsOf, readLog } from "./artifacts.ts"
import { findStudy } from "./findStudy.ts"
import { fileName, readPage, readSource, writeMade } from "./pages.ts"
import { storePath } from "./terminal.ts"

/** What the command line gives. */
export interface ReportInput {
  readonly study: string | undefined
  readonly output: string | undefined
  readonly store: string | undefined
  readonly artifacts: string | undefined
}

/** Writes the report of a study, and says into which file. */
export const report = (input: ReportInput) =>
  Effect.gen(function* () {
    const { study } = yield* findStudy(input.study)
    const { data } = yield* readPage(study)
    const folder = artifactsOf(storePath(input.store), study.name, input.artifacts)
    const logs = trialLogs(unpackTrials(data.trials), (trial, attempt) => readLog(folder, trial, attempt))
    yield* writeMade(input.output, `${fileName(study)}.html`, () => renderReport({ data, logs, ...readSource(study) }))
  }).pipe(Effect.provide(readerLayer(storePath(input.store))))
