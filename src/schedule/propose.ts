/** A turn at proposing: asks the sampler for the next trial and publishes it. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { LeaseLost, StoreError } from "../errors.ts"
import { trialSeed } from "../search/math/rng.ts"
import { completed } from "../search/space/defaults.ts"
import type { StopVerdict } from "../search/Stop.ts"
import type { Study } from "../search/Study.ts"
import type { Claimed, Runner, Turn } from "../store/records.ts"
import type { TrialStoreService } from "../store/TrialStore.ts"
import type { StudyMirror } from "./StudyMirror.ts"
import type { Suggester, SuggestionError } from "./suggestions/Suggester.ts"
import { leaseMillis, resumePaused } from "./pausing.ts"
import { canSeeEnough } from "./window.ts"

/**
 * Whether a runner takes the turn before it proposes: one that is alone need not, and saves a write for each trial. It
 * learns from a refusal that it is not, and then takes as many turns before it tries again.
 */
export interface ProposingHabit {
  /** The budget of trials as it was last seen; unknown until a first turn was taken. */
  budget?: number
  turnsToTake: number
}

/** The latest verdict of the study's stop rule: it stays while no other trial has ended. */
export interface StopMemory {
  finished: number
  verdict: StopVerdict | undefined
}

/** The memory of a runner that has not asked yet. */
export const newStopMemory = (): StopMemory => ({ finished: -1, verdict: undefined })

/** The habit of a runner that has not proposed yet. */
export const newHabit = (): ProposingHabit => ({ turnsToTake: 1 })

const turnsAfterRefusal = 20

/** A runner's hold on a study. */
export interface Desk {
  readonly study: Study
  readonly id: number
  readonly runner: Runner
  readonly store: TrialStoreService
  readonly mirror: StudyMirror
  readonly suggester: Suggester
  readonly habit: ProposingHabit
  /** Whether paused trials go on here: a loop of one's own cannot load their checkpoints. */
  readonly resumes: boolean
  readonly stopMemory: StopMemory
  /** How far back the latest result lies that a trial sees. Default: it sees all there are. */
  readonly window?: number
}

/** What came of asking for a trial. `nothing`: the budget is spent, or another runner is proposing. */
export type Asked =
  | { readonly _tag: "claimed"; readonly claimed: Claimed }
  | { readonly _tag: "exhausted"; readonly reason: string }
  | { readonly _tag: "nothing" }

/** Absorbs what has changed in the store. */
export const refresh = Effect.fnUntraced(function* ({ id, mirror, store }: Desk) {
  mirror.absorb(yield* store.changes(id, mirror.revision))
})

/** The turn as it is if nobody else has proposed or will before we have. Undefined where it is better to ask. */
const assumedTurn = Effect.fnUntraced(function* (desk: Desk): Effect.fn.Return<Turn | undefined, StoreError> {
  const { budget, turnsToTake } = desk.habit
  if (budget === undefined || turnsToTake > 0) return undefined
  yield* refresh(desk)
  const { revision, size } = desk.mirror
  return size < budget ? { study: desk.id, nextNumber: size, room: budget - size, revision } : undefined
})

const takenTurn = Effect.fnUntraced(function* (desk: Desk): Effect.fn.Return<Turn | undefined, StoreError> {
  const turn = yield* desk.store.takeTurn(desk.id, desk.runner, leaseMillis)
  if (turn === undefined) return undefined
  desk.habit.turnsToTake--
  desk.habit.budget = turn.nextNumber + turn.room
  if (turn.revision > desk.mirror.revision) yield* refresh(desk)
  return turn
})

/** Proposes under a turn, and gives it back whatever happens. */
const proposeIn = Effect.fnUntraced(function* (
  desk: Desk,
  turn: Turn
): Effect.fn.Return<Asked, SuggestionError | LeaseLost | StoreError> {
  const giveBack = turn.epoch === undefined ? Effect.void : Effect.asVoid(desk.store.publish(turn, []))
  const number = turn.nextNumber
  const isBlocked = desk.window !== undefined && !canSeeEnough(desk.mirror.history(), number, desk.window)
  // A trial that has come back meanwhile goes first: the next time it is asked for.
  if (isBlocked || desk.mirror.count("waiting") > 0) {
    yield* giveBack
    return { _tag: "nothing" }
  }
  const ask = { number, budget: number + turn.room, ...(desk.window === undefined ? {} : { window: desk.window }) }
  // It may take long, or hang in the study file's code: whoever waits may be told to stop, and gives the turn back.
  const { sawRevision, suggestion } = yield* Effect.interruptible(desk.suggester.suggest(ask)).pipe(
    Effect.onError(() => Effect.ignore(giveBack))
  )
  if ("exhausted" in suggestion) {
    yield* giveBack
    return { _tag: "exhausted", reason: suggestion.exhausted }
  }
  const { evidence, params, parent } = suggestion
  const proposal = {
    number,
    params,
    evidence,
    seed: trialSeed(desk.study.seed, number),
    sawRevision,
    ...(parent === undefined ? {} : { parent })
  }
  const claimed = yield* desk.store.publish(turn, [proposal], { runner: desk.runner, leaseMillis })
  return claimed === undefined ? { _tag: "nothing" } : { _tag: "claimed", claimed }
})

const proposeOne = Effect.fnUntraced(function* (
  desk: Desk
): Effect.fn.Return<Asked, SuggestionError | LeaseLost | StoreError> {
  const assumed = yield* assumedTurn(desk)
  if (assumed !== undefined) {
    const proposed = yield* Effect.result(proposeIn(desk, assumed))
    if (Result.isSuccess(proposed)) return proposed.success
    if (proposed.failure._tag !== "LeaseLost") return yield* Effect.fail(proposed.failure)
    desk.habit.turnsToTake = turnsAfterRefusal
  }
  const turn = yield* takenTurn(desk)
  return turn === undefined ? { _tag: "nothing" } : yield* proposeIn(desk, turn)
})

/** It may have been proposed before a param came to the space. */
const given = ({ study }: Desk, claimed: Claimed): Asked => ({
  _tag: "claimed",
  claimed: { ...claimed, params: completed(study.space, claimed.params) }
})

/**
 * A waiting trial, or a paused one that is worth it, or else a new one. A turn that passed to another runner meanwhile is
 * no failure: there is nothing for us.
 */
export const askForTrial = Effect.fnUntraced(function* (
  desk: Desk
): Effect.fn.Return<Asked, SuggestionError | StoreError> {
  const waiting =
    desk.mirror.count("waiting") === 0 ? undefined : yield* desk.store.claim(desk.id, desk.runner, leaseMillis)
  if (waiting !== undefined) return given(desk, waiting)
  const resumed = yield* resumePaused(desk, false)
  if (resumed !== undefined) return given(desk, resumed)
  const asked = yield* proposeOne(desk).pipe(
    Effect.catchTag("LeaseLost", () => Effect.succeed<Asked>({ _tag: "nothing" }))
  )
  if (asked._tag !== "exhausted") return asked
  const left = yield* resumePaused(desk, true)
  return left === undefined ? asked : given(desk, left)
})
