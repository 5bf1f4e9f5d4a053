/**
 * A GPU through WebGPU against WASM on the same machine: training losses, then steps per second and the GPU's memory with
 * one, two and four trials at once. `BENCH_GPU` names the parts to measure: losses, digits, fine-tuning.
 */
import { compareLosses } from "./gpu/losses.ts"
import { measureLoad, type Load, type Measured, type Workload } from "./gpu/load.ts"
import { record } from "./support.ts"

const digits: Workload = {
  name: "digits",
  file: "experiments/digits.ts",
  env: { SWEEP_EPOCHS: process.env["BENCH_EPOCHS"] ?? "5", SWEEP_EXAMPLES: process.env["BENCH_EXAMPLES"] ?? "4000" },
  // Their batch sizes differ: always the same four.
  trials: () => 4,
  stepsPerReport: ({ batchSize }) => Math.ceil(Number(process.env["BENCH_EXAMPLES"] ?? 4000) / Number(batchSize))
}

const fineTuning = (steps: number): Workload => ({
  name: "fine-tuning",
  file: "bench/fixtures/fineTuning.ts",
  env: { BENCH_STEPS: String(steps) },
  trials: (parallel) => parallel,
  stepsPerReport: () => 1
})

const line = ({ backend, gpuBusy, gpuMemoryMiB, parallel, seconds, stepsPerSecond, together, workload }: Measured) =>
  [
    workload.padEnd(12),
    backend.padEnd(7),
    String(parallel).padStart(8),
    stepsPerSecond.toFixed(1).padStart(10),
    together.toFixed(1).padStart(9),
    seconds.toFixed(1).padStart(8),
    String(gpuMemoryMiB ?? "–").padStart(11),
    String(gpuBusy ?? "–").padStart(9)
  ].join(" ")

const head = "workload     backend parallel    steps/s  together  seconds  memory MiB    busy %"

const loads: ReadonlyArray<Load> = [
  { backend: "wasm", parallel: 1 },
  { backend: "wasm", parallel: 4 },
  { backend: "webgpu", parallel: 1 },
  { backend: "webgpu", parallel: 2 },
  { backend: "webgpu", parallel: 4 }
]

/** Prints the tables and keeps them in bench/results. */
export const measureGpu = async (): Promise<void> => {
  const parts = new Set((process.env["BENCH_GPU"] ?? "losses,digits,fine-tuning").split(","))
  const losses = parts.has("losses") ? await compareLosses() : []
  console.log(`\n${head}`)
  const measured: Array<Measured> = []
  const measure = async (workload: Workload, load: Load) => {
    const result = await measureLoad(workload, load)
    measured.push(result)
    console.log(line(result))
    record("gpu", { losses, measured })
  }
  for (const load of loads) if (parts.has("digits")) await measure(digits, load)
  for (const load of loads) {
    const steps = Number(process.env["BENCH_STEPS"] ?? (load.backend === "wasm" ? 13 : 81))
    if (parts.has("fine-tuning")) await measure(fineTuning(steps), load)
  }
  record("gpu", { losses, measured })
}
