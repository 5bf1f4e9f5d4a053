/** How long `sweep best` takes on a store of 100,000 trials: by the clock, and in processor time. */
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { fill } from "./commands.ts"
import { medianOf, processMillis, record, scratch, sweep } from "./support.ts"

const trials = 100_000

/** Prints both, caches warm. */
export const measureBest = async (): Promise<void> => {
  const cwd = scratch()
  await Effect.runPromise(fill(join(cwd, "sweep.db"), trials))
  sweep(["best"], cwd)
  const wall = medianOf(
    Array.from({ length: 9 }, () => {
      const start = performance.now()
      sweep(["best"], cwd)
      return performance.now() - start
    })
  )
  const cpu = medianOf(Array.from({ length: 9 }, () => processMillis(["best"], cwd)))
  console.log(`sweep best of ${trials} trials: ${wall.toFixed(0)} ms, ${cpu.toFixed(0)} ms of processor time`)
  record("best", { trials, wallMillis: wall, cpuMillis: cpu })
}
