/** What measurements share: running the command, medians, tables and result files. */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { availableParallelism, cpus, tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** The command of this checkout. */
const sweepBin = fileURLToPath(new URL("../bin/sweep.js", import.meta.url))

/** A file of this checkout. */
export const inRepository = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** An empty folder. */
export const scratch = (): string => mkdtempSync(join(tmpdir(), "hypersweep-bench-"))

/** The middle value. */
export const medianOf = (values: ReadonlyArray<number>): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The value that a share of the values does not exceed. */
export const quantileOf = (values: ReadonlyArray<number>, share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN
}

/** Runs `sweep` and returns what it printed on stdout. Throws when it fails. */
export const sweep = (args: ReadonlyArray<string>, cwd: string): string =>
  execFileSync(process.execPath, [sweepBin, ...args], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] })

/** Prints a result and keeps it as `bench/results/<name>.json`, with the machine it was measured on. */
export const record = (name: string, result: Readonly<Record<string, unknown>>): void => {
  const folder = inRepository("bench/results")
  mkdirSync(folder, { recursive: true })
  const machine = { node: process.versions.node, cores: availableParallelism(), cpu: cpus()[0]?.model ?? "unknown" }
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ ...result, machine }, null, 2)}\n`)
}
