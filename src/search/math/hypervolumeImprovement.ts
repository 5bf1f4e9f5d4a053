/**
 * The hypervolume that two objectives with normal laws are expected to add to a front, on a log scale. Exact: the front
 * cuts what lies beyond the reference into strips, and in each the two objectives part
 * (Yang, Emmerich, Deutz, Bäck 2019, "Efficient computation of expected hypervolume improvement using box decomposition
 * algorithms"). Here, higher is better in both objectives.
 *
 * With the front sorted by rising first objective a₁ < … < a_k and so falling second one b₁ > … > b_k, and the reference
 * (a₀, b_{k+1}): a point (y₁, y₂) adds ∫_{a₀}^{y₁} max(0, y₂ − b(u)) du with b(u) = bᵢ for u in (a_{i−1}, aᵢ], so that
 *   EHVI = Σᵢ (ψ₁(a_{i−1}) − ψ₁(aᵢ)) ψ₂(bᵢ),  ψ(t) = E max(0, y − t) = σ h((μ − t)/σ),  ψ₁(a_{k+1}) = 0,
 * a sum of terms that are all positive: nothing cancels but within a strip.
 */
import { logImprovement, logImprovementSlope } from "./expectedImprovement.ts"

/** A front of two objectives, from the reference on, as steps that fall from left to right. */
export interface Steps {
  /** a₀ … a_k: where a step begins. */
  readonly lefts: Float64Array
  /** b₁ … b_{k+1}: its height. */
  readonly heights: Float64Array
}

/** The steps of points [y₁, y₂]; those that do not surpass the reference, or are surpassed, make none. */
export const stepsOf = (
  points: ReadonlyArray<readonly [number, number]>,
  reference: readonly [number, number]
): Steps => {
  const above = points
    .filter(([first, second]) => first > reference[0] && second > reference[1])
    .sort((a, b) => b[0] - a[0] || b[1] - a[1])
  const lefts: Array<number> = []
  const heights: Array<number> = [reference[1]]
  for (const [first, second] of above) {
    if (second <= heights.at(-1)!) continue
    lefts.push(first)
    heights.push(second)
  }
  lefts.push(reference[0])
  return { lefts: Float64Array.from(lefts.reverse()), heights: Float64Array.from(heights.reverse()) }
}

/** What `logHypervolumeImprovement` is computed in: one for steps of up to `most` points. */
export class Strips {
  readonly #logWidths: Float64Array
  readonly #logHeights: Float64Array
  readonly #widthByMean: Float64Array
  readonly #widthByDeviation: Float64Array
  readonly #heightByMean: Float64Array
  readonly #heightByDeviation: Float64Array

  constructor(most: number) {
    const make = () => new Float64Array(most + 1)
    this.#logWidths = make()
    this.#logHeights = make()
    this.#widthByMean = make()
    this.#widthByDeviation = make()
    this.#heightByMean = make()
    this.#heightByDeviation = make()
  }

  /**
   * ln EHVI of y₁ ~ N(mean1, deviation1²) and y₂ ~ N(mean2, deviation2²). Writes its derivatives by mean1, deviation1,
   * mean2 and deviation2, in this order, into `slope`.
   */
  logImprovement(
    { heights, lefts }: Steps,
    mean1: number,
    deviation1: number,
    mean2: number,
    deviation2: number,
    slope: Float64Array
  ): number {
    const count = lefts.length
    let highest = -Infinity
    // ln ψ₁ at the left end of the strip to the right, and its derivatives: from the right, where there is no further one.
    let next = -Infinity
    let nextByMean = 0
    let nextByDeviation = 0
    for (let i = count - 1; i >= 0; i--) {
      const z = (mean1 - lefts[i]!) / deviation1
      const here = Math.log(deviation1) + logImprovement(z)
      const rate = logImprovementSlope(z)
      const [byMean, byDeviation] = [rate / deviation1, (1 - z * rate) / deviation1]
      // ln (ψ(l) − ψ(r)) = ln ψ(l) + ln (1 − e^d), d = ln ψ(r) − ln ψ(l)
      const ratio = Math.exp(next - here)
      const rest = -Math.expm1(next - here)
      this.#logWidths[i] = rest > 0 ? here + Math.log(rest) : -Infinity
      this.#widthByMean[i] = (byMean - ratio * nextByMean) / rest
      this.#widthByDeviation[i] = (byDeviation - ratio * nextByDeviation) / rest
      next = here
      nextByMean = byMean
      nextByDeviation = byDeviation

      const above = (mean2 - heights[i]!) / deviation2
      const aboveRate = logImprovementSlope(above)
      this.#logHeights[i] = Math.log(deviation2) + logImprovement(above)
      this.#heightByMean[i] = aboveRate / deviation2
      this.#heightByDeviation[i] = (1 - above * aboveRate) / deviation2
      highest = Math.max(highest, this.#logWidths[i]! + this.#logHeights[i]!)
    }
    let sum = 0
    for (let i = 0; i < count; i++) sum += Math.exp(this.#logWidths[i]! + this.#logHeights[i]! - highest)
    slope.fill(0)
    for (let i = 0; i < count; i++) {
      const weight = Math.exp(this.#logWidths[i]! + this.#logHeights[i]! - highest) / sum
      if (!(weight > 0)) continue
      slope[0]! += weight * this.#widthByMean[i]!
      slope[1]! += weight * this.#widthByDeviation[i]!
      slope[2]! += weight * this.#heightByMean[i]!
      slope[3]! += weight * this.#heightByDeviation[i]!
    }
    return highest + Math.log(sum)
  }
}
