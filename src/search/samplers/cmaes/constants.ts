/** The strategy's constants, by Hansen 2016, "The CMA evolution strategy: a tutorial" (arXiv:1604.00772). */

/** Everything that follows from the number of dimensions and the population. Symbols are the tutorial's. */
export interface Constants {
  /** λ, how many trials make a generation. */
  readonly population: number
  /** w, one per rank, best first; the first `parents` are positive and sum to 1, the last are negative. */
  readonly weights: Float64Array
  /** μ */
  readonly parents: number
  /** μ_eff */
  readonly effective: number
  /** c_σ, d_σ: how fast the step's path forgets, and how strongly the step follows it. */
  readonly stepRate: number
  readonly stepDamping: number
  /** c_c: how fast the covariance's path forgets. */
  readonly pathRate: number
  /** c_1, c_μ */
  readonly rankOneRate: number
  readonly rankManyRate: number
  /** E‖N(0, I)‖ */
  readonly expectedLength: number
}

/** λ = 4 + ⌊3 ln n⌋ (eq. 48). */
export const defaultPopulation = (dimensions: number): number => 4 + Math.floor(3 * Math.log(Math.max(1, dimensions)))

/** The weights of the better half, summing to 1: ln((λ + 1)/2) − ln i (eq. 49). */
export const positiveWeights = (population: number): Float64Array => {
  const raw = rawWeights(population).filter((weight) => weight > 0)
  const sum = total(raw)
  return raw.map((weight) => weight / sum)
}

/** 1/Σ w² of weights that sum to 1 (eq. 8). */
export const effectiveSize = (weights: Float64Array): number => 1 / total(weights.map((weight) => weight ** 2))

/** `dimensions` ≥ 1, `population` ≥ 2. */
export const constantsFor = (dimensions: number, population: number): Constants => {
  const n = dimensions
  const positive = positiveWeights(population)
  const effective = effectiveSize(positive)
  const negative = rawWeights(population).filter((weight) => weight <= 0)
  const negativeSum = -total(negative)
  const effectiveNegative = negativeSum === 0 ? 0 : negativeSum ** 2 / total(negative.map((weight) => weight ** 2))
  // Eq. 57 and 58 with α_cov = 2.
  const rankOneRate = 2 / ((n + 1.3) ** 2 + effective)
  const rankManyRate = Math.min(
    1 - rankOneRate,
    (2 * (0.25 + effective + 1 / effective - 2)) / ((n + 2) ** 2 + effective)
  )
  // Eq. 50 to 53.
  const negativeScale = Math.min(
    1 + rankOneRate / rankManyRate,
    1 + (2 * effectiveNegative) / (effective + 2),
    (1 - rankOneRate - rankManyRate) / (n * rankManyRate)
  )
  const stepRate = (effective + 2) / (n + effective + 5)
  return {
    population,
    parents: positive.length,
    weights: Float64Array.of(
      ...positive,
      ...negative.map((weight) => (negativeSum === 0 ? 0 : (negativeScale * weight) / negativeSum))
    ),
    effective,
    // Eq. 55 and 56.
    stepRate,
    stepDamping: 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (n + 1)) - 1) + stepRate,
    pathRate: (4 + effective / n) / (n + 4 + (2 * effective) / n),
    rankOneRate,
    rankManyRate,
    expectedLength: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n ** 2))
  }
}

const rawWeights = (population: number): Float64Array =>
  Float64Array.from({ length: population }, (_, index) => Math.log((population + 1) / 2) - Math.log(index + 1))

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)
