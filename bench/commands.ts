/** How much processor time the commands take that people type all day, on a study of 10,000 trials. */
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { float, int, random, study } from "../src/index.ts"
import { newStudy } from "../src/schedule/storedForm.ts"
import { trialSeed } from "../src/search/math/rng.ts"
import { openSqlite } from "../src/store/sqlite.ts"
import type { SearchSpace } from "../src/search/SearchSpace.ts"
import { thisRunner } from "../src/store/processes.ts"
import { medianOf, processMillis, record, scratch } from "./support.ts"

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

const commands: ReadonlyArray<readonly [what: string, args: ReadonlyArray<string>]> = [
  ["sweep --help", ["--help"]],
  ["sweep best", ["best"]],
  ["sweep best --json", ["best", "--json"]],
  ["sweep leaderboard", ["leaderboard"]],
  ["sweep list", ["list"]],
  ["sweep show 17", ["show", "17"]]
]

/** Prints the median processor time of each command, caches warm. */
export const measureCommands = async (): Promise<void> => {
  const cwd = scratch()
  const start = performance.now()
  await Effect.runPromise(fill(join(cwd, "sweep.db"), trials))
  console.log(`a study of ${trials} trials was written in ${((performance.now() - start) / 1000).toFixed(1)} s`)
  console.log("user and system milliseconds, median of 9")
  const medians = commands.map(([what, args]) => {
    processMillis(args, cwd)
    const millis = medianOf(Array.from({ length: 9 }, () => processMillis(args, cwd)))
    console.log(`${millis.toFixed(0).padStart(6)}  ${what}`)
    return [what, millis] as const
  })
  record("commands", { trials, medianMillis: Object.fromEntries(medians) })
}
