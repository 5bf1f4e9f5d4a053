/** What the model proposes: fit, look ahead at pending trials, and the rows that promise most. */
import { rngFor } from "../../math/rng.ts"
import type { NoiseSpec } from "../../objectives/noise.ts"
import type { Evidence, Trial } from "../../Trial.ts"
import { logExpectedImprovement, sumOf, type Acquisition } from "./acquisition.ts"
import type { Scored } from "./climb.ts"
import type { Column } from "./columns.ts"
import { constraining } from "./constraints.ts"
import { costing } from "./cost.ts"
import { expertFor } from "./experts.ts"
import { fewestFailures, logChanceOfSuccess } from "./failures.ts"
import { drawFantasies } from "./fantasies.ts"
import { fit, isRecent, latestFit } from "./fit.ts"
import { describe, layoutOf } from "./hyperparameters.ts"
import { frontFirst, improvingFront } from "./improvingFront.ts"
import { kernelOf } from "./kernel.ts"
import { maximise } from "./maximise.ts"
import { bestFirst, chooseSubset, mayBeBest } from "./merit.ts"
import { meansAt, noisePrior, noisyImprovement } from "./noise.ts"
import type { Observations } from "./observations.ts"
import { warpOutputs } from "./outputs.ts"
import { Surrogate } from "./surrogate.ts"

/** Most observations that hyperparameters are fitted to, and that the posterior is conditioned on: both cost n³. */
const mostFitted = 200
/** The same for a kernel with an additive part, which costs D times as many exponentials. */
const mostFittedAdditive = 120
const mostConditioned = 500
/** Most pending trials that are looked ahead at: beyond them, each would cost as much as an observation. */
const mostPending = 96

/** Most successes, and most failures, that the chance of success is learned from. */
const mostLabelled = 150

/** Of so many of the best trials the neighbourhood is looked at: of a front, of the loneliest on it. */
const mostPerturbed = 5
const mostPerturbedFront = 10

/** Above this ratio of noise to signal the best observation is luck, and the best posterior mean is to be improved on. */
const strongNoise = 0.5

/** What a proposal depends on. */
export interface ProposeRequest {
  readonly columns: ReadonlyArray<Column>
  readonly observations: Observations
  /** The same of the second objective, where there are two. */
  readonly second: Observations | undefined
  readonly isAllowed: ((row: Float64Array) => boolean) | undefined
  /** Where the space is small: the rows that are left to choose from. */
  readonly choices: ReadonlyArray<Float64Array> | undefined
  readonly trials: ReadonlyArray<Trial>
  readonly seed: number
  readonly number: number
  /** The study's budget of trials. */
  readonly budget: number
  /** Declared noise. */
  readonly noise: NoiseSpec | undefined
  /** The exponent of the predicted cost that improvement is divided by; 0 where cost does not matter. */
  readonly costExponent: number
}

/** Rows by falling acquisition, and why. */
export interface Proposal {
  readonly scored: ReadonlyArray<Scored>
  /** The expert's name. */
  readonly expert: string
  /** Of what `scored` is the logarithm, in words. */
  readonly measure: string
  readonly fitted: NonNullable<Evidence["fitted"]>
}

/**
 * The share of the usual candidates and climbs, 1, ½ or ¼: fewer where each look costs more, as with many observations. An
 * additive part makes a look cost D times as many exponentials.
 */
const effortFor = (observations: number, isAdditive: boolean): number => {
  const cost = observations * (isAdditive ? 2.5 : 1)
  return cost > 1200 ? 0.25 : cost > 250 ? 0.5 : 1
}

/** Needs at least one observation, and of two objectives at least one complete trial. */
export const propose = (request: ProposeRequest): Proposal => {
  const { choices, columns, isAllowed, number, observations, second, seed } = request
  const { rows } = observations
  const both = second === undefined ? undefined : frontFirst([observations, second])
  const order = both?.order ?? bestFirst(observations)
  const { expert, fitted, improvement, kernel, learned } =
    both === undefined ? improving(request, order) : improvingFront({ ...request, ...both })
  const gain = both === undefined ? "expected improvement" : "expected hypervolume improvement"

  const side = {
    columns,
    trials: request.trials,
    seed,
    number,
    choose: (limit: number) =>
      chooseSubset(
        order.filter((index) => index < observations.complete),
        limit
      )
  }
  const constraints = constraining(observations, side)
  const cost = request.costExponent > 0 ? costing(observations, side) : undefined
  const terms: Array<readonly [name: string, term: Acquisition, weight: number]> = [
    ...(improvement === undefined ? [] : [[gain, improvement, 1] as const]),
    ...(constraints === undefined ? [] : [["chance to keep the constraints", constraints.logChance, 1] as const]),
    ...(cost === undefined
      ? []
      : [[`predicted speed^${request.costExponent.toFixed(2)}`, cost.cheapness, request.costExponent] as const])
  ]
  if (observations.failed.length >= fewestFailures) {
    const succeeded = chooseSubset(order, mostLabelled).map((i) => rows[i]!)
    const success = logChanceOfSuccess(columns, kernel, succeeded, observations.failed.slice(-mostLabelled))
    // The longer nothing but failures comes back, the more a likely success is worth.
    terms.push(["chance of success", success, 1 + observations.failedInARow])
  }
  const acquisition = terms.slice(1).reduce((sum, [, term, weight]) => sumOf(sum, term, weight), terms[0]![1])

  const scored =
    choices !== undefined
      ? scoreAll(choices, acquisition)
      : maximise({
          columns,
          acquisition,
          lengthscales: kernel.weights.map((weight) => 1 / Math.sqrt(weight)),
          isAllowed,
          best: order.slice(0, both === undefined ? mostPerturbed : mostPerturbedFront).map((index) => rows[index]!),
          localCandidates: expert.localCandidates,
          effort: effortFor(learned, expert.isAdditive),
          rng: rngFor(seed, number, "gp.search")
        })
  return {
    scored,
    expert: expert.name,
    measure: inWords(terms.map(([name]) => name)),
    fitted: { ...fitted, ...constraints?.fitted, ...cost?.fitted }
  }
}

