/** One forked process for one trial, with its log file, its process group and its end. */
import { fork, type ChildProcess } from "node:child_process"
import { randomUUID } from "node:crypto"
import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, rmSync } from "node:fs"
import { getCompileCacheDir } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type { Partner, TrialWord } from "../conversation.ts"
import { killedStatus, saysOutOfMemory } from "../failing.ts"
import { TrialFailed } from "../Trainer.ts"
import { guardChannel } from "./channelGuard.ts"
import { checkMessage } from "./checkMessage.ts"
import { channelClosed, type Prepare } from "./messages.ts"
import { residentMiB } from "./memoryWatch.ts"
import { cpuMillisOf, mostOf, type ProcessUse } from "./processUse.ts"

/** What every process of a study is started with. */
export interface ProcessOptions {
  readonly prepare: Prepare
  /** Where log files go: `trial-<number>/attempt-<attempt>.log` in this folder, which is created. */
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Cores of one trial: how many threads the native TensorFlow may use, unless the environment says. Default 1. */
  readonly cores?: number
  /** Most resident memory of one process, with the processes that it has started, in MiB. */
  readonly memoryMiB?: number
}

/** A running process that trains, or waits for its trial. */
export interface TrialProcess extends Partner {
  readonly pid: number | undefined
  readonly isGone: () => boolean
  /** What it has used so far, as far as the system says. */
  readonly use: () => Partial<ProcessUse>
  /** Gives the log file the name of its trial. */
  readonly adopt: (number: number, attempt: number) => void
  /** Kills the process and everything that it has started, and waits until it is gone. */
  readonly kill: Effect.Effect<void>
  /** The same without waiting. */
  readonly killNow: () => void
}

const mainFile = fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "./main.ts" : "./main.js", import.meta.url))

/** Compiling TensorFlow.js is half the work of starting a trial: children share the runner's compile cache, if it has one. */
const compileCache = (): Readonly<Record<string, string>> => {
  const folder = getCompileCacheDir()
  // Node puts a folder for its version into the one that it is given.
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) }
}

const environment = (options: ProcessOptions, gpus: ReadonlyArray<string>) => ({
  ...compileCache(),
  // Else each of several trials would start a thread per core of the whole machine.
  TF_NUM_INTRAOP_THREADS: String(Math.max(1, Math.floor(options.cores ?? 1))),
  TF_NUM_INTEROP_THREADS: "1",
  // The cards are numbered as nvidia-smi does; CUDA's own order is by speed.
  CUDA_DEVICE_ORDER: "PCI_BUS_ID",
  ...options.env,
  ...(gpus.length === 0 ? {} : { CUDA_VISIBLE_DEVICES: gpus.join(","), TF_FORCE_GPU_ALLOW_GROWTH: "true" })
})

const lastBytes = 16_384
/** Most characters of a log that are kept with a failure. */
const keptWords = 2000

/** The end of a log, however long it is. */
const tail = (file: string): string => {
  try {
    const handle = openSync(file, "r")
    const { size } = fstatSync(handle)
    const bytes = Buffer.alloc(Math.min(size, lastBytes))
    const length = readSync(handle, bytes, 0, bytes.length, size - bytes.length)
    closeSync(handle)
    return bytes.toString("utf8", 0, length).trim()
  } catch {
    return ""
  }
}

/** Kills a whole process group; one that is gone already is no error. */
const killGroup = (child: ChildProcess): void => {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, "SIGKILL")
  } catch {
    child.kill("SIGKILL")
  }
}

const causeOfDeath = (
  code: number | null,
  signal: NodeJS.Signals | null,
  overMiB: number | undefined,
  limitMiB: number | undefined,
  log: string
): TrialFailed => {
  const detail = log === "" ? undefined : log.slice(-keptWords)
  if (overMiB !== undefined) {
    return new TrialFailed(
      "outOfMemory",
      `the process held ${Math.round(overMiB)} MiB, more than its limit of ${Math.round(limitMiB ?? 0)} MiB; raise resources.memory or run fewer in parallel`,
      detail
    )
  }
  if (log.includes("JavaScript heap out of memory"))
    return new TrialFailed("outOfMemory", "the process ran out of JavaScript heap", detail)
  if (code === killedStatus)
    return new TrialFailed("outOfMemory", `the process ended with exit status ${code}: killed for its memory`, detail)
  if (code === channelClosed)
    return new TrialFailed("channel", "the process closed its channel: is there a process.disconnect() in it?", detail)
  if (code === 0)
    return new TrialFailed(
      "noResult",
      "the process ended without a result (exit status 0): is there a process.exit() in it?",
      detail
    )
  const end = signal === null ? `ended with exit status ${code} before train had returned` : `was killed by ${signal}`
  if (saysOutOfMemory(log)) return new TrialFailed("outOfMemory", `the process ${end}, out of memory`, detail)
  return new TrialFailed("crash", `the process ${end}`, detail)
}

