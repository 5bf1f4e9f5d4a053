/** Outcome constraints, declared noise and cost: what is gained by telling the sampler of them. */
import { isFeasible } from "../../src/search/objectives/constraints.ts"
import type { NoiseSpec } from "../../src/search/objectives/noise.ts"
import { believedBest } from "../../src/search/samplers/gp/believe.ts"
import { gp } from "../../src/search/samplers/gp.ts"
import { random } from "../../src/search/samplers/random.ts"
import { tpe } from "../../src/search/samplers/tpe.ts"
import type { Sampler } from "../../src/search/Sampler.ts"
import type { Trial } from "../../src/search/Trial.ts"
import { record } from "../support.ts"
import { constrained } from "./constrained.ts"
import { costly, costlyTrials } from "./costly.ts"
import { play, regretOf, type PlayOptions } from "./play.ts"
import type { Problem } from "./Problem.ts"
import { problems } from "./problems.ts"
import { listFrom, numberFrom, seedsFrom } from "./settings.ts"
import { quantile, signTest } from "./statistics.ts"
import { noisy } from "./wrappers.ts"

/** One way to search: a sampler, what it is told, and which trial is taken in the end. */
interface Way {
  readonly name: string
  readonly sampler: () => Sampler
  readonly options?: Partial<PlayOptions>
  /** Changes what the sampler is told of. */
  readonly told?: (problem: Problem) => Problem
  readonly score: (problem: Problem, trials: ReadonlyArray<Trial>, seed: number) => number
}

const short = (value: number): string =>
  !Number.isFinite(value) ? "none" : value === 0 ? "0" : value < 1e-3 ? value.toExponential(1) : value.toPrecision(3)

/** Prints medians and quartiles, and who wins against the last way in how many of the pairs of one seed. */
const compare = (
  title: string,
  cases: ReadonlyArray<Problem>,
  ways: ReadonlyArray<Way>,
  seeds: ReadonlyArray<number>,
  trials: number
) => {
  console.log(`\n${title}\n`)
  console.log(`| median (quartiles) | ${ways.map(({ name }) => name).join(" | ")} | first against second |`)
  console.log(`| --- | ${ways.map(() => "---:").join(" | ")} | ---: |`)
  const rows = cases.map((problem) => {
    const scores = ways.map(({ options, sampler, score, told = (same) => same }) =>
      seeds.map((seed) => score(problem, play(sampler(), told(problem), { trials, seed, ...options }).trials, seed))
    )
    const cells = scores.map(
      (all) => `${short(quantile(all, 0.5))} (${short(quantile(all, 0.25))}..${short(quantile(all, 0.75))})`
    )
    const { p, pairs, wins } = signTest(scores[0]!, scores[1]!)
    console.log(`| ${problem.name} | ${cells.join(" | ")} | ${wins} of ${pairs}, p ${p.toPrecision(2)} |`)
    return { problem: problem.name, scores: Object.fromEntries(ways.map(({ name }, index) => [name, scores[index]])) }
  })
  return { trials, seeds, rows }
}

/** A trial outside of a constraint has failed: all that a study without constraints can say of it. */
const asFailures = (problem: Problem): Problem => {
  const { violations, ...rest } = problem
  return { ...rest, observe: (params) => (isFeasible(violations?.(params)) ? problem.value(params) : undefined) }
}

const constraintWays: ReadonlyArray<Way> = [
  { name: "gp, constraints", sampler: gp, score: regretOf },
  { name: "gp, told of failures", sampler: gp, told: asFailures, score: regretOf },
  { name: "tpe, constraints", sampler: tpe, score: regretOf },
  { name: "tpe, told of failures", sampler: tpe, told: asFailures, score: regretOf },
  { name: "random", sampler: random, score: regretOf }
]

/** Regret of the trial with the best value seen. */
const ofLuckiest = (problem: Problem, trials: ReadonlyArray<Trial>): number => {
  const [first, ...others] = trials.filter(({ values }) => values !== undefined)
  const luckiest = others.reduce((best, one) => (one.values![0]! < best.values![0]! ? one : best), first!)
  return Math.max(0, problem.value(luckiest.params) - problem.optimum)
}

/** Regret of the trial that the model believes best. */
const ofBelieved =
  (noise: NoiseSpec) =>
  (problem: Problem, trials: ReadonlyArray<Trial>, seed: number): number =>
    Math.max(0, problem.value(trials[believedBest(problem.space, trials, noise, seed)!]!.params) - problem.optimum)

const declared: NoiseSpec = { repeats: 4 }

const noiseWays: ReadonlyArray<Way> = [
  { name: "gp, declared", sampler: gp, options: { noise: declared }, score: ofBelieved(declared) },
  { name: "gp, not declared", sampler: gp, score: ofLuckiest },
  { name: "gp, not declared, believed best", sampler: gp, score: ofBelieved(declared) },
  { name: "tpe, declared", sampler: tpe, options: { noise: declared }, score: ofBelieved(declared) },
  { name: "tpe, not declared", sampler: tpe, score: ofLuckiest }
]

/** Noise of about a twentieth to a fifth of what values differ by near the optimum. */
const noises: Readonly<Record<string, number>> = {
  branin: 5,
  hartmann6: 0.2,
  "valleys6-2": 0.3,
  wells5: 0.3,
  "kinds-1": 0.1,
  categories12: 0.1
}
const noisyCases = Object.entries(noises).map(([name, deviation]) =>
  noisy(
    problems.find((problem) => problem.name === name)!,
    deviation
  )
)

const costWays = (total: number): ReadonlyArray<Way> => [
  { name: "gp, cost", sampler: () => gp({ cost: { total } }), options: { totalMillis: total }, score: regretOf },
  { name: "gp", sampler: gp, options: { totalMillis: total }, score: regretOf },
  { name: "random", sampler: random, options: { totalMillis: total }, score: regretOf }
]

/** BENCH_TABLES (constraints,noise,cost), BENCH_PROBLEMS, BENCH_SEEDS (0-19) and BENCH_TRIALS choose. */
export const measureCircumstances = (): void => {
  const tables = listFrom("BENCH_TABLES", ["constraints", "noise", "cost"])
  const seeds = seedsFrom("BENCH_SEEDS", "0-19")
  const chosen = (cases: ReadonlyArray<Problem>): ReadonlyArray<Problem> => {
    const names = listFrom(
      "BENCH_PROBLEMS",
      cases.map(({ name }) => name)
    )
    return cases.filter(({ name }) => names.includes(name))
  }
  if (tables.includes("constraints")) {
    const trials = numberFrom("BENCH_TRIALS", 60)
    const title = `regret of the best allowed trial after ${trials}, ${seeds.length} seeds`
    record("samplers-constraints", compare(title, chosen(constrained), constraintWays, seeds, trials))
  }
  if (tables.includes("noise")) {
    const trials = numberFrom("BENCH_TRIALS", 100)
    const title = `true regret of the trial that is taken after ${trials}, ${seeds.length} seeds; without declared noise it is the one with the best value`
    record("samplers-noise", compare(title, chosen(noisyCases), noiseWays, seeds, trials))
  }
  if (tables.includes("cost")) {
    const total = 60_000
    const title = `regret when trials have taken 60 times as long as a random one does in the mean, ${seeds.length} seeds`
    record("samplers-cost", compare(title, chosen(costly), costWays(total), seeds, costlyTrials))
  }
}
