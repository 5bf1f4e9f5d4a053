/**
 * Records the curves that `npm run bench -- pruners` plays: whole trainings of digits, drawn at random. `BENCH_KEEP` names a
 * folder for the store: the same command again goes on where it was cut off.
 */
import Database from "better-sqlite3"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { inRepository, scratch, sweep } from "../support.ts"
import type { RecordedCurves } from "./curveTables.ts"

/** More than a simulated study tries, so that studies differ in their trials and not in the order alone. */
const trials = 150
const [examples, epochs] = ["1000", "27"]
const metrics = ["accuracy", "loss"] as const

/** As stored: a value that is not a number is its name. */
type Metrics = Readonly<Record<(typeof metrics)[number], number | string>>

/** What each whole training in a store reported, by step. */
const reportsIn = (path: string): ReadonlyArray<ReadonlyArray<Metrics>> => {
  const db = new Database(path, { readonly: true })
  const numbers = db
    .prepare<[], number>("SELECT number FROM trials WHERE state = 'complete' ORDER BY number")
    .pluck()
    .all()
  // A training that was interrupted went on in another attempt.
  const reports = db.prepare<[number], { readonly metrics: string }>(
    "SELECT metrics, max(attempt) FROM reports WHERE trial = ? GROUP BY step ORDER BY step"
  )
  const found = numbers
    .map((number) => reports.all(number).map(({ metrics }) => JSON.parse(metrics) as Metrics))
    .filter(({ length }) => length === Number(epochs))
  db.close()
  return found.slice(0, trials)
}

/** The curves in a store, rounded to four digits. */
const curvesIn = (store: string): RecordedCurves => {
  const shown = reportsIn(store)
  return {
    experiment: "experiments/digits.ts",
    command: `SWEEP_EXAMPLES=${examples} SWEEP_EPOCHS=${epochs} sweep run experiments/digits.ts --sampler random --pruner none --trials ${trials}`,
    metrics: Object.fromEntries(
      metrics.map((metric) => [
        metric,
        shown.map((reports) => reports.map((report) => Number(Number(report[metric]).toPrecision(4))))
      ])
    )
  }
}

/** Trains, and keeps what was reported. */
export const recordCurves = (): void => {
  const store = join(process.env["BENCH_KEEP"] ?? scratch(), "curves.db")
  process.env["SWEEP_EXAMPLES"] = examples
  process.env["SWEEP_EPOCHS"] = epochs
  const flags = ["--sampler", "random", "--pruner", "none", "--trials", String(trials), "--reporter", "lines"]
  console.log(sweep(["run", inRepository("experiments/digits.ts"), ...flags, "--store", store], scratch()))
  writeFileSync(inRepository("bench/pruners/curves/digits.json"), `${JSON.stringify(curvesIn(store))}\n`)
}
