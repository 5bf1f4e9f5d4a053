/** What commands take, as a user has them: the built package, packed, installed and run by node; the checkout's source beside it. */
import { spawnSync } from "node:child_process"
import { installPackage } from "../scripts/installPackage.ts"
import { inRepository, medianOf, scratch } from "./support.ts"

/** A program's time in milliseconds: by the clock, and in user and system CPU time, as the shell's `times` counts it. */
export interface Spent {
  readonly wall: number
  readonly cpu: number
}

/** What a command takes, built and in the checkout, and the share that is the start of the built one. */
export interface CommandTime {
  readonly built: Spent
  readonly checkout: Spent
  /** Of the built command's CPU time: what `sweep --version` takes, which is all start. */
  readonly startShare: number
}

const spend = (args: ReadonlyArray<string>, cwd: string): Spent => {
  const begin = performance.now()
  const { status, stderr, stdout } = spawnSync(
    "sh",
    ["-c", '"$@" > /dev/null && times', "sh", process.execPath, ...args],
    {
      cwd,
      encoding: "utf8"
    }
  )
  const wall = performance.now() - begin
  if (status !== 0) throw new Error(`${args.join(" ")}: ${stderr}`)
  const [, minutes, seconds, systemMinutes, systemSeconds] = /\n(\d+)m([\d.]+)s (\d+)m([\d.]+)s/.exec(stdout) ?? []
  const cpu = 1000 * (60 * (Number(minutes) + Number(systemMinutes)) + Number(seconds) + Number(systemSeconds))
  return { wall, cpu }
}

const rounds = 9

const shown = ({ cpu, wall }: Spent): string => `${wall.toFixed(0).padStart(6)} ${cpu.toFixed(0).padStart(5)}`

/**
 * Times commands in a folder with a store, caches warm: each the median of 9 rounds, in which everything takes its turn, so
 * that a busy moment is everybody's. Prints a table, `node -e 0` in its first line, and returns what it shows.
 */
export const timeCommands = (
  commands: ReadonlyArray<ReadonlyArray<string>>,
  cwd: string
): { readonly node: Spent; readonly commands: Readonly<Record<string, CommandTime>> } => {
  const [built, checkout] = [installPackage(scratch()), inRepository("bin/sweep.js")]
  const programs = [
    ["-e", "0"],
    [built, "--version"],
    ...commands.flatMap((args) => [
      [built, ...args],
      [checkout, ...args]
    ])
  ]
  for (const program of programs) spend(program, cwd)
  const turns = Array.from({ length: rounds }, () => programs.map((program) => spend(program, cwd)))
  const medians = programs.map((_, index) => ({
    wall: medianOf(turns.map((turn) => turn[index]!.wall)),
    cpu: medianOf(turns.map((turn) => turn[index]!.cpu))
  }))
  const [node, start] = [medians[0]!, medians[1]!]
  console.log(`milliseconds by the clock and of processor time (user and system), median of ${rounds}`)
  console.log("  built package      checkout  start")
  console.log("  wall   CPU     wall   CPU")
  console.log(`${shown(node)}                     node -e 0`)
  console.log(`${shown(start)}                     sweep --version`)
  const times = commands.map((args, index): readonly [string, CommandTime] => {
    const [own, theirs] = [medians[2 + 2 * index]!, medians[3 + 2 * index]!]
    const startShare = Math.min(1, start.cpu / own.cpu)
    const name = ["sweep", ...args].join(" ")
    console.log(`${shown(own)}   ${shown(theirs)}  ${(100 * startShare).toFixed(0).padStart(3)} %  ${name}`)
    return [name, { built: own, checkout: theirs, startShare }]
  })
  return { node, commands: Object.fromEntries(times) }
}