/** Starts a process that prepares itself and then waits for its trial. */
export const startTrialProcess = (options: ProcessOptions, gpus: ReadonlyArray<string>): TrialProcess => {
  mkdirSync(options.folder, { recursive: true })
  let logFile = join(options.folder, `.waiting-${randomUUID()}.log`)
  let adopted = false
  const log = openSync(logFile, "a")
  const heap =
    options.memoryMiB === undefined ? [] : [`--max-old-space-size=${Math.max(64, Math.round(options.memoryMiB))}`]
  const child = fork(mainFile, [String(process.pid)], {
    detached: true,
    serialization: "advanced",
    execArgv: heap,
    env: environment(options, gpus),
    stdio: ["ignore", log, log, "ipc"]
  })
  closeSync(log)

  const words = Effect.runSync(Queue.unbounded<TrialWord>())
  let gone = false
  let over: number | undefined
  let broken: TrialFailed | undefined
  const onGone: Array<() => void> = []

  let used: Partial<ProcessUse> = {}

  /** Looks at what the process holds, and returns its resident memory. */
  const look = (): number | undefined => {
    if (child.pid === undefined || gone) return undefined
    const [held, cpuMillis] = [residentMiB(child.pid), cpuMillisOf(child.pid)]
    used = mostOf(used, {
      ...(held === undefined ? {} : { peakMiB: held }),
      ...(cpuMillis === undefined ? {} : { cpuMillis })
    })
    return held
  }
  const watch = setInterval(() => {
    const held = look()
    if (held === undefined || options.memoryMiB === undefined || held <= options.memoryMiB) return
    over = held
    killGroup(child)
  }, 500)

  const bury = (failure: () => TrialFailed): void => {
    if (gone) return
    gone = true
    clearInterval(watch)
    // Whatever it started must not outlive it.
    killGroup(child)
    Queue.offerUnsafe(words, { _tag: "gone", failure: failure() })
    if (!adopted) rmSync(logFile, { force: true })
    for (const resolve of onGone.splice(0)) resolve()
  }
  const breakOff = (problem: string): void => {
    if (gone || broken !== undefined) return
    broken = new TrialFailed("channel", problem)
    killGroup(child)
  }
  child.on("message", (message: unknown) => {
    const checked = checkMessage(message)
    if ("message" in checked) {
      if (checked.message._tag === "ended" && checked.message.use) used = mostOf(used, checked.message.use)
      Queue.offerUnsafe(words, checked.message)
    } else breakOff(`the process sent ${checked.problem}: its channel belongs to the runner`)
  })
  guardChannel(child, () => breakOff("the process wrote into its channel: it belongs to the runner"))
  child.on("disconnect", () => {
    // The end of a process closes its channel too: only one that lives on has closed it.
    const patience = setTimeout(
      () => breakOff("the process closed its channel and went on: is there a process.disconnect() in it?"),
      1000
    )
    child.once("exit", () => clearTimeout(patience))
  })
  child.on("error", (error) => {
    // Node reports a failed send here as well; only a process that never started has no pid.
    if (child.pid === undefined)
      bury(() => new TrialFailed("crash", `the process could not be started: ${error.message}`))
  })
  child.on("exit", (code, signal) => {
    const finish = () => bury(() => broken ?? causeOfDeath(code, signal, over, options.memoryMiB, tail(logFile)))
    // Its last words may still be in the channel.
    if (!child.connected) finish()
    else {
      const patience = setTimeout(finish, 1000)
      child.once("disconnect", () => {
        clearTimeout(patience)
        finish()
      })
    }
  })
  child.send(options.prepare, () => {})

  const killNow = () => killGroup(child)
  return {
    words,
    pid: child.pid,
    isGone: () => gone,
    use: () => {
      look()
      return used
    },
    send: (message) => {
      if (child.connected) child.send(message, () => {})
    },
    adopt: (number, attempt) => {
      const named = join(options.folder, `trial-${number}`, `attempt-${attempt}.log`)
      mkdirSync(dirname(named), { recursive: true })
      renameSync(logFile, named)
      logFile = named
      adopted = true
    },
    killNow,
    kill: Effect.callback<void>((resume) => {
      if (gone) return resume(Effect.void)
      onGone.push(() => resume(Effect.void))
      killNow()
    })
  }
}
