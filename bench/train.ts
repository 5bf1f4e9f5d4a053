/**
 * How fast trainings are: WASM against plain JavaScript, and two processes against one. `BENCH_TRAIN` names the parts to
 * measure: backends, processes.
 */
import { compareBackends } from "./train/speed.ts"
import { compareProcesses } from "./train/processes.ts"
import { record } from "./support.ts"

const parts: Readonly<Record<string, () => Promise<unknown>>> = {
  backends: compareBackends,
  processes: compareProcesses
}

/** Prints the tables and keeps them in bench/results. */
export const measureTrain = async (): Promise<void> => {
  const asked = process.env["BENCH_TRAIN"]?.split(",") ?? Object.keys(parts)
  const results: Record<string, unknown> = {}
  for (const name of asked) results[name] = await parts[name]!()
  record("train", results)
}
