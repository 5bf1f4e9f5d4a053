/**
 * How long `sweep best` takes on a store of 100,000 trials, by the clock and in processor time: as installed, and in the
 * checkout beside it.
 */
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { fill } from "./commands.ts"
import { timeCommands } from "./commandTimes.ts"
import { record, scratch } from "./support.ts"

const trials = 100_000

/** Prints both, caches warm. */
export const measureBest = async (): Promise<void> => {
  const cwd = scratch()
  await Effect.runPromise(fill(join(cwd, "sweep.db"), trials))
  console.log(`a study of ${trials} trials`)
  record("best", { trials, ...timeCommands([["best"]], cwd) })
}
