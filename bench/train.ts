/**
 * How fast trainings are: WASM against plain JavaScript, two processes against one, and what the optimizer takes of a step.
 * `BENCH_TRAIN` names the parts to measure: backends, processes, optimizer.
 */
import { compareBackends } from "./train/speed.ts"
import { compareOptimizers } from "./train/optimizer.ts"
import { compareProcesses } from "./train/processes.ts"
import { record } from "./support.ts"

const parts: Readonly<Record<string, () => Promise<unknown>>> = {
  backends: compareBackends,
  processes: compareProcesses,
  optimizer: compareOptimizers
}

/** Prints the tables and keeps them in bench/results. */
export const measureTrain = async (): Promise<void> => {
  const asked = process.env["BENCH_TRAIN"]?.split(",") ?? Object.keys(parts)
  const results: Record<string, unknown> = {}
  for (const name of asked) results[name] = await parts[name]!()
  record("train", results)
}
