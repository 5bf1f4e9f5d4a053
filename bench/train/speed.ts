/** Samples per CPU second on WASM and on plain JavaScript, side by side in one process. */
import type { TensorFlow } from "../../src/train/tensorflow/TensorFlow.ts"
import { startBackend } from "../../src/train/tensorflow/startBackend.ts"
import { medianOf } from "../support.ts"
import { networks, type Network } from "./networks.ts"

const rounds = 5

/** How long each backend trains in one round, in CPU seconds, but for at least one step. */
const secondsPerRound = 1

const cpuSeconds = (): number => {
  const { system, user } = process.cpuUsage()
  return (system + user) / 1e6
}

const samplesPerSecond = async ({ batch, step }: Network): Promise<number> => {
  const start = cpuSeconds()
  let samples = 0
  do {
    await step()
    samples += batch
  } while (cpuSeconds() - start < secondsPerRound)
  return samples / (cpuSeconds() - start)
}

const on = async (tf: TensorFlow, backend: "cpu" | "wasm", name: string) => {
  await tf.setBackend(backend)
  const network = networks[name]!(tf)
  // Compiles, and lets the JavaScript engine optimise.
  for (let count = 0; count < 3; count++) await network.step()
  return async () => {
    await tf.setBackend(backend)
    return samplesPerSecond(network)
  }
}

/** Prints a line per network: the medians of five rounds, and of their ratios. */
export const compareBackends = async () => {
  await startBackend("cpu")
  const tf = await startBackend("wasm")
  console.log("samples per CPU second    plain JavaScript       wasm    ratio")
  const rows = []
  for (const name of Object.keys(networks)) {
    const [onCpu, onWasm] = [await on(tf, "cpu", name), await on(tf, "wasm", name)]
    const pairs: Array<{ readonly cpu: number; readonly wasm: number }> = []
    for (let round = 0; round < rounds; round++) pairs.push({ cpu: await onCpu(), wasm: await onWasm() })
    const row = {
      network: name,
      cpu: medianOf(pairs.map(({ cpu }) => cpu)),
      wasm: medianOf(pairs.map(({ wasm }) => wasm)),
      ratio: medianOf(pairs.map(({ cpu, wasm }) => wasm / cpu))
    }
    const cells = [row.cpu.toFixed(0).padStart(16), row.wasm.toFixed(0).padStart(10), row.ratio.toFixed(1).padStart(8)]
    console.log(`${name.padEnd(25)} ${cells.join(" ")}`)
    rows.push(row)
  }
  return rows
}
