/** The tables of the sampler measurements, in Markdown. */
import type { Cell } from "../samplers.ts"
import { optuna, optunaSource, type OptunaRow } from "./optuna.ts"
import { problems } from "./problems.ts"
import { quantile, signTest } from "./statistics.ts"

const short = (value: number): string =>
  value === 0 ? "0" : value < 1e-3 ? value.toExponential(1) : value.toPrecision(3)

const withQuartiles = (first: number, median: number, third: number): string =>
  `${short(median)} (${short(first)}..${short(third)})`

const line = (entries: ReadonlyArray<string>): string => `| ${entries.join(" | ")} |`

const print = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): void => {
  console.log(`\n${[line(head), line(head.map((_, k) => (k === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n")}`)
}

const medianOf = ({ regrets }: Cell): number => quantile(regrets, 0.5)

/** The lines of the bar that Optuna sets: on how many of its problems a sampler is lower. */
const printScores = (cells: ReadonlyArray<Cell>, samplers: ReadonlyArray<string>): void => {
  const rivals: ReadonlyArray<readonly [string, (row: OptunaRow) => number, number]> = [
    ["median below both GP columns", ({ gp, gpFixed }) => Math.min(gp[1], gpFixed[1]), 0.5],
    ["third quartile below both GP columns", ({ gp, gpFixed }) => Math.min(gp[2], gpFixed[2]), 0.75],
    ["median below the best of TPE and GP", ({ gp, gpFixed, tpe }) => Math.min(gp[1], gpFixed[1], tpe[1]), 0.5]
  ]
  const rows = samplers.map((sampler) => {
    const own = cells.filter((cell) => cell.sampler === sampler && cell.problem in optuna)
    const scores = rivals.map(([, rival, share]) => {
      const won = own.filter((cell) => quantile(cell.regrets, share) < rival(optuna[cell.problem]!))
      return `${won.length} of ${own.length}`
    })
    return [sampler, ...scores]
  })
  print(["against Optuna", ...rivals.map(([what]) => what)], rows)
}

/** Prints regrets, scores against Optuna, wins against random, and CPU. */
export const printTables = (cells: ReadonlyArray<Cell>): void => {
  const samplers = [...new Set(cells.map(({ sampler }) => sampler))]
  const names = problems.map(({ name }) => name).filter((name) => cells.some(({ problem }) => problem === name))
  const cellOf = (problem: string, sampler: string): Cell | undefined =>
    cells.find((cell) => cell.problem === problem && cell.sampler === sampler)
  const each = (show: (cell: Cell) => string): ReadonlyArray<ReadonlyArray<string>> =>
    names.map((name) => [
      name,
      ...samplers.map((sampler) => {
        const cell = cellOf(name, sampler)
        return cell === undefined ? "" : show(cell)
      })
    ])
  const regrets = each(({ regrets }) =>
    withQuartiles(...([0.25, 0.5, 0.75].map((q) => quantile(regrets, q)) as [number, number, number]))
  )
  const theirs = (name: string): ReadonlyArray<string> => {
    const row = optuna[name]
    return row === undefined
      ? ["", "", ""]
      : [row.tpe, row.gp, row.gpFixed].map((quartiles) => withQuartiles(...quartiles))
  }
  print(
    ["median (quartiles)", ...samplers, "Optuna TPE", "Optuna GP", "Optuna GP, deterministic"],
    regrets.map((row) => [...row, ...theirs(row[0]!)])
  )
  console.log(`\nOptuna's columns: ${optunaSource}, 10 seeds.`)
  printScores(cells, samplers)
  print(
    ["lower than random, seed by seed (p of the sign test)", ...samplers],
    each((cell) => {
      const other = cellOf(cell.problem, "random")
      if (other === undefined || cell === other) return ""
      const { p, pairs, wins } = signTest(cell.regrets, other.regrets)
      return `${wins} of ${pairs} (${short(p)})`
    })
  )
  print(
    ["CPU of a suggestion, ms", ...samplers],
    each(({ cpu }) => cpu.toFixed(1))
  )
  console.log(
    `\ngeometric mean of medians: ${samplers.map((sampler) => `${sampler} ${short(geometricMean(cells, sampler))}`).join(", ")}`
  )
}

const geometricMean = (cells: ReadonlyArray<Cell>, sampler: string): number => {
  const own = cells.filter((cell) => cell.sampler === sampler)
  return Math.exp(own.reduce((sum, cell) => sum + Math.log(Math.max(1e-12, medianOf(cell))), 0) / own.length)
}
