/** Trials per second through the whole scheduler: a trivial objective without isolation, the store in a file. */
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { float, int, none, random, study } from "../src/index.ts"
import { openRun } from "../src/schedule/runStudy.ts"
import * as sqlite from "../src/store/sqlite.ts"
import type { Durability } from "../src/store/sqlite/transactions.ts"
import * as inProcess from "../src/train/inProcess.ts"
import { cutSlots } from "../src/train/slots.ts"
import { fsyncLine, measureFsync } from "./disk.ts"
import { medianOf, record, scratch } from "./support.ts"

const definition = (trials: number) =>
  study({
    name: "trivial",
    space: { learningRate: float(1e-4, 1e-1, { log: true }), units: int(16, 256) },
    objective: { minimize: "loss" },
    sampler: random(),
    pruner: none(),
    budget: { trials },
    isolation: "none",
    train: ({ params }) => ({ loss: params.learningRate * params.units })
  })

const memoryMiB = () => {
  globalThis.gc?.()
  const { heapUsed, rss } = process.memoryUsage()
  return { heap: heapUsed / 2 ** 20, resident: rss / 2 ** 20 }
}

const runOnce = (trials: number, slots: number, durability: Durability) => {
  const asked = definition(trials)
  const services = Layer.mergeAll(
    sqlite.layer(join(scratch(), "sweep.db"), durability),
    inProcess.layer(asked, () => {})
  )
  return Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        let ended = 0
        let first = memoryMiB()
        let last = first
        const { run } = yield* openRun({
          study: asked,
          name: "trivial",
          slots: cutSlots({ cores: slots, cpu: 1, gpu: 0, gpus: [] }),
          emit: (event) =>
            Effect.sync(() => {
              if (event._tag !== "TrialEnded") return
              ended++
              // The first trials warm the machine up.
              if (ended === Math.floor(trials / 10)) first = memoryMiB()
              if (ended === trials) last = memoryMiB()
            }),
          about: { store: "bench" }
        })
        const start = performance.now()
        const used = process.cpuUsage()
        const { complete } = yield* run
        const seconds = (performance.now() - start) / 1000
        const { system, user } = process.cpuUsage(used)
        if (complete !== trials) throw new Error(`${complete} of ${trials} trials are complete`)
        return {
          perSecond: trials / seconds,
          cpuMillis: (system + user) / 1000 / trials,
          growthMiB: last.heap - first.heap,
          residentGrowthMiB: last.resident - first.resident
        }
      }).pipe(Effect.provide(services))
    )
  )
}

/** Each run with the disk's own rate just before and just after it: both drift. */
const rates = async (trials: number, slots: number, durability: Durability) => {
  const runs: Array<Readonly<Record<"perSecond" | "cpuMillis" | "fsyncs", number>>> = []
  for (let repeat = 0; repeat < 3; repeat++) {
    const before = measureFsync(1).perSecond
    const run = await runOnce(trials, slots, durability)
    runs.push({ ...run, fsyncs: (before + measureFsync(1).perSecond) / 2 })
  }
  const middle = (of: (run: (typeof runs)[number]) => number) => medianOf(runs.map(of))
  return {
    perSecond: middle(({ perSecond }) => perSecond),
    cpuMillis: middle(({ cpuMillis }) => cpuMillis),
    perFsync: middle(({ fsyncs, perSecond }) => perSecond / fsyncs)
  }
}

/** Prints trials per second at both durabilities, beside the disk's fsyncs, and what 50,000 trials leave in memory. */
export const measureScheduler = async (): Promise<void> => {
  await runOnce(500, 1, "process")
  const fsync = measureFsync()
  console.log(fsyncLine(fsync))
  console.log("trials per second and processor milliseconds per trial, median of 3: durability, slots")
  const rows: Array<Readonly<Record<string, number | string>>> = []
  for (const [durability, slots, trials] of [
    ["process", 1, 4000],
    ["process", 8, 4000],
    ["power", 1, 2000],
    ["power", 8, 4000]
  ] as const) {
    const { cpuMillis, perFsync, perSecond } = await rates(trials, slots, durability)
    rows.push({ durability, slots, perSecond, cpuMillis, perFsync })
    const beside = `  ${perFsync.toFixed(2)} × the disk's fsyncs`
    console.log(
      `${perSecond.toFixed(0).padStart(8)} ${cpuMillis.toFixed(2).padStart(6)}  ${durability}, ${slots}${beside}`
    )
  }
  const trials = 50_000
  const { growthMiB, perSecond, residentGrowthMiB } = await runOnce(trials, 4, "process")
  const heap = globalThis.gc === undefined ? "collected when Node liked to (run with --expose-gc)" : "collected"
  console.log(
    `${trials} trials at ${perSecond.toFixed(0)} a second: the heap grew by ${growthMiB.toFixed(1)} MiB, ${heap}; the process by ${residentGrowthMiB.toFixed(1)} MiB`
  )
  record("scheduler", { fsync, rows, memory: { trials, growthMiB, residentGrowthMiB, perSecond } })
}
