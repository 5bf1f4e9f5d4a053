/** What two trial processes train together, against one alone. */
import { fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import { medianOf } from "../support.ts"

const child = fileURLToPath(new URL("../fixtures/trainingProcess.ts", import.meta.url))
const rounds = 5

/** Samples per second of `count` processes that start training at the same moment. */
const together = async (count: number): Promise<number> => {
  const children = Array.from({ length: count }, () => fork(child, { execArgv: [] }))
  const ready = children.map((one) => new Promise((resolve) => one.once("message", resolve)))
  await Promise.all(ready)
  const answers = children.map(
    (one) => new Promise<number>((resolve) => one.once("message", (samples) => resolve(Number(samples))))
  )
  for (const one of children) one.send("go")
  return (await Promise.all(answers)).reduce((sum, samples) => sum + samples, 0)
}

/** Prints the throughput of one and of two processes, and the median ratio of five rounds. */
export const compareProcesses = async () => {
  console.log("\nsamples per second, convolution, batch 32: one process, two processes, ratio")
  const pairs = []
  for (let round = 0; round < rounds; round++) {
    const [one, two] = [await together(1), await together(2)]
    console.log(`${one.toFixed(0).padStart(10)} ${two.toFixed(0).padStart(10)} ${(two / one).toFixed(2).padStart(8)}`)
    pairs.push({ one, two, ratio: two / one })
  }
  const ratio = medianOf(pairs.map((pair) => pair.ratio))
  console.log(`median ratio ${ratio.toFixed(2)}; it needs two free cores`)
  return { rounds: pairs, medianRatio: ratio }
}
