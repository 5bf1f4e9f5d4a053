/** The order of a study's trials: complete ones by value, then the others. */
import { byFront } from "../search/objectives/crowding.ts"
import { lowerIsBetter, valuesIn, type Objectives } from "../search/objectives/direction.ts"
import { paretoRanks } from "../search/objectives/front.ts"
import type { TrialState } from "../search/Trial.ts"
import type { StoredStudy, StoredTrial } from "../store/records.ts"
import type { Certainty, TrialCertainty } from "./certainty.ts"

/** How many trials are in each state; states without trials are absent. */
export type Counts = Readonly<Partial<Record<TrialState, number>>>

/**
 * A trial with its place. Trials of equal value share one; trials that are not complete have none. With several
 * objectives, the place is the front: 1 is the Pareto front, 2 the front without those, and so on.
 */
export interface Ranked {
  readonly trial: StoredTrial
  readonly rank: number | undefined
  /** Whether another complete trial has exactly the same value. */
  readonly tied: boolean
  /** What folds or repeats tell of it. */
  readonly certainty?: TrialCertainty
}

type Direction = StoredStudy["spec"]["objective"]["direction"]

/**
 * Complete trials, best first; of equals the lower number first. With several objectives front after front, and within one
 * the lonelier first, so that the first few of a long front stand for all of it.
 */
export const rankTrials = (
  trials: ReadonlyArray<StoredTrial>,
  spec: Pick<StoredStudy["spec"], "objective" | "objectives">
): ReadonlyArray<Ranked> =>
  spec.objectives === undefined ? byValue(trials, spec.objective.direction) : byFronts(trials, spec.objectives)

const byFronts = (trials: ReadonlyArray<StoredTrial>, objectives: Objectives): ReadonlyArray<Ranked> => {
  const placed = trials
    .filter((trial) => trial.state === "complete" && trial.value !== undefined)
    .toSorted((a, b) => a.number - b.number)
    .flatMap((trial) => {
      const values = valuesIn(objectives, trial.metrics ?? {})
      return values === undefined ? [] : [{ trial, values }]
    })
  const points = placed.map(({ values }) => values)
  const ranks = paretoRanks(points)
  return byFront(points).map((index) => ({ trial: placed[index]!.trial, rank: ranks[index]! + 1, tied: false }))
}

/** The same rows, front after front, by the first objective within each. */
export const alongFronts = (
  rows: ReadonlyArray<Ranked>,
  { objective }: Pick<StoredStudy["spec"], "objective">
): ReadonlyArray<Ranked> =>
  rows.toSorted(
    (a, b) =>
      (a.rank ?? Infinity) - (b.rank ?? Infinity) ||
      lowerIsBetter(objective, a.trial.value ?? 0) - lowerIsBetter(objective, b.trial.value ?? 0) ||
      a.trial.number - b.trial.number
  )

const byValue = (trials: ReadonlyArray<StoredTrial>, direction: Direction): ReadonlyArray<Ranked> => {
  const sign = direction === "maximize" ? -1 : 1
  const valueOf = (trial: StoredTrial): number => sign * (trial.value ?? Number.POSITIVE_INFINITY)
  const sorted = trials
    .filter((trial) => trial.state === "complete" && trial.value !== undefined)
    .toSorted((a, b) => valueOf(a) - valueOf(b) || a.number - b.number)
  const places = new Map<number | undefined, { readonly rank: number; count: number }>()
  for (const [index, { value }] of sorted.entries()) {
    const place = places.get(value)
    if (place === undefined) places.set(value, { rank: index + 1, count: 1 })
    else place.count++
  }
  return sorted.map((trial) => {
    const place = places.get(trial.value)
    return { trial, rank: place?.rank, tied: (place?.count ?? 0) > 1 }
  })
}

/** The same with what is known of each trial beyond its value. */
export const withCertainty = (rows: ReadonlyArray<Ranked>, certainty: Certainty | undefined): ReadonlyArray<Ranked> =>
  certainty === undefined
    ? rows
    : rows.map((row) => {
        const known = certainty.trials.get(row.trial.number)
        return known === undefined ? row : { ...row, certainty: known }
      })

/** The trials that have no place, by number. */
export const unranked = (trials: ReadonlyArray<StoredTrial>): ReadonlyArray<Ranked> =>
  trials
    .filter((trial) => trial.state !== "complete" || trial.value === undefined)
    .toSorted((a, b) => a.number - b.number)
    .map((trial) => ({ trial, rank: undefined, tied: false }))

/** Trials by state. */
export const countStates = (trials: ReadonlyArray<Pick<StoredTrial, "state">>): Counts => {
  const counts: Partial<Record<TrialState, number>> = {}
  for (const { state } of trials) counts[state] = (counts[state] ?? 0) + 1
  return counts
}

const order: ReadonlyArray<TrialState> = ["complete", "pruned", "failed", "running", "paused", "waiting"]

/** `41 complete, 15 pruned, 4 failed`. */
export const describeCounts = (counts: Counts): string =>
  order.flatMap((state) => ((counts[state] ?? 0) > 0 ? [`${counts[state]} ${state}`] : [])).join(", ") || "no trials"

/** How long the latest attempt took; absent before it started, and up to `now` while it runs. */
export const durationOf = (
  trial: Pick<StoredTrial, "startedAt" | "finishedAt" | "state">,
  now?: number
): number | undefined => {
  const end = trial.finishedAt ?? (trial.state === "running" ? now : undefined)
  return trial.startedAt === undefined || end === undefined ? undefined : Math.max(0, end - trial.startedAt)
}

/** `1`, `=1` where another trial has the same value, `≈2` where it is not told apart from the first; undefined without a place. */
export const rankText = (
  rank: number | undefined,
  isTied: boolean | undefined,
  isTiedWithFirst: boolean | undefined
): string | undefined => {
  if (rank === undefined) return undefined
  const mark = rank > 1 && isTiedWithFirst === true ? "≈" : isTied === true ? "=" : ""
  return `${mark}${rank}`
}
