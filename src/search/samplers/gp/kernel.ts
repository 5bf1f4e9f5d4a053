/** Fitted hyperparameters in the form in which the posterior uses them. */
import { noiseFloor, type Layout } from "./hyperparameters.ts"

/** Kernel hyperparameters in their natural scale. */
export interface Kernel {
  /** wₖ = ℓₖ⁻² per column. */
  readonly weights: Float64Array
  /** γₖ per column; 0 where the column always exists. */
  readonly mismatch: Float64Array
  readonly amplitude: number
  readonly noise: number
}

/** The kernel that θ describes. */
export const kernelOf = (layout: Layout, theta: Float64Array): Kernel => ({
  weights: Float64Array.from(theta.subarray(0, layout.columns), (value) => Math.exp(-2 * value)),
  mismatch: Float64Array.from(layout.mismatch, (entry) => (entry < 0 ? 0 : Math.exp(theta[entry]!))),
  amplitude: Math.exp(theta[layout.amplitude]!),
  noise: Math.exp(theta[layout.noise]!) + noiseFloor
})
