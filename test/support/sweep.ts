/** Runs the real command as a process, as a person would. */
import { spawn, type ChildProcess } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** Absolute path of the command. */
export const sweepBin = fileURLToPath(new URL("../../bin/sweep.js", import.meta.url))

/** Absolute path of a study file of the command's tests. */
export const fixture = (name: string): string => fileURLToPath(new URL(`../cli/fixtures/${name}`, import.meta.url))

/** What a finished command left. */
export interface Finished {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A command on its way. */
export interface Running {
  readonly process: ChildProcess
  readonly finished: Promise<Finished>
  /** Waits until stdout and stderr together match. Rejects when the command ends before. */
  readonly until: (pattern: RegExp) => Promise<void>
}

/** Where and how a command runs. */
export interface Place {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Absolute path of the command. Default: the one of this checkout. */
  readonly bin?: string
}

/** Starts `sweep` with arguments. */
export const startSweep = (args: ReadonlyArray<string>, { bin = sweepBin, cwd, env }: Place): Running => {
  const { SWEEP_STORE: _, ...inherited } = process.env
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    env: { ...inherited, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"]
  })
  let stdout = ""
  let stderr = ""
  const waiting = new Set<() => void>()
  const heard = (): void => waiting.forEach((look) => look())
  child.stdout.setEncoding("utf8").on("data", (text: string) => ((stdout += text), heard()))
  child.stderr.setEncoding("utf8").on("data", (text: string) => ((stderr += text), heard()))
  const finished = new Promise<Finished>((resolve) =>
    child.on("close", (status, signal) => resolve({ status, signal, stdout, stderr }))
  )
  return {
    process: child,
    finished,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!pattern.test(stdout + stderr)) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        void finished.then(() => reject(new Error(`The command ended without ${pattern}:\n${stdout}\n${stderr}`)))
        look()
      })
  }
}

/** Runs `sweep` with arguments to its end. */
export const sweep = (args: ReadonlyArray<string>, place: Place): Promise<Finished> => startSweep(args, place).finished

/** The processes whose environment has this entry, such as "SWEEP_TEST=abc": a run and everything that it has started. */
export const processesWith = (entry: string): ReadonlyArray<number> =>
  readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const isOne = readFileSync(`/proc/${name}/environ`, "utf8").split("\0").includes(entry)
      const isDead = /^State:\s+[ZX]/m.test(readFileSync(`/proc/${name}/status`, "utf8"))
      return isOne && !isDead ? [Number(name)] : []
    } catch {
      return []
    }
  })

/** Waits until a condition holds, looking every 50 ms, and fails after 20 seconds. */
export const eventually = async (holds: () => boolean, what: string): Promise<void> => {
  for (let look = 0; look < 400; look++) {
    if (holds()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`It did not come to pass in 20 seconds: ${what}`)
}
