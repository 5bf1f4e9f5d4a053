/** `sweep export`: everything that was recorded of a study, as JSON; or its trials, as CSV. */
import * as Effect from "effect/Effect"
import { readerLayer } from "../store/sqlite.ts"
import { StudyReader } from "../store/StudyReader.ts"
import { exportJson } from "../view/export.ts"
import { jsonText } from "../view/json.ts"
import { leaderboardCsv } from "../view/leaderboardData.ts"
import { findStudy } from "./findStudy.ts"
import { print, storePath } from "./terminal.ts"

/** What the command line gives. */
export interface ExportInput {
  readonly study: string | undefined
  readonly csv: boolean
  readonly store: string | undefined
}

/** Prints a study whole: its trials, attempts, reports, verdicts, and with what its runners worked. */
export const exportStudy = (input: ExportInput) =>
  Effect.gen(function* () {
    const { study } = yield* findStudy(input.study)
    const reader = yield* StudyReader
    if (input.csv) {
      const trials = yield* reader.leaderboard(study.id)
      return process.stdout.write(leaderboardCsv({ study, trials, all: true }))
    }
    print(jsonText(exportJson(yield* reader.record(study.id))))
  }).pipe(Effect.asVoid, Effect.provide(readerLayer(storePath(input.store))))
