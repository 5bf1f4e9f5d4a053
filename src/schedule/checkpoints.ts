/** A trial's checkpoints on the side of the runner: put on record, and removed when nobody wants them any more. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { LeaseLost, StoreError } from "../errors.ts"
import type { Study } from "../search/Study.ts"
import type { Claimed } from "../store/records.ts"
import type { TrialStoreService } from "../store/TrialStore.ts"
import { removeCheckpoints, removeUnfinished } from "../train/checkpoint/files.ts"
import type { CheckpointKeeper } from "../train/Trainer.ts"
import type { StudyEvent } from "./events.ts"
import type { StudyMirror } from "./StudyMirror.ts"

/** What is needed to keep checkpoints. */
export interface CheckpointRoom {
  readonly id: number
  readonly study: Study
  readonly store: TrialStoreService
  readonly mirror: StudyMirror
  /** Folder of the study's checkpoints. */
  readonly artifacts: string
  readonly emit: (event: StudyEvent) => Effect.Effect<void>
}

/**
 * Removes the files of checkpoints that are not wanted any more, of one trial or of all. Files that cannot be removed now
 * stay on record and are tried again the next time.
 */
export const collectCheckpoints = Effect.fnUntraced(function* (room: CheckpointRoom, trial?: number) {
  const { artifacts, id, store, study } = room
  const unwanted = yield* store.unwantedCheckpoints(id, study.keptCheckpoints, trial)
  if (unwanted.length === 0) return
  const places = unwanted.map(({ place }) => place)
  const removed = yield* Effect.tryPromise(() => removeCheckpoints(artifacts, places)).pipe(
    Effect.as(true),
    Effect.orElseSucceed(() => false)
  )
  if (removed) yield* store.forgetCheckpoints(id, unwanted)
})

/** What an attempt may go on from. What killed attempts of the trial left half written is removed. */
export const prepareCheckpoints = Effect.fnUntraced(function* (
  { artifacts }: CheckpointRoom,
  { lease: { attempt, trial }, sources }: Claimed
) {
  if (attempt > 1) yield* Effect.ignore(Effect.tryPromise(() => removeUnfinished(artifacts, `trial-${trial}`)))
  return { artifacts, sources }
})

/** Puts on record what an attempt says of its checkpoints. */
export const keeperFor = (room: CheckpointRoom, { lease }: Claimed): CheckpointKeeper<LeaseLost | StoreError> => ({
  saved: (checkpoint) =>
    Effect.andThen(room.store.saveCheckpoint(lease, checkpoint), collectCheckpoints(room, lease.trial)),
  loaded: Effect.fnUntraced(function* (loaded) {
    yield* room.store.noteLoaded(lease, loaded)
    yield* room.emit({
      _tag: "TrialResumed",
      at: yield* Clock.currentTimeMillis,
      number: lease.trial,
      problems: loaded.problems,
      ...(loaded.source === undefined ? {} : { from: loaded.source })
    })
  })
})
