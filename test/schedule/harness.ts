/** A study in memory with a trainer that does what a script says, so that a run takes no time but the test clock's. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Scope } from "effect/Scope"
import { float, none, random, study, type Study, type StudyDefinition } from "../../src/index.ts"
import type { StudyEnded, StudyEvent } from "../../src/schedule/events.ts"
import { openRun, type StudyRun } from "../../src/schedule/runStudy.ts"
import type { FloatDistribution } from "../../src/search/SearchSpace.ts"
import type { StudyReaderService } from "../../src/store/StudyReader.ts"
import { openMemory } from "../../src/store/memory.ts"
import { type CreateOptions, TrialStore, type TrialStoreService } from "../../src/store/TrialStore.ts"
import { cutSlots } from "../../src/train/slots.ts"
import { withinTime } from "../../src/train/conversation.ts"
import { Trainer, type TrainerService } from "../../src/train/Trainer.ts"

/** Both sides of a store in memory. */
export interface Memory {
  readonly store: TrialStoreService
  readonly reader: StudyReaderService
}

/** A store in memory. */
export const memory: Effect.Effect<Memory> = openMemory

/** What a scripted run is made of. */
export interface Script {
  readonly run: TrainerService["run"]
  readonly slots?: number
  readonly settings?: Partial<
    Omit<StudyDefinition<{ readonly x: FloatDistribution }, "score">, "space" | "objective" | "train">
  >
  /** In place of the one that `settings` change. */
  readonly study?: Study
  readonly timeMillis?: number
  readonly deterministic?: boolean
  readonly fileHash?: string
  readonly create?: CreateOptions
}

/** A trainer whose `run` is a script. */
const scripted = (run: TrainerService["run"]): TrainerService => ({
  run: (assignment, slot, onReport, keeper, watch) =>
    withinTime(assignment, run(assignment, slot, onReport, keeper, watch)),
  killAll: Effect.void
})

/** The study of a script. */
export const scriptedStudy = (settings: Script["settings"] = {}) =>
  study({
    name: "scripted",
    space: { x: float(0, 1) },
    objective: { maximize: "score" },
    sampler: random(),
    pruner: none(),
    budget: { trials: 6 },
    ...settings,
    train: () => ({ score: 0 })
  })

/** Opens a run over a store. */
export const open = (
  { store }: Memory,
  script: Script
): Effect.Effect<{ readonly opened: StudyRun; readonly events: Array<StudyEvent> }, unknown, Scope> =>
  Effect.suspend(() => {
    const events: Array<StudyEvent> = []
    const definition = script.study ?? scriptedStudy(script.settings)
    const services = Layer.mergeAll(Layer.succeed(TrialStore, store), Layer.succeed(Trainer, scripted(script.run)))
    return openRun({
      study: definition,
      name: "scripted",
      slots: cutSlots({ cores: script.slots ?? 2, cpu: 1, gpu: 0, gpus: [] }),
      emit: (event) => Effect.sync(() => events.push(event)),
      about: { store: "memory" },
      ...(script.timeMillis === undefined ? {} : { timeMillis: script.timeMillis }),
      ...(script.deterministic === undefined ? {} : { deterministic: script.deterministic }),
      ...(script.create === undefined ? {} : { create: script.create }),
      ...(script.fileHash === undefined ? {} : { fileHash: script.fileHash })
    }).pipe(
      Effect.provide(services),
      Effect.map((opened) => ({ opened, events }))
    )
  })

/** Runs to the end. */
export const runToEnd = (
  store: Memory,
  script: Script
): Effect.Effect<{ readonly ended: StudyEnded; readonly events: ReadonlyArray<StudyEvent> }, unknown> =>
  Effect.scoped(
    Effect.gen(function* () {
      const { events, opened } = yield* open(store, script)
      return { ended: yield* opened.run, events }
    })
  )

/** The trials of the study by rising number. */
export const trialsIn = ({ reader }: Memory) =>
  Effect.gen(function* () {
    const { study: stored } = yield* reader.summary("scripted")
    return [...(yield* reader.leaderboard(stored.id))].sort((a, b) => a.number - b.number)
  })
