/** What people ask of a runner while it is at work, and that it does it. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { StoreError } from "../errors.ts"
import type { Outcome, Runner } from "../store/records.ts"
import type { StoredRequest } from "../store/requests.ts"
import type { TrialStoreService } from "../store/TrialStore.ts"
import type { StudyEvent } from "./events.ts"
import type { SlotPool } from "./SlotPool.ts"

/** How often a runner looks for requests, in milliseconds. */
const pollMillis = 400

/** What the outcome of a trial says that a person stopped: no fault of its params, so it has not failed. */
const stoppedByUser: Outcome = { _tag: "pruned", reason: "stopped by the user" }

/** What a runner has been asked for. */
export interface Wishes {
  /** The latest request that it knows. */
  seen: number
  /** Trials that are to end, whoever runs them. */
  readonly stopped: Set<number>
}

/**
 * What was asked before a runner begins: trials that are still to be stopped. All else was meant for those who were at work
 * then. To be called before the runner is seen in the store.
 */
export const openWishes = Effect.fnUntraced(function* (
  store: TrialStoreService,
  study: number
): Effect.fn.Return<Wishes, StoreError> {
  const stopped = new Set<number>()
  const asked = yield* store.asked(study, 0)
  for (const { request } of asked) if (request._tag === "stopTrial") stopped.add(request.trial)
  return { seen: asked.at(-1)?.number ?? 0, stopped }
})

/** How a trial ends that a person has stopped; undefined where nobody has. */
export const outcomeAsked = ({ stopped }: Wishes, trial: number): Outcome | undefined =>
  stopped.has(trial) ? stoppedByUser : undefined

/** What is needed to do what is asked. */
export interface RequestDesk {
  readonly id: number
  readonly runner: Runner
  readonly store: TrialStoreService
  readonly wishes: Wishes
  readonly freeSlots: SlotPool
  readonly emit: (event: StudyEvent) => Effect.Effect<void>
}

/** How a run does what only it can do. */
export interface Honouring {
  /** Interrupts a trial, if it runs here. */
  readonly interrupt: (trial: number) => Effect.Effect<void>
  /** Lets no new trial start. */
  readonly drain: Effect.Effect<void>
}

const honour = Effect.fnUntraced(function* (
  { emit, freeSlots, wishes }: RequestDesk,
  { request }: StoredRequest,
  { drain, interrupt }: Honouring
) {
  switch (request._tag) {
    case "stopTrial":
      wishes.stopped.add(request.trial)
      // It may take its grace to end: other requests do not wait for it.
      yield* Effect.forkChild(interrupt(request.trial))
      break
    case "parallelism":
      yield* emit({
        _tag: "SlotsChanged",
        at: yield* Clock.currentTimeMillis,
        slots: freeSlots.resize(request.slots)
      })
      break
    case "stopStudy":
      yield* drain
  }
})

/** Looks for requests, for ever, and does what they ask for. */
export const honourRequests = Effect.fnUntraced(function* (
  desk: RequestDesk,
  honouring: Honouring
): Effect.fn.Return<never, StoreError> {
  const { id, runner, store, wishes } = desk
  while (true) {
    for (const asked of yield* store.asked(id, wishes.seen)) {
      wishes.seen = asked.number
      if (asked.runner === undefined || asked.runner === runner.id) yield* honour(desk, asked, honouring)
    }
    yield* Effect.sleep(pollMillis)
  }
})
