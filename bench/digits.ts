/** The whole digits sweep, and the best trial trained once more: the same seed must give the same accuracy. */
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { goOn } from "../src/search/Pruner.ts"
import type { Params } from "../src/search/SearchSpace.ts"
import { chooseBackend } from "../src/train/tensorflow/chooseBackend.ts"
import { makeProcessTrainer } from "../src/train/process/trainer.ts"
import { inRepository, record, scratch, sweep } from "./support.ts"

interface Best {
  readonly number: number
  readonly value: number
  readonly params: Params
  readonly seed: number
}

const trainAgain = (best: Best, studyFile: string, folder: string) =>
  Effect.scoped(
    Effect.gen(function* () {
      const backend = yield* Effect.promise(() => chooseBackend({}))
      const trainer = yield* makeProcessTrainer({
        prepare: { _tag: "prepare", studyFile, backend: backend.name, seed: 7 },
        folder,
        env: process.env,
        spare: false
      })
      const assignment = { number: best.number, attempt: 1, params: best.params, seed: best.seed }
      return yield* trainer.run(assignment, { index: 0, gpus: [], label: "cpu 0" }, () => Effect.succeed(goOn))
    })
  )

/** Prints the best accuracy, the seconds that the sweep took, and what training its params again gives. */
export const measureDigits = async (): Promise<void> => {
  const cwd = scratch()
  const studyFile = inRepository("experiments/digits.ts")
  const start = performance.now()
  console.log(sweep(["run", studyFile, "--reporter", "lines"], cwd))
  const seconds = (performance.now() - start) / 1000
  const best = JSON.parse(sweep(["best", "--json"], cwd)) as Best
  const again = await Effect.runPromise(trainAgain(best, studyFile, join(cwd, "again")))
  const accuracy = again._tag === "returned" ? again.metrics["accuracy"] : NaN
  console.log(
    `best of 30 trials: ${best.value} after ${seconds.toFixed(0)} s; trained again with the stored seed: ${accuracy}; ${accuracy === best.value ? "the same to the bit" : "DIFFERENT"}`
  )
  record("digits", { seconds, best, again: accuracy, same: accuracy === best.value })
}
