/** Looks at the memory of the GPUs that a run uses, for its live view. */
import * as Effect from "effect/Effect"
import type { Scope } from "effect/Scope"
import { memoryOn } from "../train/gpuMemory.ts"
import type { Slot } from "../train/slots.ts"
import type { LiveView } from "../view/live/liveView.ts"

const pollMillis = 2000

/** Looks every two seconds while the scope is open; where no slot has a GPU, never. */
export const watchGpus = (
  slots: ReadonlyArray<Slot>,
  view: Pick<LiveView, "showGpus">
): Effect.Effect<void, never, Scope> => {
  const gpus = [...new Set(slots.flatMap((slot) => slot.gpus))]
  if (gpus.length === 0) return Effect.void
  const look = Effect.promise(() => memoryOn(gpus)).pipe(
    Effect.andThen((used) => Effect.sync(() => view.showGpus(used))),
    Effect.andThen(Effect.sleep(pollMillis))
  )
  return Effect.asVoid(Effect.forkScoped(Effect.forever(look)))
}
