/**
 * How long the commands take that people type all day, on a study of 10,000 trials with 5 params: as installed, and in the
 * checkout beside it.
 */
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { bool, choice, float, int, random, study } from "../src/index.ts"
import { newStudy } from "../src/schedule/storedForm.ts"
import { trialSeed } from "../src/search/math/rng.ts"
import { openSqlite } from "../src/store/sqlite.ts"
import type { SearchSpace } from "../src/search/SearchSpace.ts"
import { thisRunner } from "../src/store/processes.ts"
import { timeCommands } from "./commandTimes.ts"
import { record, scratch } from "./support.ts"

const trials = 10_000

const definition = (budget: number, more: SearchSpace) =>
  study({
    name: "large",
    space: { learningRate: float(1e-4, 1e-1, { log: true }), units: int(16, 256), dropout: float(0, 0.5), ...more },
    objective: { maximize: "accuracy" },
    sampler: random(),
    budget: { trials: budget },
    train: () => ({ accuracy: 0 })
  })

/** A study of three params and some more. */
export const large = (budget: number, more: SearchSpace = {}) => ({ study: definition(budget, more), name: "large" })

/** A store with a study of so many complete trials, written through the store's own port. Default: one of three params. */
export const fill = (path: string, count: number, filled: Parameters<typeof newStudy>[0] = large(count)) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { study: asked } = filled
      const { store } = yield* openSqlite(path)
      const runner = yield* thisRunner()
      const { id } = yield* store.create(newStudy(filled))
      const turn = yield* store.takeTurn(id, runner, 60_000)
      if (turn === undefined) return
      const proposals = Array.from({ length: count }, (_, number) => {
        const suggestion = asked.sampler.suggest({
          space: asked.space,
          objectives: 1,
          history: { revision: 0, trials: [] },
          number,
          seed: 0,
          budget: count
        })
        if (!("params" in suggestion)) throw new Error(suggestion.exhausted)
        return { number, ...suggestion, seed: trialSeed(0, number), sawRevision: 0 }
      })
      yield* store.publish(turn, proposals)
      for (let number = 0; number < count; number++) {
        const claimed = yield* store.claim(id, runner, 60_000)
        if (claimed === undefined) return
        yield* store.finish(claimed.lease, {
          _tag: "complete",
          metrics: { [asked.objective.metric]: ((number * 7919) % count) / count }
        })
      }
    })
  )

/** A study of five params. */
export const fiveParams = (budget: number) =>
  large(budget, { optimizer: choice("adam", "sgd", "lamb"), augment: bool() })

const commands: ReadonlyArray<ReadonlyArray<string>> = [
  ["--help"],
  ["best"],
  ["best", "--json"],
  ["leaderboard"],
  ["list"],
  ["show", "17"]
]

/** Prints what each command takes, caches warm. */
export const measureCommands = async (): Promise<void> => {
  const cwd = scratch()
  await Effect.runPromise(fill(join(cwd, "sweep.db"), trials, fiveParams(trials)))
  console.log(`a study of ${trials} trials with 5 params`)
  record("commands", { trials, params: 5, ...timeCommands(commands, cwd) })
}
