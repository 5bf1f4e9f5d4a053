/** Studies played in memory. */
import { rngFor } from "../../src/search/math/rng.ts"
import { isFeasible } from "../../src/search/objectives/constraints.ts"
import type { NoiseSpec } from "../../src/search/objectives/noise.ts"
import type { Sampler } from "../../src/search/Sampler.ts"
import type { SearchSpace } from "../../src/search/SearchSpace.ts"
import type { Trial } from "../../src/search/Trial.ts"
import type { Problem } from "./Problem.ts"

/** How a study is played. */
export interface PlayOptions {
  readonly trials: number
  readonly seed: number
  /** So many are asked before the first of them is told, and from then on so many are always running. Default 1. */
  readonly parallel?: number
  /** Noise that the study declares. */
  readonly noise?: NoiseSpec
  /** No trial is begun that would end after so many milliseconds of trials. */
  readonly totalMillis?: number
}

/** A study's trials, and what asking for them cost. */
export interface Played {
  readonly trials: ReadonlyArray<Trial>
  /** CPU milliseconds of all suggestions. */
  readonly cpu: number
}

const finished = (problem: Problem, trial: Trial, seed: number): Trial => {
  const seen = (problem.observe ?? problem.value)(trial.params, rngFor(seed, trial.number, "bench.observe"))
  if (seen === undefined || !Number.isFinite(seen)) return { ...trial, state: "failed" }
  const { durationMillis, violations } = problem
  return {
    ...trial,
    state: "complete",
    values: [seen],
    ...(violations === undefined ? {} : { violations: violations(trial.params) }),
    ...(durationMillis === undefined ? {} : { durationMillis: durationMillis(trial.params) })
  }
}

/** What is searched, and what becomes of a trial. */
export interface Game {
  readonly space: SearchSpace
  readonly objectives: number
  readonly end: (trial: Trial) => Trial
}

/** Plays one study. Ends early where the sampler says that the space is exhausted. */
export const play = (sampler: Sampler, problem: Problem, options: PlayOptions): Played =>
  playGame(
    sampler,
    { space: problem.space, objectives: 1, end: (trial) => finished(problem, trial, options.seed) },
    options
  )

/** The same for anything that can be searched. */
export const playGame = (sampler: Sampler, { end, objectives, space }: Game, options: PlayOptions): Played => {
  const { parallel = 1, seed } = options
  const trials: Array<Trial> = []
  let told = 0
  let cpu = 0
  let left = options.totalMillis ?? Infinity
  const tell = (): void => {
    trials[told] = end(trials[told]!)
    told++
  }
  for (let number = 0; number < options.trials; number++) {
    if (number - told === parallel) tell()
    const before = process.cpuUsage()
    const suggestion = sampler.suggest({
      space,
      ...(options.noise === undefined ? {} : { noise: options.noise }),
      objectives,
      history: { revision: number + told, trials: [...trials] },
      number,
      seed,
      budget: options.trials
    })
    const used = process.cpuUsage(before)
    cpu += (used.user + used.system) / 1000
    if ("exhausted" in suggestion) break
    const trial: Trial = { number, state: "running", curve: [], ...suggestion }
    if (options.totalMillis !== undefined) left -= end(trial).durationMillis ?? 0
    if (left < 0) break
    trials.push(trial)
  }
  while (told < trials.length) tell()
  return { trials, cpu }
}

/** What the best complete trial's value without noise is above the optimum, inside the constraints; rounding errors below it count as 0. */
export const regretOf = (problem: Problem, trials: ReadonlyArray<Trial>): number =>
  trials.reduce(
    (least, { params, state, violations }) =>
      state === "complete" && isFeasible(violations)
        ? Math.min(least, Math.max(0, problem.value(params) - problem.optimum))
        : least,
    Infinity
  )
