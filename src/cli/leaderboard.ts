/** `sweep leaderboard`: every trial, ranked. */
import * as Effect from "effect/Effect"
import type { StoredStudy, StoredTrial } from "../store/records.ts"
import { readerLayer } from "../store/sqlite.ts"
import { StudyReader } from "../store/StudyReader.ts"
import { parseSort } from "../view/boardRows.ts"
import { columnMistake, leaderboardColumns } from "../view/columns.ts"
import { jsonText } from "../view/json.ts"
import { renderLeaderboard } from "../view/leaderboard.ts"
import { leaderboardCsv, leaderboardJson, leaderboardMarkdown } from "../view/leaderboardData.ts"
import { parseCondition } from "../view/where/Condition.ts"
import { trialNames } from "../view/where/trialNames.ts"
import { attempt } from "./attempt.ts"
import { certaintyFor } from "./certaintyFor.ts"
import { findStudy } from "./findStudy.ts"
import { outputTheme, outputWidth, print, storePath } from "./terminal.ts"

/** What the command line gives. */
export interface LeaderboardInput {
  readonly study: string | undefined
  readonly store: string | undefined
  readonly top: number | undefined
  readonly all: boolean
  readonly columns: ReadonlyArray<string> | undefined
  readonly where: string | undefined
  readonly sort: string | undefined
  readonly json: boolean
  readonly csv: boolean
  readonly markdown: boolean
}

const defaultTop = 20

/** The condition and the order that were asked for, which a mistake in their text can end. */
const selectionOf = (input: LeaderboardInput, study: StoredStudy, trials: ReadonlyArray<StoredTrial>) =>
  attempt(() => {
    const names = trialNames(study, trials)
    return {
      ...(input.where === undefined ? {} : { where: parseCondition(input.where, names) }),
      ...(input.sort === undefined ? {} : { sort: parseSort(input.sort, names) })
    }
  })

/** Prints the leaderboard. Machine-readable forms hold every trial unless `--top` is given. */
export const leaderboard = (input: LeaderboardInput) =>
  Effect.gen(function* () {
    const { counts, study } = yield* findStudy(input.study)
    const reader = yield* StudyReader
    const isData = input.json || input.csv || input.markdown
    const top = input.top ?? (isData ? undefined : defaultTop)
    // Trials that are tied with the last one shown decide about its mark, so that a few more are read.
    // With several objectives, all of them decide about the fronts.
    const isSelected = input.where !== undefined || input.sort !== undefined || study.spec.objectives !== undefined
    const trials = yield* reader.leaderboard(
      study.id,
      input.all || isSelected || top === undefined ? undefined : top + 100
    )
    const certainty = yield* certaintyFor(study)
    const mistake =
      input.columns === undefined ? undefined : columnMistake(input.columns, leaderboardColumns(study, trials))
    if (mistake !== undefined) return yield* Effect.fail(mistake)
    const selection = yield* selectionOf(input, study, trials)
    const request = {
      ...selection,
      study,
      trials,
      counts,
      all: input.all,
      ...(top === undefined ? {} : { top }),
      ...(certainty === undefined ? {} : { certainty }),
      ...(input.columns === undefined ? {} : { columns: input.columns })
    }
    if (input.json) return print(jsonText(leaderboardJson(request)))
    if (input.csv) return process.stdout.write(leaderboardCsv(request))
    if (input.markdown) return print(leaderboardMarkdown(request))
    print(renderLeaderboard({ ...request, width: outputWidth(), theme: outputTheme() }))
  }).pipe(Effect.asVoid, Effect.provide(readerLayer(storePath(input.store))))
