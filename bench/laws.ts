/** Ten thousand suggestions of each sampler over random conditional, constrained spaces: none may break a law. */
import * as fc from "fast-check"
import { auto } from "../src/search/samplers/auto.ts"
import { cmaes } from "../src/search/samplers/cmaes.ts"
import { gp } from "../src/search/samplers/gp.ts"
import { grid } from "../src/search/samplers/grid.ts"
import { nsga2 } from "../src/search/samplers/nsga2.ts"
import { random } from "../src/search/samplers/random.ts"
import { sobol } from "../src/search/samplers/sobol.ts"
import { tpe } from "../src/search/samplers/tpe.ts"
import type { Sampler } from "../src/search/Sampler.ts"
import { choice, float, int } from "../src/search/space/distributions.ts"
import type { Where } from "../src/search/space/feasible.ts"
import type { Trial } from "../src/search/Trial.ts"
import { breachesOf } from "../test/support/breaches.ts"
import { finiteSpaces, spaces } from "../test/support/spaces.ts"
import { medianOf, record } from "./support.ts"

const wanted = Number(process.env["BENCH_SUGGESTIONS"] ?? 10_000)
const longest = 30
const shares = [1, 0.5, 0.1, 0.01]
const samplers: ReadonlyArray<() => Sampler> = [random, grid, sobol, tpe, cmaes, nsga2, gp, auto]

const measure = (sampler: Sampler) => {
  let suggestions = 0
  let studies = 0
  const breaches: Array<string> = []
  const start = performance.now()
  for (let seed = 0; suggestions < wanted; seed++) {
    const isFinite = sampler.name === "grid" || seed % 2 === 0
    const [space] = fc.sample(isFinite ? finiteSpaces : spaces, { numRuns: 1, seed })
    const madeUp = { space: space!, seed, share: shares[seed % shares.length]!, suggestions: longest }
    const outcome = breachesOf(sampler, madeUp)
    suggestions += outcome.suggestions
    studies++
    for (const breach of outcome.breaches) breaches.push(`study ${seed}, ${breach}`)
  }
  return { suggestions, studies, breaches, millisPerSuggestion: (performance.now() - start) / suggestions }
}

/** What one suggestion of `random` costs where a hundredth of the space satisfies the constraint, in milliseconds. */
const measureConstrained = () => {
  const space = { a: float(0, 1), b: float(1e-4, 1, { log: true }), c: int(1, 100), d: choice("x", "y") }
  const where: Where = ({ a, c }) => Number(a) < 0.1 && Number(c) <= 10
  const millis: Array<number> = []
  const trials: Array<Trial> = []
  for (let number = 0; number < 1000; number++) {
    const request = { space, where, objectives: 1, number, seed: 1, budget: 1000 }
    const start = performance.now()
    const suggestion = random().suggest({ ...request, history: { revision: number, trials } })
    millis.push(performance.now() - start)
    if ("params" in suggestion)
      trials.push({ number, params: suggestion.params, state: "complete", curve: [], values: [number] })
  }
  return { median: medianOf(millis), largest: Math.max(...millis) }
}

/** Prints for each sampler how many suggestions were made in how many studies, and every breach of a law. */
export const measureLaws = (): void => {
  const results: Record<string, unknown> = {}
  console.log("suggestions  studies  breaches  ms each")
  for (const make of samplers) {
    const sampler = make()
    const { breaches, millisPerSuggestion, studies, suggestions } = measure(sampler)
    const columns = [
      String(suggestions).padStart(11),
      String(studies).padStart(9),
      String(breaches.length).padStart(10)
    ]
    console.log(`${columns.join("")}${millisPerSuggestion.toFixed(2).padStart(9)}  ${sampler.name}`)
    for (const breach of breaches.slice(0, 5)) console.log(`             ${breach}`)
    results[sampler.name] = { suggestions, studies, breaches: breaches.length }
  }
  const { largest, median } = measureConstrained()
  console.log(
    `random under a constraint of 1 %: ${median.toFixed(3)} ms a suggestion, the dearest of 1,000 ${largest.toFixed(1)} ms`
  )
  record("laws", { ...results, constrainedMillis: { median, largest } })
}
