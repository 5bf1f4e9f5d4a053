/** What the model proposes: fit, look ahead at pending trials, and the rows that promise most. */
import { rngFor } from "../../math/rng.ts"
import type { Evidence, Trial } from "../../Trial.ts"
import { logExpectedImprovement, sumOf, type Acquisition } from "./acquisition.ts"
import type { Scored } from "./climb.ts"
import type { Column } from "./columns.ts"
import { expertFor } from "./experts.ts"
import { fewestFailures, logChanceOfSuccess } from "./failures.ts"
import { drawFantasies } from "./fantasies.ts"
import { fit, isRecent, latestFit } from "./fit.ts"
import { describe, layoutOf } from "./hyperparameters.ts"
import { kernelOf } from "./kernel.ts"
import { maximise } from "./maximise.ts"
import { chooseSubset, type Observations } from "./observations.ts"
import { warpOutputs } from "./outputs.ts"
import { Surrogate } from "./surrogate.ts"

/** Most observations that hyperparameters are fitted to, and that the posterior is conditioned on: both cost n³. */
const mostFitted = 250
/** The same for a kernel with an additive part, which costs D times as many exponentials. */
const mostFittedAdditive = 150
const mostConditioned = 500

/** Most successes, and most failures, that the chance of success is learned from. */
const mostLabelled = 150

/** Above this ratio of noise to signal the best observation is luck, and the best posterior mean is to be improved on. */
const strongNoise = 0.5

/** What a proposal depends on. */
export interface ProposeRequest {
  readonly columns: ReadonlyArray<Column>
  readonly observations: Observations
  readonly isAllowed: ((row: Float64Array) => boolean) | undefined
  /** Where the space is small: the rows that are left to choose from. */
  readonly choices: ReadonlyArray<Float64Array> | undefined
  readonly trials: ReadonlyArray<Trial>
  readonly seed: number
  readonly number: number
  /** The study's budget of trials. */
  readonly budget: number
}

/** Rows by falling acquisition, and why. */
export interface Proposal {
  readonly scored: ReadonlyArray<Scored>
  /** The expert's name. */
  readonly expert: string
  readonly fitted: NonNullable<Evidence["fitted"]>
}

/** Needs at least one observation. */
export const propose = (request: ProposeRequest): Proposal => {
  const { budget, choices, columns, isAllowed, number, observations, seed, trials } = request
  const { failed, pending, rows, values } = observations
  const expert = expertFor(number, budget, values.subarray(0, observations.complete))
  const layout = layoutOf(columns, expert.prior, expert.isAdditive)
  const y = warpOutputs(values, expert.warp)
  const pick = (limit: number) => {
    const indices = chooseSubset(values, limit)
    return { rows: indices.map((i) => rows[i]!), y: Float64Array.from(indices, (i) => y[i]!) }
  }

  const before = latestFit(trials, expert, layout)
  const refit = () => {
    const learned = pick(expert.isAdditive ? mostFittedAdditive : mostFitted)
    return fit(columns, layout, learned.rows, learned.y, values.length, before, rngFor(seed, number, "gp.fit"))
  }
  const fitted = before !== undefined && isRecent(before.observations, values.length) ? before : refit()
  const kernel = kernelOf(layout, fitted.theta)

  const known = pick(mostConditioned)
  const surrogate = new Surrogate(columns, kernel, [...known.rows, ...pending], known.y)
  const best =
    kernel.noise > strongNoise * (kernel.amplitude + kernel.additive)
      ? bestMean(surrogate, known.rows)
      : known.y.reduce((a, b) => Math.max(a, b))
  const fantasies = drawFantasies(surrogate, best, rngFor(seed, number, "gp.fantasies"))
  const improvement = logExpectedImprovement(surrogate, fantasies, expert.margin)
  const acquisition =
    failed.length < fewestFailures
      ? improvement
      : sumOf(
          improvement,
          logChanceOfSuccess(columns, kernel, pick(mostLabelled).rows, failed.slice(-mostLabelled)),
          // The longer nothing but failures comes back, the more a likely success is worth.
          1 + observations.failedInARow
        )

  const scored =
    choices !== undefined
      ? scoreAll(choices, acquisition)
      : maximise({
          columns,
          acquisition,
          lengthscales: kernel.weights.map((weight) => 1 / Math.sqrt(weight)),
          isAllowed,
          best: bestRows(observations),
          localCandidates: expert.localCandidates,
          starts: known.rows.length > 300 ? 4 : 8,
          rng: rngFor(seed, number, "gp.search")
        })
  return {
    scored,
    expert: expert.name,
    fitted: { expert: expert.code, observations: fitted.observations, ...describe(layout, fitted.theta) }
  }
}

const scoreAll = (rows: ReadonlyArray<Float64Array>, { value }: Acquisition): ReadonlyArray<Scored> =>
  rows.map((row) => ({ row, value: value(row) })).sort((a, b) => b.value - a.value)

const bestMean = (surrogate: Surrogate, rows: ReadonlyArray<Float64Array>): number => {
  let best = -Infinity
  for (const row of rows) {
    surrogate.at(row)
    best = Math.max(best, surrogate.meanHere())
  }
  return best
}

/** The rows of the five best observations, best first. */
const bestRows = ({ rows, values }: Observations): ReadonlyArray<Float64Array> =>
  Array.from(values, (_, index) => index)
    .sort((a, b) => values[a]! - values[b]! || a - b)
    .slice(0, 5)
    .map((index) => rows[index]!)
