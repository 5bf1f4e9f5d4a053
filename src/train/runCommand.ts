/** Runs a program as a trial: its lines become reports and a result, verdicts go back to it. */
import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import type { TrainContext, TrainResult } from "../search/Study.ts"
import type { CommandOptions, CommandTrial } from "./command.ts"
import { argumentsFor, type CommandLine, understand, variablesFor } from "./commandLines.ts"
import { killedStatus, saysOutOfMemory, TrainFailure } from "./failing.ts"

/** Most characters of a line that is understood: a longer one is no report. */
const longestLine = 1 << 20
/** Most characters of the end of stderr that are kept with a failure. */
const keptWords = 2000

/** How long a program that was told to stop may take. */
const graceMillis = 5_000
/** How long the output of a program that has ended may go on. */
const lastWordsMillis = 500

type Metrics = Readonly<Record<string, number>>

interface Ended {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
}

const start = (options: CommandOptions, trial: CommandTrial) => {
  const { args = [], cwd, env, program } = options
  const filled = typeof args === "function" ? args(trial) : argumentsFor(args, trial)
  return spawn(program, [...filled], {
    ...(cwd === undefined ? {} : { cwd }),
    // The trial's own process has the runner's environment, with the GPUs of its slot.
    env: { ...process.env, ...variablesFor(trial), ...env },
    stdio: ["pipe", "pipe", "pipe"]
  })
}

const failureOf = (program: string, { signal, status }: Ended, words: string): TrainFailure => {
  const end = signal === null ? `ended with exit status ${status}` : `was killed by ${signal}`
  const last = words.trim().split("\n").at(-1) ?? ""
  const message = `${program} ${end}${last === "" ? "" : `: ${last}`}`
  const isMemory = status === killedStatus || saysOutOfMemory(words)
  const isCrash = signal !== null || (status !== null && status > 128)
  const failure = new TrainFailure(isMemory ? "outOfMemory" : isCrash ? "crash" : "error", message)
  // Where in our own code it was noticed helps nobody: what the program said does.
  failure.stack = words.trim() === "" ? message : words.trim()
  return failure
}

/** Runs the program to its end. Rejects with a `TrainFailure`, or with the reason for which it was told to stop. */
export const runCommand = async <Metric extends string>(
  options: CommandOptions,
  context: TrainContext
): Promise<TrainResult<Metric>> => {
  const { attempt, log, number, params, report, seed, signal } = context
  const trial = { params, seed, trial: number, attempt }
  const child = start(options, trial)
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", (error) =>
      reject(new TrainFailure("error", `${options.program} cannot be started: ${error.message}`))
    )
    child.once("close", (status, byWhich) => resolve({ status, signal: byWhich }))
  })
  ended.catch(() => {})
  child.once("exit", () => {
    // What it has left running may hold its output open for ever.
    setTimeout(() => [child.stdout, child.stderr].forEach((stream) => stream.destroy()), lastWordsMillis).unref()
  })
  const tell = (message: object): void => {
    if (child.stdin.writable) child.stdin.write(`${JSON.stringify(message)}\n`)
  }
  // A program need not listen: what it never reads is no failure of its own.
  child.stdin.on("error", () => {})
  tell(trial)

  let words = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log(text.replace(/\n$/, ""))
    words = (words + text).slice(-keptWords)
  })

  let result: Readonly<Record<string, unknown>> | undefined
  const answer = async (line: CommandLine): Promise<void> => {
    if (line._tag === "result") result = line.metrics
    if (line._tag !== "report") return
    await report(line.step, line.metrics as Metrics, line.fold === undefined ? undefined : { fold: line.fold })
    tell({ verdict: "continue" })
  }
  const stop = (): void => {
    tell({ verdict: "stop", reason: String((signal.reason as Error | undefined)?.message ?? "interrupted") })
    child.stdin.end()
    child.kill("SIGTERM")
  }
  signal.addEventListener("abort", stop, { once: true })
  try {
    for await (const text of createInterface({ input: child.stdout, crlfDelay: Infinity })) {
      const line = text.length > longestLine ? ({ _tag: "text" } as const) : understand(text)
      if (line._tag === "text") log(text)
      else await answer(line)
    }
    const end = await ended
    signal.throwIfAborted()
    if (end.status !== 0) throw failureOf(options.program, end, words)
    if (result === undefined)
      throw new TrainFailure(
        "noResult",
        `${options.program} ended without a result: print one as its last line of JSON, such as {"accuracy": 0.9}.`
      )
    return result as TrainResult<Metric>
  } finally {
    signal.removeEventListener("abort", stop)
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM")
      // A stopped program may save what it has; the runner's grace may be shorter.
      const patience = setTimeout(() => child.kill("SIGKILL"), graceMillis)
      await ended.catch(() => {})
      clearTimeout(patience)
    }
  }
}
