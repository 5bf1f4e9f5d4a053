/** The trainer that gives each trial a process of its own, with a prepared one always waiting. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { askToStop, converseInTime } from "../conversation.ts"
import { memoryByProcess, type GpuMemory } from "../gpuMemory.ts"
import { usageOf, type Slot } from "../slots.ts"
import { Trainer, type TrainerService } from "../Trainer.ts"
import { startTrialProcess, type ProcessOptions, type TrialProcess } from "./TrialProcess.ts"

/** Settings of the process trainer. */
export interface ProcessTrainerOptions extends ProcessOptions {
  /** How long a trial that was told to stop may take before it is killed. Default 5 seconds. */
  readonly graceMillis?: number
  /** Shares the memory of cards between trials. Default: nobody waits for memory. */
  readonly gpuMemory?: GpuMemory
  /** Whether a prepared process waits for the next trial. Default true. */
  readonly spare?: boolean
}

/** Prepared processes, by the GPUs that they see: those are fixed when a process starts. */
const sparePool = (options: ProcessTrainerOptions) => {
  const spares = new Map<string, TrialProcess>()
  const living = new Set<TrialProcess>()
  const start = (slot: Slot): TrialProcess => {
    const started = startTrialProcess(options, slot.gpus)
    living.add(started)
    return started
  }
  return {
    take: (slot: Slot): TrialProcess => {
      const key = slot.gpus.join(",")
      const spare = spares.get(key)
      const taken = spare === undefined || spare.isGone() ? start(slot) : spare
      if (options.spare === false) spares.delete(key)
      else spares.set(key, start(slot))
      return taken
    },
    bury: (dead: TrialProcess) => living.delete(dead),
    killAll: () => living.forEach((process) => process.killNow()),
    close: Effect.suspend(() =>
      Effect.forEach(living, (process) => process.kill, { concurrency: "unbounded", discard: true })
    )
  }
}

const observeMillis = 2_000

/** Keeps the most memory of the GPU that a process is seen with, for ever. */
const observeMemory = (process: TrialProcess, observed: { gpuMiB: number }): Effect.Effect<never> =>
  Effect.forever(
    Effect.andThen(
      Effect.sleep(observeMillis),
      Effect.map(
        Effect.promise(() => memoryByProcess()),
        (held) => {
          observed.gpuMiB = Math.max(observed.gpuMiB, held.get(process.pid ?? -1) ?? 0)
        }
      )
    )
  )

/** A trainer whose processes, the waiting ones too, end with the scope. */
export const makeProcessTrainer = Effect.fnUntraced(function* (
  options: ProcessTrainerOptions
): Effect.fn.Return<TrainerService, never, Scope.Scope> {
  const { gpuMemory: memory, graceMillis = 5000 } = options
  const pool = yield* Effect.acquireRelease(
    Effect.sync(() => sparePool(options)),
    (opened) => opened.close
  )
  return {
    killAll: Effect.sync(pool.killAll),
    run: (assignment, slot, onReport, keeper, watch) => {
      const observed = { gpuMiB: 0 }
      const training = Effect.acquireUseRelease(
        Effect.gen(function* () {
          const process = pool.take(slot)
          process.adopt(assignment.number, assignment.attempt)
          return { process, startedAt: yield* Clock.currentTimeMillis }
        }),
        ({ process }) => {
          const conversation = converseInTime(process, assignment, { onReport, keeper }, graceMillis)
          return memory === undefined || slot.gpus.length === 0
            ? conversation
            : Effect.raceFirst(conversation, observeMemory(process, observed))
        },
        Effect.fnUntraced(function* ({ process, startedAt }, exit) {
          if (Exit.hasInterrupts(exit)) yield* askToStop(process, graceMillis, keeper)
          const use = process.use()
          yield* process.kill
          const wallMillis = (yield* Clock.currentTimeMillis) - startedAt
          const held = observed.gpuMiB > 0 ? { gpuMiB: observed.gpuMiB } : {}
          if (observed.gpuMiB > 0) memory?.learn(assignment.params, observed.gpuMiB)
          yield* watch?.used({ ...usageOf(slot, wallMillis), ...use, ...held }) ?? Effect.void
          pool.bury(process)
        })
      )
      const request = { slot, params: assignment.params, alone: assignment.alone === true }
      return memory?.within(request, watch?.waits ?? (() => Effect.void), training) ?? training
    }
  }
})

/** `makeProcessTrainer` as a layer. */
export const layer = (options: ProcessTrainerOptions): Layer.Layer<Trainer> =>
  Layer.effect(Trainer, makeProcessTrainer(options))
