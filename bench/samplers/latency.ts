/** The CPU of a suggestion on a long history. */
import { rngFor } from "../../src/search/math/rng.ts"
import type { Trial } from "../../src/search/Trial.ts"
import { medianOf, record } from "../support.ts"
import { levyValue } from "./continuous.ts"
import { samplerNamed } from "./byName.ts"
import { boxed, type Problem } from "./Problem.ts"
import { listFrom, numberFrom } from "./settings.ts"

const levy = (dimensions: number): Problem => boxed(`levy${dimensions}`, dimensions, [-10, 10], 0, levyValue)

const cpuOf = (work: () => void): number => {
  const before = process.cpuUsage()
  work()
  const { system, user } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** Random trials, as if some other sampler had made them. */
const historyOf = (problem: Problem, count: number): Array<Trial> => {
  const names = Object.keys(problem.space)
  return Array.from({ length: count }, (_, number) => {
    const rng = rngFor(0, number, "bench.latency")
    const params = Object.fromEntries(names.map((name) => [name, -10 + 20 * rng.uniform()]))
    return { number, state: "complete", params, values: [problem.value(params)], curve: [] }
  })
}

/** CPU milliseconds of consecutive asks, each told: the first, which has nothing to start from, and those after it. */
const askCosts = (sampler: string, problem: Problem, observed: number, asks: number): ReadonlyArray<number> => {
  const trials = historyOf(problem, observed)
  return Array.from({ length: asks }, () => {
    let trial: Trial | undefined
    const cost = cpuOf(() => {
      const suggestion = samplerNamed(sampler).suggest({
        space: problem.space,
        objectives: 1,
        history: { revision: trials.length, trials },
        number: trials.length,
        seed: 0,
        budget: 2 * observed
      })
      if ("exhausted" in suggestion) throw new Error("a continuous space is never exhausted")
      const values = [problem.value(suggestion.params)]
      trial = { number: trials.length, state: "complete", curve: [], values, ...suggestion }
    })
    trials.push(trial!)
    return cost
  })
}

/** A fixed load to compare machines by: CPU milliseconds of a 500 × 500 Cholesky factor by three plain loops. */
const referenceLoad = (): number => {
  const size = 500
  const matrix = Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: size }, (_, j) => Math.exp(-Math.abs(i - j) / 20) + (i === j ? 0.1 : 0))
  )
  return cpuOf(() => {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = matrix[i]![j]!
        for (let k = 0; k < j; k++) sum -= matrix[i]![k]! * matrix[j]![k]!
        matrix[i]![j] = i === j ? Math.sqrt(sum) : sum / matrix[j]![j]!
      }
    }
  })
}

/** What a warm suggestion of `gp` may cost in 5 dimensions; twice that in 20. */
const allowed: Readonly<Record<number, number>> = { 50: 15, 100: 25, 200: 50, 500: 150, 1000: 300, 5000: 300 }

/** What a warm suggestion may cost, where that is said. */
const allowedFor = (sampler: string, dimensions: number, observed: number): number | undefined => {
  if (sampler === "tpe" && dimensions === 5 && observed === 100) return 1
  const most = sampler === "gp" ? allowed[observed] : undefined
  return most === undefined ? undefined : most * (dimensions === 5 ? 1 : 2)
}

/** Prints the median of warm asks. BENCH_SAMPLERS (gp,tpe), BENCH_ASKS (25) and BENCH_OBSERVED (50,…,5000) choose. */
export const measureLatency = (): void => {
  const asks = numberFrom("BENCH_ASKS", 25)
  const reference = medianOf(Array.from({ length: 9 }, referenceLoad))
  console.log(`reference load, 500 × 500 Cholesky by three loops: ${reference.toFixed(1)} ms`)
  console.log("\n| sampler, space, observed | cold ms | warm ms, median | largest | per reference | allowed |")
  console.log("| --- | ---: | ---: | ---: | ---: | ---: |")
  const rows = []
  for (const sampler of listFrom("BENCH_SAMPLERS", ["gp", "tpe"])) {
    // The first asks of a process also pay for its compiler.
    askCosts(sampler, levy(5), 60, 20)
    for (const dimensions of [5, 20]) {
      for (const observed of listFrom("BENCH_OBSERVED", Object.keys(allowed)).map(Number)) {
        const [cold = Number.NaN, ...warm] = askCosts(sampler, levy(dimensions), observed, asks + 1)
        const median = medianOf(warm)
        const most = allowedFor(sampler, dimensions, observed)
        rows.push({ sampler, dimensions, observed, cold, warm, median, allowed: most })
        const numbers = [cold, median, Math.max(...warm)].map((ms) => ms.toFixed(1))
        console.log(
          `| ${sampler}, ${dimensions}-D, ${observed} | ${numbers.join(" | ")} | ${(median / reference).toFixed(2)} | ${most ?? ""} |`
        )
      }
    }
  }
  record("samplers-latency", { reference, asks, rows })
}
