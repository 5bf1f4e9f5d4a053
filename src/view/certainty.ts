/** How sure a leaderboard is of itself, in the objective's own direction. */
import { lowerIsBetter } from "../search/objectives/direction.ts"
import type { Design, Measured } from "../search/ranking/Measured.ts"
import { rankMeasured, type Ranking } from "../search/ranking/rank.ts"
import type { StoredStudy, StoredTrial } from "../store/records.ts"
import type { FoldValue } from "../store/StudyReader.ts"

/** What is known of one trial beyond its value. Trials of equal params share it. */
export interface TrialCertainty {
  /** Half the width of the interval around its value. */
  readonly halfWidth: number
  readonly tiedWithFirst: boolean
  /** What to expect of it on new data: its value, shrunk against the winner's curse. */
  readonly expected: number
  readonly expectedHalfWidth: number
}

/** A ranking with what can be said of each trial, by number. */
export interface Certainty {
  readonly ranking: Ranking
  readonly trials: ReadonlyMap<number, TrialCertainty>
  /** Trials of equal params by the first of them; only where there are repeats. */
  readonly repeats: ReadonlyMap<number, ReadonlyArray<StoredTrial>>
}

const sameParams = (trials: ReadonlyArray<StoredTrial>): ReadonlyMap<number, ReadonlyArray<StoredTrial>> => {
  const groups = new Map<string, Array<StoredTrial>>()
  for (const trial of trials) {
    const key = JSON.stringify(trial.params)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [trial])
    else group.push(trial)
  }
  return new Map([...groups.values()].map((group) => [Math.min(...group.map(({ number }) => number)), group]))
}

const byFold = (folds: ReadonlyArray<FoldValue>): ReadonlyMap<number, ReadonlyMap<number, number>> => {
  const trials = new Map<number, Map<number, number>>()
  for (const { fold, trial, value } of folds) {
    const values = trials.get(trial) ?? new Map<number, number>()
    trials.set(trial, values.set(fold, value))
  }
  return trials
}

/** What is known of complete trials, lower is better: their folds, or else trials of equal params taken as repeats. */
export interface Measurements {
  readonly trials: ReadonlyArray<Measured>
  readonly design: Design
  /** Trials of equal params by the first of them; empty where there are folds. */
  readonly groups: ReadonlyMap<number, ReadonlyArray<StoredTrial>>
}

/** Of the first objective. */
export const measuredOf = (
  { spec: { objective } }: Pick<StoredStudy, "spec">,
  trials: ReadonlyArray<StoredTrial>,
  folds: ReadonlyArray<FoldValue>
): Measurements => {
  const complete = trials.filter(({ state, value }) => state === "complete" && value !== undefined)
  const folded = byFold(folds)
  const withFolds = complete.filter(({ number }) => (folded.get(number)?.size ?? 0) > 1)
  const lower = (value: number): number => lowerIsBetter(objective, value)
  if (withFolds.length > 1)
    return {
      trials: withFolds.map(({ number }) => ({
        number,
        values: new Map([...(folded.get(number) ?? [])].map(([fold, value]) => [fold, lower(value)]))
      })),
      design: "folds",
      groups: new Map()
    }
  const groups = sameParams(complete)
  return {
    trials: [...groups].map(([number, group]) => ({
      number,
      values: new Map(group.map((trial, index) => [index, lower(trial.value!)]))
    })),
    design: "repeats",
    groups
  }
}

/**
 * From the folds of complete trials, or else from trials of equal params. Undefined where neither tells the noise, and
 * where there are several objectives: then a front, not a first place, is what came out.
 */
export const certaintyOf = (
  study: Pick<StoredStudy, "spec">,
  trials: ReadonlyArray<StoredTrial>,
  folds: ReadonlyArray<FoldValue>
): Certainty | undefined => {
  const { objective, objectives } = study.spec
  if (objectives !== undefined) return undefined
  const { design, groups, trials: measured } = measuredOf(study, trials, folds)
  const lower = (value: number): number => lowerIsBetter(objective, value)
  const ranking = rankMeasured(measured, design)
  if (ranking === undefined) return undefined
  const known = new Map<number, TrialCertainty>()
  for (const { expected, expectedHalfWidth, halfWidth, isTied, number } of ranking.trials) {
    const one = { halfWidth, tiedWithFirst: isTied, expected: lower(expected), expectedHalfWidth }
    for (const trial of groups.get(number) ?? [{ number }]) known.set(trial.number, one)
  }
  return { ranking, trials: known, repeats: groups }
}

/** Trials of equal params as one, with the mean of their values; all as they are where there are no repeats. */
export const mergeRepeats = (
  trials: ReadonlyArray<StoredTrial>,
  certainty: Certainty | undefined
): ReadonlyArray<StoredTrial> => {
  const repeats = certainty?.repeats
  if (repeats === undefined || repeats.size === 0) return trials
  const later = new Set([...repeats.values()].flatMap((group) => group.slice(1).map(({ number }) => number)))
  return trials
    .filter(({ number }) => !later.has(number))
    .map((trial) => {
      const group = repeats.get(trial.number) ?? []
      return group.length < 2
        ? trial
        : { ...trial, value: group.reduce((sum, { value }) => sum + value!, 0) / group.length }
    })
}
