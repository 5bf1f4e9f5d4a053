/** Records the curves that `npm run bench -- pruners` plays: whole trainings of digits, drawn at random. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { inRepository, scratch, sweep } from "../support.ts"
import type { RecordedCurves } from "./curveTables.ts"

const trials = 100
const [examples, epochs] = ["1000", "27"]
const metrics = ["accuracy", "loss"] as const

interface Shown {
  readonly trial: { readonly state: string }
  readonly reports: ReadonlyArray<{ readonly metrics: Readonly<Record<string, number>> }>
}

/** The curves of the finished trials in a store, rounded to four digits. */
export const curvesIn = (store: string): RecordedCurves => {
  const shown = Array.from(
    { length: trials },
    (_, number) => JSON.parse(sweep(["show", String(number), "--json", "--store", store], scratch())) as Shown
  ).filter(({ trial }) => trial.state === "complete")
  const curveOf = ({ reports }: Shown, metric: string) =>
    reports.map((report) => Number(report.metrics[metric]!.toPrecision(4)))
  return {
    experiment: "experiments/digits.ts",
    command: `SWEEP_EXAMPLES=${examples} SWEEP_EPOCHS=${epochs} sweep run experiments/digits.ts --sampler random --pruner none --trials ${trials}`,
    metrics: Object.fromEntries(metrics.map((metric) => [metric, shown.map((one) => curveOf(one, metric))]))
  }
}

/** Trains, and keeps what was reported. */
export const recordCurves = (): void => {
  const store = join(scratch(), "curves.db")
  process.env["SWEEP_EXAMPLES"] = examples
  process.env["SWEEP_EPOCHS"] = epochs
  const flags = ["--sampler", "random", "--pruner", "none", "--trials", String(trials), "--reporter", "lines"]
  console.log(sweep(["run", inRepository("experiments/digits.ts"), ...flags, "--store", store], scratch()))
  writeFileSync(inRepository("bench/pruners/curves/digits.json"), `${JSON.stringify(curvesIn(store))}\n`)
}
