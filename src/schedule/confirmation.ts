/** A confirmation as it is stored: what it is of, and where it stands. */
import * as Effect from "effect/Effect"
import { lowerIsBetter } from "../search/objectives/direction.ts"
import { confirmPlan, type ConfirmPlan, type RunResult } from "../search/ranking/confirm.ts"
import { confirmationName } from "../store/confirmation.ts"
import type { StoredStudy, StoredTrial } from "../store/records.ts"
import { StudyReader } from "../store/StudyReader.ts"

/** Which trials are run again, and how often in all. */
export interface ConfirmSettings {
  readonly finalists: ReadonlyArray<number>
  readonly runs: number
}

/** A confirmation: what it is of, and where it stands. */
export interface Confirmation {
  readonly source: StoredStudy
  readonly settings: ConfirmSettings
  readonly finalists: ReadonlyArray<StoredTrial>
  readonly plan: ConfirmPlan
  /** Its runs, by number. */
  readonly trials: ReadonlyArray<StoredTrial>
}

/** What its trials are proposed by. */
export const confirmModel = "confirm"

/** The settings that a stored confirmation was begun with. */
export const settingsOf = (confirmation: StoredStudy): ConfirmSettings | undefined => {
  const { finalists, runs } = confirmation.spec.sampler.settings
  const isOne = confirmation.spec.sampler.name === confirmModel && Array.isArray(finalists) && typeof runs === "number"
  return isOne ? { finalists: finalists as ReadonlyArray<number>, runs: runs as number } : undefined
}

/** How a run of it ended; undefined while it has not. */
export const resultOf = (study: StoredStudy, { state, value }: StoredTrial): RunResult => {
  if (state !== "complete" && state !== "failed" && state !== "pruned") return undefined
  return { value: value === undefined ? undefined : lowerIsBetter(study.spec.objective, value) }
}

/** Where a confirmation stands, from what is stored of it. */
export const readConfirmation = Effect.fnUntraced(function* (
  source: StoredStudy,
  finalists: ReadonlyArray<StoredTrial>,
  settings: ConfirmSettings,
  confirmation: number
) {
  const reader = yield* StudyReader
  const trials = [...(yield* reader.leaderboard(confirmation))].sort((a, b) => a.number - b.number)
  const results = trials.map((trial) => resultOf(source, trial))
  const read: Confirmation = {
    source,
    settings,
    finalists,
    trials,
    plan: confirmPlan(settings.finalists, settings.runs, results)
  }
  return read
})

/** The latest confirmation of a study; undefined where there is none. */
export const storedConfirmation = Effect.fnUntraced(function* (source: StoredStudy) {
  const reader = yield* StudyReader
  const name = confirmationName(source.name)
  const study = (yield* reader.list).map((one) => one.study).find((one) => one.name === name)
  const settings = study === undefined ? undefined : settingsOf(study)
  if (study === undefined || settings === undefined) return undefined
  const finalists: Array<StoredTrial> = []
  for (const number of settings.finalists) finalists.push((yield* reader.trial(source.id, number)).trial)
  return yield* readConfirmation(source, finalists, settings, study.id)
})
