/** Which process is this, and does that one still run? */
import { execFileSync } from "node:child_process"
import { randomUUID } from "node:crypto"
import { readFileSync } from "node:fs"
import { hostname } from "node:os"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Runner } from "./records.ts"

/** This process as a runner. Each call gives another id: two runners in one process are two. */
export const thisRunner = (): Effect.Effect<Runner> =>
  Effect.sync(() => ({
    id: randomUUID(),
    host: hostname(),
    pid: process.pid,
    processStart: startOf(process.pid) ?? ""
  }))

/**
 * Whether the runner's process still runs on this host. A later process with the same pid is told apart by its start;
 * a process that was killed and not yet waited for by its parent is dead.
 */
export const isAlive = ({ pid, processStart }: Pick<Runner, "pid" | "processStart">): boolean =>
  startOf(pid) === processStart

/** When a process started, in words that only make sense to compare. Undefined where there is no such process. */
export const startOf = (pid: number): string | undefined =>
  process.platform === "linux" ? linuxStart(pid) : process.platform === "win32" ? windowsStart(pid) : posixStart(pid)

const linuxStart = (pid: number): string | undefined => {
  const stat = Result.getOrUndefined(Result.try(() => readFileSync(`/proc/${pid}/stat`, "latin1")))
  if (stat === undefined) return undefined
  // The second field is the command's name in brackets, and may hold blanks and brackets: what follows counts from 3.
  const [state, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return state === "Z" || state === "X" ? undefined : `${rest[18]} ticks after boot ${bootId()}`
}

/** Ticks count from the boot, so that the boot belongs to them. */
const bootId = (): string =>
  Result.getOrElse(
    Result.try(() => readFileSync("/proc/sys/kernel/random/boot_id", "latin1").slice(0, 8)),
    () => ""
  )

const posixStart = (pid: number): string | undefined => {
  const listed = Result.try(() => execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { encoding: "utf8" }))
  const [stat, ...start] = Result.getOrElse(listed, () => "")
    .trim()
    .split(/\s+/)
  return stat === "" || stat?.startsWith("Z") ? undefined : start.join(" ")
}

/** Windows tells starts only slowly: that the pid exists must do. */
const windowsStart = (pid: number): string | undefined =>
  Result.isSuccess(Result.try(() => process.kill(pid, 0))) ? "" : undefined
