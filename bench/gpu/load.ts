/** Runs a study with several trials at once and says how fast they trained and what they held of the GPU. */
import { execFile, spawn } from "node:child_process"
import { promisify } from "node:util"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type { Params } from "../../src/search/SearchSpace.ts"
import * as sqlite from "../../src/store/sqlite.ts"
import { StudyReader, type TrialHistory } from "../../src/store/StudyReader.ts"
import { inRepository, scratch } from "../support.ts"

/** A study whose trials take known numbers of training steps. */
export interface Workload {
  readonly name: string
  readonly file: string
  readonly env: Readonly<Record<string, string>>
  /** How many trials are run when so many run at once. */
  readonly trials: (parallel: number) => number
  /** Training steps between two reports whose steps differ by one. */
  readonly stepsPerReport: (params: Params) => number
}

/** How a workload is run. */
export interface Load {
  readonly backend: "wasm" | "webgpu"
  readonly parallel: number
}

/** What was measured. */
export interface Measured extends Load {
  readonly workload: string
  /** Training steps per second of one trial, between its first and its last report, averaged over the trials. */
  readonly stepsPerSecond: number
  /** The same of all trials that run together. */
  readonly together: number
  /** From the start of the first trial to the end of the last one, start-up included. */
  readonly seconds: number
  readonly values: ReadonlyArray<number>
  /** Most memory of the GPU that was used beyond what was used before, in MiB; absent without nvidia-smi. */
  readonly gpuMemoryMiB?: number
  /** Mean share of the time in which the GPU computed, in percent. */
  readonly gpuBusy?: number
}

const run = promisify(execFile)

const gpuNow = async (): Promise<{ readonly memory: number; readonly busy: number } | undefined> => {
  const query = ["--query-gpu=memory.used,utilization.gpu", "--format=csv,noheader,nounits"]
  const answer = await run("nvidia-smi", query, { timeout: 5000 }).catch(() => undefined)
  if (answer === undefined) return undefined
  const [memory, busy] = answer.stdout.split("\n")[0]!.split(",").map(Number)
  return { memory: memory!, busy: busy! }
}

/** Looks at the GPU twice a second until told to stop. */
const watchGpu = async () => {
  const before = await gpuNow()
  const seen: Array<NonNullable<typeof before>> = []
  let watching = before !== undefined
  const watch = (async () => {
    while (watching) {
      const now = await gpuNow()
      if (now !== undefined) seen.push(now)
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  })()
  return async () => {
    watching = false
    await watch
    if (before === undefined || seen.length === 0) return {}
    return {
      gpuMemoryMiB: Math.max(...seen.map(({ memory }) => memory)) - before.memory,
      gpuBusy: Math.round(seen.reduce((sum, { busy }) => sum + busy, 0) / seen.length)
    }
  }
}

const sweepRun = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>>): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [inRepository("bin/sweep.js"), ...args], {
      cwd: scratch(),
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "inherit"]
    })
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`sweep ${args.join(" ")}: ${code}`))))
  })

const histories = (store: string): Promise<ReadonlyArray<TrialHistory>> =>
  Effect.gen(function* () {
    const reader = yield* StudyReader
    const { study } = yield* reader.summary()
    const trials = yield* reader.leaderboard(study.id)
    return yield* Effect.forEach(trials, ({ number }) => reader.trial(study.id, number))
  }).pipe(Effect.provide(sqlite.layer(store)), Effect.runPromise)

const rateOf = ({ reports, trial }: TrialHistory, { stepsPerReport }: Workload): number => {
  const [first, last] = [reports[0]!, reports.at(-1)!]
  return (1000 * (last.step - first.step) * stepsPerReport(trial.params)) / (last.at - first.at)
}

/** Runs the workload once, with the same trials whatever the load. */
export const measureLoad = async (workload: Workload, { backend, parallel }: Load): Promise<Measured> => {
  const store = join(scratch(), "bench.db")
  const stop = await watchGpu()
  const flags = ["--backend", backend, "--parallel", String(parallel), "--trials", String(workload.trials(parallel))]
  const fixed = ["--sampler", "random", "--pruner", "none", "--reporter", "lines", "--store", store]
  await sweepRun(["run", inRepository(workload.file), ...flags, ...fixed], workload.env)
  const gpu = await stop()
  const trials = await histories(store)
  const mean = trials.reduce((sum, trial) => sum + rateOf(trial, workload), 0) / trials.length
  const starts = trials.map(({ trial }) => trial.startedAt!)
  const ends = trials.map(({ trial }) => trial.finishedAt!)
  return {
    workload: workload.name,
    backend,
    parallel,
    stepsPerSecond: mean,
    together: mean * parallel,
    seconds: (Math.max(...ends) - Math.min(...starts)) / 1000,
    values: trials.map(({ trial }) => trial.value!),
    ...(backend === "webgpu" ? gpu : {})
  }
}
