/** How much of the space below a front samplers cover, beside the true front. */
import { readFileSync } from "node:fs"
import { hypervolume } from "../../src/search/objectives/hypervolume.ts"
import type { Trial } from "../../src/search/Trial.ts"
import { inRepository, quantileOf, record } from "../support.ts"
import { samplerNamed } from "./byName.ts"
import { frontProblems, type FrontProblem } from "./frontProblems.ts"
import { playGame } from "./play.ts"
import { listFrom, seedsFrom } from "./settings.ts"

/** A sampler and after how many trials it is looked at. */
interface Entrant {
  readonly sampler: string
  readonly trials: number
}

/** One entrant on one problem. */
interface Cell extends Entrant {
  readonly problem: string
  /** Hypervolumes after all trials, by rising seed. */
  readonly volumes: ReadonlyArray<number>
  /** CPU milliseconds of a suggestion, over all trials and seeds. */
  readonly cpu: number
}

const entrantOf = (text: string): Entrant => {
  const [, sampler, trials] = /^(\w+)@(\d+)$/.exec(text) ?? []
  if (sampler === undefined) throw new Error(`BENCH_ENTRANTS: "${text}" is not of the form gp@100.`)
  return { sampler, trials: Number(trials) }
}

const volumeOf = ({ reference }: FrontProblem, trials: ReadonlyArray<Trial>): number =>
  hypervolume(
    trials.flatMap(({ values }) => (values === undefined ? [] : [values])),
    reference
  )

const measure = (problem: FrontProblem, { sampler, trials }: Entrant, seeds: ReadonlyArray<number>): Cell => {
  let cpu = 0
  const end = (trial: Trial): Trial => ({ ...trial, state: "complete", values: problem.values(trial.params) })
  const volumes = seeds.map((seed) => {
    const game = { space: problem.space, objectives: problem.reference.length, end }
    const played = playGame(samplerNamed(sampler), game, { trials, seed })
    cpu += played.cpu
    return volumeOf(problem, played.trials)
  })
  return { problem: problem.name, sampler, trials, volumes, cpu: cpu / (trials * seeds.length) }
}

const shown = (value: number): string => value.toPrecision(5).padStart(10)

const printProblem = ({ name, reference, volume }: FrontProblem, cells: ReadonlyArray<Cell>): void => {
  console.log(`\n${name}, reference (${reference.join(", ")}), true front ${volume.toPrecision(6)}`)
  console.log("sampler  trials    median  quartile  quartile  of the front   ms each")
  for (const { cpu, sampler, trials, volumes } of cells) {
    const [low, median, high] = [0.25, 0.5, 0.75].map((share) => quantileOf(volumes, share))
    const share = `${((100 * median!) / volume).toFixed(2)} %`
    console.log(
      `${sampler.padEnd(7)}${String(trials).padStart(8)}${shown(median!)}${shown(low!)}${shown(high!)}${share.padStart(14)}${cpu.toFixed(1).padStart(10)}`
    )
  }
}

const file = "samplers-fronts"

/** Cells that an earlier run of the same seeds left. */
const earlierCells = (seeds: ReadonlyArray<number>): ReadonlyArray<Cell> => {
  try {
    const before = JSON.parse(readFileSync(inRepository(`bench/results/${file}.json`), "utf8")) as {
      readonly seeds: ReadonlyArray<number>
      readonly cells: ReadonlyArray<Cell>
    }
    return before.seeds.join() === seeds.join() ? before.cells : []
  } catch {
    return []
  }
}

/**
 * Prints median and quartiles of the hypervolume. BENCH_ENTRANTS (gp@100,nsga2@400,random@400), BENCH_PROBLEMS
 * (zdt1-6,dtlz2-6) and BENCH_SEEDS (0-9) choose; cells that are not chosen are kept from the last run of the same seeds, and
 * what other seeds give is printed and not kept.
 */
export const measureFronts = (): void => {
  const seeds = seedsFrom("BENCH_SEEDS", "0-9")
  const cells = new Map(earlierCells(seeds).map((cell) => [`${cell.problem} ${cell.sampler}@${cell.trials}`, cell]))
  for (const name of listFrom("BENCH_PROBLEMS", ["zdt1-6", "dtlz2-6"])) {
    const problem = frontProblems.find((one) => one.name === name)
    if (problem === undefined)
      throw new Error(`No problem "${name}": ${frontProblems.map((one) => one.name).join(", ")}.`)
    for (const entrant of listFrom("BENCH_ENTRANTS", ["gp@100", "nsga2@400", "random@400"])) {
      cells.set(`${name} ${entrant}`, measure(problem, entrantOf(entrant), seeds))
      if (seeds.join() === "0,1,2,3,4,5,6,7,8,9") record(file, { seeds, cells: [...cells.values()] })
    }
    printProblem(
      problem,
      [...cells.values()].filter((cell) => cell.problem === name)
    )
  }
}
