/** How close samplers come to the optimum, and what a suggestion costs: beside Optuna's numbers. */
import { readFileSync } from "node:fs"
import { optuna, optunaSource } from "./samplers/optuna.ts"
import { play, regretOf } from "./samplers/play.ts"
import type { Problem } from "./samplers/Problem.ts"
import { compared, further, problems } from "./samplers/problems.ts"
import { samplerNamed } from "./samplers/byName.ts"
import { listFrom, numberFrom, seedsFrom } from "./samplers/settings.ts"
import { printTables } from "./samplers/tables.ts"
import { inRepository, record } from "./support.ts"

/** One sampler on one problem. */
export interface Cell {
  readonly problem: string
  readonly sampler: string
  /** Simple regret after all trials, by rising seed. */
  readonly regrets: ReadonlyArray<number>
  /** CPU milliseconds of a suggestion, over all trials and seeds. */
  readonly cpu: number
}

/** What makes cells comparable. */
interface Setup {
  readonly trials: number
  readonly parallel: number
  readonly seeds: ReadonlyArray<number>
}

const measure = (problem: Problem, name: string, { parallel, seeds, trials }: Setup): Cell => {
  let asked = 0
  let cpu = 0
  const regrets = seeds.map((seed) => {
    const played = play(samplerNamed(name), problem, { trials, seed, parallel })
    asked += played.trials.length
    cpu += played.cpu
    return regretOf(problem, played.trials)
  })
  return { problem: problem.name, sampler: name, regrets, cpu: cpu / asked }
}

/** The published table has a file of its own, which no other measurement overwrites. */
const fileFor = ({ parallel, seeds, trials }: Setup): string => {
  const what = `${trials}x${parallel}-seeds-${seeds[0]}-${seeds.at(-1)}`
  return what === "100x1-seeds-0-19" ? "samplers" : `samplers-${what}`
}

/** Cells that an earlier run left, where it measured in the same way. */
const earlierCells = (file: string, setup: Setup): ReadonlyArray<Cell> => {
  try {
    const before = JSON.parse(readFileSync(inRepository(`bench/results/${file}.json`), "utf8")) as {
      readonly setup: Setup
      readonly cells: ReadonlyArray<Cell>
    }
    return JSON.stringify(before.setup) === JSON.stringify(setup) ? before.cells : []
  } catch {
    return []
  }
}

/**
 * Prints median and quartiles of simple regret, wins against random, and CPU per suggestion.
 * BENCH_SAMPLERS (random,gp,auto), BENCH_PROBLEMS (names), BENCH_SEEDS (0-19), BENCH_TRIALS (100) and BENCH_PARALLEL (1)
 * choose; cells that are not chosen are kept from the last run of the same seeds, trials and parallelism.
 */
export const measureSamplers = (): void => {
  const setup: Setup = {
    trials: numberFrom("BENCH_TRIALS", 100),
    parallel: numberFrom("BENCH_PARALLEL", 1),
    seeds: seedsFrom("BENCH_SEEDS", "0-19")
  }
  const file = fileFor(setup)
  const cells = new Map(earlierCells(file, setup).map((cell) => [`${cell.problem} ${cell.sampler}`, cell]))
  const names = listFrom(
    "BENCH_PROBLEMS",
    [...compared, ...further].map(({ name }) => name)
  )
  for (const name of names) {
    const problem = problems.find((one) => one.name === name)
    if (problem === undefined) throw new Error(`No problem "${name}": ${problems.map((one) => one.name).join(", ")}.`)
    for (const sampler of listFrom("BENCH_SAMPLERS", ["random", "gp", "auto"])) {
      cells.set(`${name} ${sampler}`, measure(problem, sampler, setup))
      record(file, { setup, optuna: { source: optunaSource, quartiles: optuna }, cells: [...cells.values()] })
      console.error(`${name} ${sampler}`)
    }
  }
  console.log(`simple regret after ${setup.trials} trials, ${setup.parallel} at a time, ${setup.seeds.length} seeds`)
  printTables([...cells.values()])
}
