/**
 * Pruners over recorded learning curves. `BENCH_REPEATS` (default 200) is the number of studies per set and rule;
 * `HYPERSWEEP_TABLES` names a folder with more curves; `BENCH_KEEP` one for the pieces of a measurement that may be cut off.
 */
import { compare, type Cell, type Mean } from "./pruners/compare.ts"
import type { CurveSet } from "./pruners/CurveSet.ts"
import { curveSets } from "./pruners/curveTables.ts"
import { lostBy } from "./pruners/lost.ts"
import { reference, rules } from "./pruners/rules.ts"
import { record } from "./support.ts"

const repeats = Number(process.env["BENCH_REPEATS"] ?? 200)

const line = (cells: ReadonlyArray<string>): string => `| ${cells.join(" | ")} |`

const print = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): void => {
  console.log(`\n${[line(head), line(head.map((_, at) => (at === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n")}`)
}

const withError = ({ mean, seOfSets }: Mean): string => `${mean.toFixed(3)} ± ${seOfSets.toFixed(3)}`
const signed = (mean: Mean): string => `${mean.mean > 0 ? "+" : ""}${withError(mean)} (${mean.seOfRepeats.toFixed(4)})`

/** Prints regrets by rule and budget, and how far they are from the reference's. */
export const printRegrets = (cells: ReadonlyArray<Cell>, sets: number): void => {
  const budgets = [...new Set(cells.map(({ budget }) => budget))]
  const of = (rule: string, show: (cell: Cell) => string) => cells.filter((cell) => cell.rule === rule).map(show)
  const rows = [...new Set(cells.map(({ rule }) => rule))].map((name) => [
    name,
    ...of(name, withError),
    ...(name === reference
      ? budgets.map(() => "")
      : of(name, (cell) => `${signed(cell.difference)}, ${cell.better} of ${sets}`))
  ])
  print(["rule", ...budgets.map(String), ...budgets.map((budget) => `− ${reference} at ${budget}`)], rows)
}

const printLost = (sets: ReadonlyArray<CurveSet>) => {
  const lost = rules.map((rule) => lostBy(rule, sets, repeats))
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  print(
    ["rule", "of the top 3 lost", "steps saved"],
    lost.map((row) => [row.rule, percent(row.lost), percent(row.saved)])
  )
  return lost
}

const measureOn = (title: string, sets: ReadonlyArray<CurveSet>) => {
  console.log(`\n## ${title}: ${sets.map(({ curves, name }) => `${name} (${curves.length} curves)`).join(", ")}`)
  console.log(
    `\nNormalised regret after so many full trainings, mean ± standard error over the sets; paired difference from ${reference}, ± the same (standard error over ${repeats} repeats for these sets), sets on which it is lower.`
  )
  const regrets = compare(rules, sets, repeats)
  printRegrets(regrets, sets.length)
  console.log("\nStudies of 100 trials, played to their end:")
  return { regrets, lost: printLost(sets) }
}

/** Prints regrets, differences and what is lost for good. */
export const measurePruners = (): void => {
  const { own, tables } = curveSets()
  const results: Record<string, unknown> = { repeats }
  if (tables.length > 0) results["tables"] = measureOn("The tables", tables)
  results["own"] = measureOn("Our own curves", own)
  record("pruners", results)
}
