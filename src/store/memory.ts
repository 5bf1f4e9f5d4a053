/** The store in memory: for tests, and for studies that need not outlive their process. */
import * as Effect from "effect/Effect"
import { reading } from "./memory/reading.ts"
import type { Memory } from "./memory/state.ts"
import { unsealing } from "./memory/unsealing.ts"
import { writing } from "./memory/writing.ts"
import type { StudyReaderService } from "./StudyReader.ts"
import type { TrialStoreService } from "./TrialStore.ts"

/** An empty store in memory. It keeps every promise of its ports but the one to outlive the process. */
export const openMemory: Effect.Effect<{ readonly store: TrialStoreService; readonly reader: StudyReaderService }> =
  Effect.sync(() => {
    const memory: Memory = new Map()
    return { store: { ...writing(memory), ...unsealing(memory) }, reader: reading(memory) }
  })
