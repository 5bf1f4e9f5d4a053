/** Three steps of Ctrl-C: no new trials; running ones end too; everything is killed. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** What the steps do. */
export interface Steps {
  readonly drain: Effect.Effect<void>
  readonly terminate: Effect.Effect<void>
  readonly killAll: Effect.Effect<void>
  readonly note: (line: string) => void
  /** Gives the terminal back before the process is gone. */
  readonly leave: () => void
}

/** Status of a process that a Ctrl-C has ended. */
export const interruptedStatus = 130

const steps = ({ drain, killAll, leave, note, terminate }: Steps) => {
  let presses = 0
  return (atLeast: number): void => {
    presses = Math.max(presses + 1, atLeast)
    if (presses === 1) {
      note("Stopping: no new trials; running ones finish. Ctrl-C again ends them too.")
      Effect.runFork(drain)
    } else if (presses === 2) {
      note("Ending the running trials; they wait for the next run. Ctrl-C again kills them.")
      Effect.runFork(terminate)
    } else {
      Effect.runSync(killAll)
      leave()
      process.exit(interruptedStatus)
    }
  }
}

/** Listens for signals while the scope is open. SIGTERM and SIGHUP leave no time for the first step. */
export const listenForSignals = (options: Steps): Effect.Effect<void, never, Scope.Scope> =>
  Effect.asVoid(
    Effect.acquireRelease(
      Effect.sync(() => {
        const step = steps(options)
        const onInterrupt = () => step(1)
        const onTerminate = () => step(2)
        process.on("SIGINT", onInterrupt)
        process.on("SIGTERM", onTerminate)
        process.on("SIGHUP", onTerminate)
        return { onInterrupt, onTerminate }
      }),
      ({ onInterrupt, onTerminate }) =>
        Effect.sync(() => {
          process.off("SIGINT", onInterrupt)
          process.off("SIGTERM", onTerminate)
          process.off("SIGHUP", onTerminate)
        })
    )
  )
