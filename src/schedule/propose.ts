/** A turn at proposing: asks the sampler for the next trial and publishes it. */
import * as Effect from "effect/Effect"
import { InvalidDefinition, type LeaseLost, type StoreError } from "../errors.ts"
import { trialSeed } from "../search/math/rng.ts"
import type { Study } from "../search/Study.ts"
import type { Claimed, Runner } from "../store/records.ts"
import type { TrialStoreService } from "../store/TrialStore.ts"
import type { StudyMirror } from "./StudyMirror.ts"

/** How long a trial's lease and a sampler's turn last without a sign of life, in milliseconds. */
export const leaseMillis = 60_000

/** A runner's hold on a study. */
export interface Desk {
  readonly study: Study
  readonly id: number
  readonly runner: Runner
  readonly store: TrialStoreService
  readonly mirror: StudyMirror
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

const suggest = (desk: Desk, number: number, budget: number) =>
  Effect.try({
    try: () =>
      desk.study.sampler.suggest({
        space: desk.study.space,
        ...(desk.study.where === undefined ? {} : { where: desk.study.where }),
        objectives: 1,
        history: desk.mirror.history(),
        number,
        seed: desk.study.seed,
        budget
      }),
    catch: (cause) =>
      cause instanceof InvalidDefinition
        ? cause
        : new InvalidDefinition(
            `The sampler could not propose trial ${number}: ${cause instanceof Error ? cause.message : String(cause)}`,
            "If the constraint (where) threw, mend it there. No stored trial is touched."
          )
  })

const proposeOne = Effect.fnUntraced(function* (
  desk: Desk
): Effect.fn.Return<Asked, InvalidDefinition | LeaseLost | StoreError> {
  const turn = yield* desk.store.takeTurn(desk.id, desk.runner, leaseMillis)
  if (turn === undefined) return { _tag: "nothing" }
  yield* refresh(desk)
  const number = turn.nextNumber
  const suggestion = yield* suggest(desk, number, number + turn.room).pipe(
    Effect.tapError(() => desk.store.publish(turn, []))
  )
  if ("exhausted" in suggestion) {
    yield* desk.store.publish(turn, [])
    return { _tag: "exhausted", reason: suggestion.exhausted }
  }
  const { evidence, params } = suggestion
  const proposal = {
    number,
    params,
    evidence,
    seed: trialSeed(desk.study.seed, number),
    sawRevision: desk.mirror.revision
  }
  const claimed = yield* desk.store.publish(turn, [proposal], { runner: desk.runner, leaseMillis })
  return claimed === undefined ? { _tag: "nothing" } : { _tag: "claimed", claimed }
})

/** A waiting trial, or else a new one. A turn that passed to another runner meanwhile is no failure: there is nothing for us. */
export const askForTrial = Effect.fnUntraced(function* (
  desk: Desk
): Effect.fn.Return<Asked, InvalidDefinition | StoreError> {
  const waiting = yield* desk.store.claim(desk.id, desk.runner, leaseMillis)
  if (waiting !== undefined) return { _tag: "claimed", claimed: waiting }
  return yield* proposeOne(desk).pipe(Effect.catchTag("LeaseLost", () => Effect.succeed<Asked>({ _tag: "nothing" })))
})