/** The objective's model and the improvement that it expects; undefined where nothing is known that could be improved on. */
const improving = (request: ProposeRequest, order: ReadonlyArray<number>) => {
  const { budget, columns, noise, number, observations, seed, trials } = request
  const { counts, rows, values } = observations
  const pending = nearestAndLatest(observations.pending, rows[order[0]!]!, mostPending)
  const expert = expertFor(number, budget, values.subarray(0, observations.complete))
  const y = warpOutputs(values, expert.warp)
  const layout = layoutOf(
    columns,
    expert.prior,
    expert.isAdditive,
    noise === undefined ? undefined : noisePrior(noise, values, y)
  )
  const pick = (limit: number) => {
    const indices = chooseSubset(order, limit)
    return {
      indices,
      rows: indices.map((i) => rows[i]!),
      y: Float64Array.from(indices, (i) => y[i]!),
      counts: Float64Array.from(indices, (i) => counts[i]!)
    }
  }

  const before = latestFit(trials, expert, layout)
  const refit = () => {
    const some = pick(expert.isAdditive ? mostFittedAdditive : mostFitted)
    return fit(columns, layout, some.rows, some.y, values.length, before, rngFor(seed, number, "gp.fit"), some.counts)
  }
  const fitted = before !== undefined && isRecent(before.observations, values.length) ? before : refit()
  const kernel = kernelOf(layout, fitted.theta)

  const known = pick(mostConditioned)
  const eligible = known.indices.flatMap((index, position) => (mayBeBest(observations, index) ? [position] : []))
  const rng = rngFor(seed, number, "gp.fantasies")
  const improvement = (): Acquisition => {
    if (noise !== undefined) return noisyImprovement(columns, kernel, known, eligible, pending, expert.margin, rng)
    const surrogate = new Surrogate(columns, kernel, [...known.rows, ...pending], known.y)
    const isNoisy = kernel.noise > strongNoise * (kernel.amplitude + kernel.additive)
    const best = isNoisy
      ? meansAt(surrogate, known.rows, eligible).reduce((highest, mean) => Math.max(highest, mean), -Infinity)
      : eligible.reduce((highest, position) => Math.max(highest, known.y[position]!), -Infinity)
    return logExpectedImprovement(surrogate, drawFantasies(surrogate, best, rng), expert.margin)
  }
  return {
    expert,
    kernel,
    learned: known.rows.length,
    improvement: eligible.length === 0 ? undefined : improvement(),
    fitted: { expert: expert.code, observations: fitted.observations, ...describe(layout, fitted.theta) }
  }
}

/**
 * At most `limit` of the pending rows, in their order: half of them those nearest to the best row, where the next trial is
 * likeliest to be, the others the latest.
 */
const nearestAndLatest = (
  pending: ReadonlyArray<Float64Array>,
  best: Float64Array,
  limit: number
): ReadonlyArray<Float64Array> => {
  if (pending.length <= limit) return pending
  const distance = pending.map((row) =>
    row.reduce((sum, place, k) => sum + (Object.is(place, best[k]!) ? 0 : (place - best[k]!) ** 2 || 1), 0)
  )
  const byDistance = pending.map((_, index) => index).sort((a, b) => distance[a]! - distance[b]! || a - b)
  const nearest = byDistance.slice(0, limit >> 1)
  const latest = byDistance
    .slice(limit >> 1)
    .sort((a, b) => b - a)
    .slice(0, limit - nearest.length)
  return [...nearest, ...latest].sort((a, b) => a - b).map((index) => pending[index]!)
}

const scoreAll = (rows: ReadonlyArray<Float64Array>, { value }: Acquisition): ReadonlyArray<Scored> =>
  rows.map((row) => ({ row, value: value(row) })).sort((a, b) => b.value - a.value)

const inWords = (names: ReadonlyArray<string>): string =>
  names.length === 1 ? names[0]! : `${names.slice(0, -1).join(", ")} and ${names.at(-1)!}`
