/** Two slots against one: the wall time of the same 16 trainings of digits, of 4 epochs each, no pruning. */
import { join } from "node:path"
import { inRepository, medianOf, record, scratch, sweep } from "./support.ts"

const trials = 16
const epochs = "4"
const repeats = Number(process.env["BENCH_REPEATS"] ?? 5)

const seconds = (slots: number): number => {
  const store = join(scratch(), "bench.db")
  const start = performance.now()
  const flags = ["--sampler", "random", "--pruner", "none", "--trials", String(trials), "--reporter", "lines"]
  sweep(
    ["run", inRepository("experiments/digits.ts"), ...flags, "--parallel", String(slots), "--store", store],
    scratch()
  )
  return (performance.now() - start) / 1000
}

/** Prints one line per repeat and the median of the ratios. */
export const measureSlots = (): void => {
  process.env["SWEEP_EPOCHS"] = epochs
  console.log(`${trials} trainings of digits: seconds on 1 slot, on 2 slots, ratio`)
  const rows = Array.from({ length: repeats }, () => {
    const one = seconds(1)
    const two = seconds(2)
    console.log(`${one.toFixed(1).padStart(8)} ${two.toFixed(1).padStart(8)} ${(two / one).toFixed(3).padStart(8)}`)
    return { one, two, ratio: two / one }
  })
  const ratio = medianOf(rows.map((row) => row.ratio))
  console.log(`median ratio ${ratio.toFixed(3)} of ${repeats}`)
  record("slots", { trials, repeats: rows, medianRatio: ratio })
}
