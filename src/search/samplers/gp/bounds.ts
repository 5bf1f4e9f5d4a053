/** How much better than the incumbent the model thinks that the best possible trial may be. */
import { rngFor } from "../../math/rng.ts"
import type { SearchSpace } from "../../SearchSpace.ts"
import type { Where } from "../../space/feasible.ts"
import type { Trial } from "../../Trial.ts"
import type { Acquisition } from "./acquisition.ts"
import { encodingOf } from "./columns.ts"
import { fit } from "./fit.ts"
import { layoutOf } from "./hyperparameters.ts"
import { kernelOf } from "./kernel.ts"
import { maximise } from "./maximise.ts"
import { observe } from "./observations.ts"
import { chooseSubset } from "./merit.ts"
import { warpOutputs } from "./outputs.ts"
import { Surrogate } from "./surrogate.ts"

/** Most observations that the model is conditioned on. */
const mostConditioned = 250
/** The chance that a bound fails (Srinivas et al. 2010). */
const failing = 0.1

const prior = { mean: Math.log(0.5), deviation: 1 }

/** Where the history stands, in the objective's unit. */
export interface RegretBounds {
  /** The lowest upper bound of a trial that has a result. */
  readonly incumbent: number
  /** The lowest lower bound anywhere in the space. */
  readonly bestPossible: number
  /** How many trials the model has learned from. */
  readonly learned: number
}

/** mean + width · deviation, to be maximised. */
const upperBound = (surrogate: Surrogate, width: number): Acquisition => {
  const coefficients = new Float64Array(surrogate.size)
  const value = (x: Float64Array): number => {
    const deviation = Math.sqrt(surrogate.at(x))
    return surrogate.meanHere() + width * deviation
  }
  return {
    value,
    slope: (x, gradient) => {
      gradient.fill(0)
      const deviation = Math.sqrt(surrogate.at(x))
      const total = surrogate.meanHere() + width * deviation
      for (let i = 0; i < coefficients.length; i++)
        coefficients[i] = surrogate.residual[i]! - (width * surrogate.projection[i]!) / deviation
      surrogate.addGradient(x, coefficients, gradient)
      return total
    }
  }
}

/** One unit of the warped values in units of the objective: on the better half the half-rank warp is affine. */
const unitOf = (values: Float64Array, warped: Float64Array): number => {
  const order = Array.from(values, (_, index) => index).sort((a, b) => values[a]! - values[b]!)
  const [best, middle] = [order[0]!, order[(order.length - 1) >> 1]!]
  return (values[middle]! - values[best]!) / (warped[best]! - warped[middle]!)
}

/**
 * Bounds μ ∓ √β σ of a Gaussian process, β = ⅖ ln(D t² π² / 6δ) after t trials in D params with δ = 0.1 (Srinivas et al.
 * 2010, "Gaussian process optimization in the bandit setting", theorem 1 and section 6). Values worse than the median are
 * warped to their ranks, which leaves the better half in the objective's unit. Undefined while there are fewer than
 * `fewest` results, or they do not differ.
 */
export const regretBounds = (
  space: SearchSpace,
  where: Where | undefined,
  trials: ReadonlyArray<Trial>,
  seed: number,
  fewest: number
): RegretBounds | undefined => {
  const { columns, decode, encode } = encodingOf(space)
  const observations = observe({ columns, decode, encode }, trials)
  const { rows, values } = observations
  if (columns.length === 0 || rows.length < fewest) return undefined
  const warped = warpOutputs(values, "rank")
  const unit = unitOf(values, warped)
  if (!(unit > 0 && Number.isFinite(unit))) return undefined
  const rng = rngFor(seed, rows.length, "regretBound")
  const byValue = Array.from(values, (_, index) => index).sort((a, b) => values[a]! - values[b]! || a - b)
  const known = chooseSubset(byValue, mostConditioned)
  const knownRows = known.map((index) => rows[index]!)
  const y = Float64Array.from(known, (index) => warped[index]!)
  const layout = layoutOf(columns, prior)
  const kernel = kernelOf(layout, fit(columns, layout, knownRows, y, rows.length, undefined, rng).theta)
  const surrogate = new Surrogate(columns, kernel, knownRows, y)
  const width = Math.sqrt(0.4 * Math.log((columns.length * rows.length ** 2 * Math.PI ** 2) / (6 * failing)))
  const best = Array.from(known, (_, index) => index).sort((a, b) => y[b]! - y[a]!)
  const [top] = maximise({
    columns,
    acquisition: upperBound(surrogate, width),
    lengthscales: kernel.weights.map((weight) => 1 / Math.sqrt(weight)),
    isAllowed: where === undefined ? undefined : (row) => where(decode(row)),
    best: best.slice(0, 5).map((index) => knownRows[index]!),
    localCandidates: 256,
    effort: 1,
    rng
  })
  const lower = upperBound(surrogate, -width)
  const surest = knownRows.reduce((most, row) => Math.max(most, lower.value(row)), -Infinity)
  // Back from "higher is better" in warped units: the best observation lies where both agree.
  const inObjective = (bound: number): number => values[known[best[0]!]!]! + unit * (y[best[0]!]! - bound)
  return {
    incumbent: inObjective(surest),
    bestPossible: inObjective(Math.max(top?.value ?? surest, surest)),
    learned: rows.length
  }
}
