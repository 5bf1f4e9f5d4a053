/** Trials per second through the whole scheduler: a trivial objective without isolation, the store in a file. */
import { join } from "node:path"
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { float, int, none, random, study } from "../src/index.ts"
import { boundYoungGeneration } from "../src/cli/youngGeneration.ts"
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

const MiB = 2 ** 20

/** Collects what is not used any more, with or without the flag that shows the collector to scripts. */
const collect = (): void => {
  setFlagsFromString("--expose-gc")
  ;(runInNewContext("gc") as () => void)()
}

const memoryNow = () => {
  collect()
  const { heapUsed, rss } = process.memoryUsage()
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space")!
  return { heap: heapUsed / MiB, resident: rss / MiB, young: young.physical_space_size / MiB }
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
        let first = memoryNow()
        let last = first
        let peak = 0
        const { run } = yield* openRun({
          study: asked,
          name: "trivial",
          slots: cutSlots({ cores: slots, cpu: 1, gpu: 0, gpus: [] }),
          emit: (event) =>
            Effect.sync(() => {
              if (event._tag !== "TrialEnded") return
              ended++
              // The first trials warm the machine up.
              if (ended === Math.floor(trials / 10)) first = memoryNow()
              if (ended % 500 === 0) peak = Math.max(peak, process.memoryUsage.rss() / MiB)
              if (ended === trials) last = memoryNow()
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
          residentGrowthMiB: last.resident - first.resident,
          youngGrowthMiB: last.young - first.young,
          residentMiB: last.resident,
          peakGrowthMiB: peak - first.resident
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
  boundYoungGeneration()
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
  const memory = await runOnce(trials, 4, "process")
  const grown = (value: number) => `${value.toFixed(1)} MiB`
  console.log(
    `${trials} trials at ${memory.perSecond.toFixed(0)} a second, from the ${trials / 10}th to the last: the heap grew by ${grown(memory.growthMiB)}, the process by ${grown(memory.residentGrowthMiB)} to ${grown(memory.residentMiB)} (${grown(memory.youngGrowthMiB)} of it the young generation), at its peak by ${grown(memory.peakGrowthMiB)}`
  )
  record("scheduler", { fsync, rows, memory: { trials, ...memory } })
}
