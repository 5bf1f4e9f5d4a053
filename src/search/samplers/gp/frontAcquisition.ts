/** How much a trial at a point promises to two objectives together. */
import { dot } from "../../math/cholesky.ts"
import { Strips, stepsOf, type Steps } from "../../math/hypervolumeImprovement.ts"
import type { Rng } from "../../math/rng.ts"
import type { Acquisition } from "./acquisition.ts"
import { drawOutcomes, type Outcomes } from "./fantasies.ts"
import type { Surrogate } from "./surrogate.ts"

/** Two of something, one per objective. */
export type Both<A> = readonly [A, A]

/** Pending trials are integrated over so many antithetic draws: each costs as much as the front is long. */
const drawn = 16

/** What pending trials may add to the front. */
export interface FrontFantasies {
  /** Joint draws of the pending trials' outcomes, for each objective. */
  readonly outcomes: Both<Outcomes>
  /** The front with them, in each draw. */
  readonly steps: ReadonlyArray<Steps>
}

/** Joint draws, the two objectives' independent of each other. `front` and `reference` are as the surrogates have them. */
export const drawFronts = (
  [first, second]: Both<Surrogate>,
  front: ReadonlyArray<Both<number>>,
  reference: Both<number>,
  rng: Rng
): FrontFantasies => {
  const outcomes: Both<Outcomes> = [drawOutcomes(first, drawn, rng), drawOutcomes(second, drawn, rng)]
  const pending = first.size - first.observed
  const steps = Array.from({ length: outcomes[0].count }, (_, m) => {
    const own = Array.from({ length: pending }, (_, j): Both<number> => [
      outcomes[0].values[m * pending + j]!,
      outcomes[1].values[m * pending + j]!
    ])
    return stepsOf([...front, ...own], reference)
  })
  return { outcomes, steps }
}

/**
 * ln of the expected hypervolume improvement under two independent surrogates of the same pending rows, over the front
 * of observed and pending trials; the pending ones are integrated over joint draws of their outcomes, the new one exactly.
 */
export const logHypervolumeImprovement = (
  surrogates: Both<Surrogate>,
  { outcomes, steps }: FrontFantasies
): Acquisition => {
  const count = steps.length
  const strips = new Strips(steps.reduce((most, { lefts }) => Math.max(most, lefts.length), 0))
  const logs = new Float64Array(count)
  const slopes = Array.from({ length: count }, () => new Float64Array(4))
  const coefficients = surrogates.map(({ size }) => new Float64Array(size))
  const deviations = new Float64Array(2)

  const value = (x: Float64Array): number => {
    const means = surrogates.map((surrogate, k) => {
      deviations[k] = Math.sqrt(surrogate.at(x))
      return surrogate.meanHere()
    })
    const meanIn = (k: 0 | 1, m: number): number => {
      const { observed, projection, size } = surrogates[k]
      const pending = size - observed
      return means[k]! + dot(projection, observed, outcomes[k].draws, m * pending, pending)
    }
    let highest = -Infinity
    for (let m = 0; m < count; m++) {
      const [first, second] = [meanIn(0, m), meanIn(1, m)]
      logs[m] = strips.logImprovement(steps[m]!, first, deviations[0]!, second, deviations[1]!, slopes[m]!)
      highest = Math.max(highest, logs[m]!)
    }
    let sum = 0
    for (let m = 0; m < count; m++) sum += Math.exp(logs[m]! - highest)
    return highest + Math.log(sum / count)
  }

  const slope = (x: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0)
    const total = value(x)
    const weights = logs.map((log) => Math.exp(log - total) / count)
    for (const k of [0, 1] as const) {
      const { observed, prior, projection, residual, size } = surrogates[k]
      const pending = size - observed
      const { draws } = outcomes[k]
      const variance = prior - dot(projection, 0, projection, 0, size)
      let byMean = 0
      let byDeviation = 0
      const own = coefficients[k]!.fill(0)
      for (let m = 0; m < count; m++) {
        const rate = weights[m]! * slopes[m]![2 * k]!
        byMean += rate
        byDeviation += weights[m]! * slopes[m]![2 * k + 1]!
        for (let j = 0; j < pending; j++) own[observed + j]! += rate * draws[m * pending + j]!
      }
      for (let i = 0; i < observed; i++) own[i] = byMean * residual[i]!
      // dσ = −vᵀdv/σ, where the variance is not at its floor
      if (variance > 0) for (let i = 0; i < size; i++) own[i]! -= (byDeviation * projection[i]!) / deviations[k]!
      surrogates[k].addGradient(x, own, gradient)
    }
    return total
  }
  return { value, slope }
}
