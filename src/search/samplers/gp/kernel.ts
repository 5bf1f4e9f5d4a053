/** Fitted hyperparameters in the form in which the posterior uses them. */
import { noiseFloor, type Layout } from "./hyperparameters.ts"

/**
 * Kernel hyperparameters in their natural scale. With squared distances D²ₖ per column and m the Matérn kernel of unit
 * amplitude,
 *   k = s m(Σₖ wₖ D²ₖ) + (a/D) Σₖ m(D wₖ D²ₖ)
 * The second part, a sum of functions of one param each (Duvenaud, Nickisch, Rasmussen 2011, "Additive Gaussian
 * processes"), carries over what one value of a param was worth to every value of the others. Distances in D columns
 * are √D times those in one, hence its D wₖ.
 */
export interface Kernel {
  /** wₖ = ℓₖ⁻² per column. */
  readonly weights: Float64Array
  /** γₖ per column; 0 where the column always exists. */
  readonly mismatch: Float64Array
  /** s, of the joint part. */
  readonly amplitude: number
  /** a, of the additive part; 0 where there is none. */
  readonly additive: number
  readonly noise: number
}

/** The kernel that θ describes. */
export const kernelOf = (layout: Layout, theta: Float64Array): Kernel => ({
  weights: Float64Array.from(theta.subarray(0, layout.columns), (value) => Math.exp(-2 * value)),
  mismatch: Float64Array.from(layout.mismatch, (entry) => (entry < 0 ? 0 : Math.exp(theta[entry]!))),
  amplitude: Math.exp(theta[layout.amplitude]!),
  additive: layout.additive < 0 ? 0 : Math.exp(theta[layout.additive]!),
  noise: Math.exp(theta[layout.noise]!) + noiseFloor
})
