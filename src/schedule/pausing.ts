/** Paused trials: which of them goes on, and what becomes of those that never will. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { StoreError } from "../errors.ts"
import { lowerIsBetter } from "../search/objectives/direction.ts"
import type { Pruner, Resumption } from "../search/Pruner.ts"
import type { Study } from "../search/Study.ts"
import type { Claimed, Runner } from "../store/records.ts"
import type { TrialStoreService } from "../store/TrialStore.ts"
import type { StudyEvent } from "./events.ts"
import { shownValue } from "./judge.ts"
import type { StudyMirror } from "./StudyMirror.ts"

/** How long a trial's lease and a sampler's turn last without a sign of life, in milliseconds. */
export const leaseMillis = 60_000

/** What is needed to decide about paused trials. */
export interface PauseDesk {
  readonly study: Study
  readonly id: number
  readonly runner: Runner
  readonly store: TrialStoreService
  readonly mirror: StudyMirror
  /** Whether paused trials go on here: a loop of one's own cannot load their checkpoints. */
  readonly resumes: boolean
  readonly window?: number
}

/** The pruner's choice among the paused trials, from what the mirror has absorbed. */
export const nextResumption = (
  pruner: Pruner,
  objectives: Study["objectives"],
  mirror: StudyMirror,
  canStart: boolean
): Resumption | undefined => {
  if (pruner.next === undefined || mirror.count("paused") === 0) return undefined
  const show = (value: number) => shownValue(lowerIsBetter(objectives[0], value))
  return pruner.next({ history: mirror.history(), canStart, show })
}

/** Resumes the paused trial that is worth it most, if one is. `exhausted`: nothing new can be tried, whatever the budget. */
export const resumePaused = Effect.fnUntraced(function* (
  desk: PauseDesk,
  exhausted: boolean
): Effect.fn.Return<Claimed | undefined, StoreError> {
  const { id, mirror, store, study } = desk
  if (!desk.resumes || mirror.count("paused") === 0) return undefined
  const couldStart = !exhausted && mirror.size < (yield* store.study(id)).budgetTrials
  const found = nextResumption(study.pruner, study.objectives, mirror, couldStart)
  if (found === undefined) return undefined
  const { reason, resume } = found
  return yield* store.resume(id, resume, desk.runner, leaseMillis, {
    reason,
    sawRevision: mirror.revision,
    couldStart
  })
})

/**
 * Prunes every paused trial, for nothing will resume it, and says why. False where the study has changed since
 * the mirror looked; nothing was done then.
 */
export const endPaused = Effect.fnUntraced(function* (
  { emit, id, mirror, store }: PauseDesk & { readonly emit: (event: StudyEvent) => Effect.Effect<void> },
  why: string
) {
  const { trials } = mirror.history()
  const ends = trials
    .filter(({ state }) => state === "paused")
    .map(({ number, params }) => ({
      trial: number,
      params,
      reason: `${mirror.pausedBecause(number) ?? "it was paused"}; ${why}`
    }))
  if (ends.length === 0) return true
  if (!(yield* store.endPaused(id, mirror.revision, ends))) return false
  mirror.absorb(yield* store.changes(id, mirror.revision))
  const at = yield* Clock.currentTimeMillis
  for (const { params, reason, trial: number } of ends)
    yield* emit({ _tag: "TrialEnded", at, number, params, durationMillis: 0, end: { state: "pruned", reason } })
  return true
})
