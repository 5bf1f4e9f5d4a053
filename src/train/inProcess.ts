/** The trainer without isolation: cheap `train` functions run in the runner's own process. They cannot be killed. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import type { Study } from "../search/Study.ts"
import { askToStop, converseInTime, type Partner, type TrialWord } from "./conversation.ts"
import { execute, logLine, TrialStopped } from "./execute.ts"
import { usageOf } from "./slots.ts"
import { Trainer, type TrainerService } from "./Trainer.ts"
import { awaitVerdicts } from "./verdicts.ts"

const startInProcess = (study: Study, log: (line: string) => void): Partner => {
  const words = Effect.runSync(Queue.unbounded<TrialWord>())
  const stop = new AbortController()
  const verdicts = awaitVerdicts(async (message) => Queue.offerUnsafe(words, message))
  return {
    words,
    send: (message) => {
      switch (message._tag) {
        case "run":
          void execute(study, message.assignment, {
            stop,
            log: (...values) => log(logLine(values)),
            judge: verdicts.ask,
            checkpoints: verdicts
          }).then((execution) => Queue.offerUnsafe(words, { _tag: "ended", execution }))
          break
        case "verdict":
        case "recorded":
          verdicts.answer(message)
          break
        case "interrupt":
          stop.abort(new TrialStopped("interrupted"))
          verdicts.release()
          break
      }
    }
  }
}

/**
 * Runs `train` here. `Math.random` is left alone: a reproducible `train` uses the `seed` that it is given. What it logs
 * goes to `log`. An interrupted trial that does not stop within `graceMillis` (default 5 seconds) is left behind.
 */
export const makeInProcessTrainer = (
  study: Study,
  log: (line: string) => void,
  graceMillis = 5000
): TrainerService => ({
  killAll: Effect.void,
  run: (assignment, slot, onReport, keeper, watch) =>
    Effect.acquireUseRelease(
      Effect.map(Clock.currentTimeMillis, (startedAt) => ({ partner: startInProcess(study, log), startedAt })),
      ({ partner }) => converseInTime(partner, assignment, { onReport, keeper }, graceMillis),
      Effect.fnUntraced(function* ({ partner, startedAt }, exit) {
        if (Exit.hasInterrupts(exit)) yield* askToStop(partner, graceMillis, keeper)
        yield* watch?.used(usageOf(slot, (yield* Clock.currentTimeMillis) - startedAt)) ?? Effect.void
      })
    )
})

/** `makeInProcessTrainer` as a layer. */
export const layer = (study: Study, log: (line: string) => void, graceMillis?: number): Layer.Layer<Trainer> =>
  Layer.succeed(Trainer, makeInProcessTrainer(study, log, graceMillis))
