/** The product of an inverse Hessian with a vector, from the last few steps of a descent (Nocedal 1980). */

/** Holds up to `capacity` pairs (step, change of gradient) and applies the inverse Hessian that they imply. */
export class StepMemory {
  readonly #size: number
  readonly #capacity: number
  readonly #steps: Float64Array
  readonly #changes: Float64Array
  readonly #inverseCurvature: Float64Array
  readonly #weights: Float64Array
  #held = 0
  #newest = -1

  constructor(size: number, capacity: number) {
    this.#size = size
    this.#capacity = capacity
    this.#steps = new Float64Array(capacity * size)
    this.#changes = new Float64Array(capacity * size)
    this.#inverseCurvature = new Float64Array(capacity)
    this.#weights = new Float64Array(capacity)
  }

  get isEmpty(): boolean {
    return this.#held === 0
  }

  clear(): void {
    this.#held = 0
  }

  /** Remembers the way from one point to the next, unless its curvature is not safely positive. */
  push(from: Float64Array, to: Float64Array, gradientFrom: Float64Array, gradientTo: Float64Array): void {
    let curvature = 0
    let stepNorm = 0
    let changeNorm = 0
    for (let i = 0; i < this.#size; i++) {
      const step = to[i]! - from[i]!
      const change = gradientTo[i]! - gradientFrom[i]!
      curvature += step * change
      stepNorm += step * step
      changeNorm += change * change
    }
    if (!(curvature > 1e-10 * Math.sqrt(stepNorm * changeNorm))) return
    this.#newest = (this.#newest + 1) % this.#capacity
    this.#held = Math.min(this.#held + 1, this.#capacity)
    const offset = this.#newest * this.#size
    for (let i = 0; i < this.#size; i++) {
      this.#steps[offset + i] = to[i]! - from[i]!
      this.#changes[offset + i] = gradientTo[i]! - gradientFrom[i]!
    }
    this.#inverseCurvature[this.#newest] = 1 / curvature
  }

  /**
   * vector ← H vector by the two-loop recursion (Nocedal and Wright 2006, algorithm 7.4), with H₀ = (sᵀy/yᵀy) I of the
   * newest pair. Coordinates that are not free are left out throughout: their entries in `vector` must be 0 and stay 0.
   */
  apply(vector: Float64Array, free: Uint8Array): void {
    const n = this.#size
    for (let age = 0; age < this.#held; age++) {
      const slot = (this.#newest - age + this.#capacity) % this.#capacity
      const weight = this.#inverseCurvature[slot]! * this.#project(this.#steps, slot, vector)
      this.#weights[slot] = weight
      for (let i = 0; i < n; i++) if (free[i]) vector[i]! -= weight * this.#changes[slot * n + i]!
    }
    if (this.#held > 0) {
      const offset = this.#newest * n
      let squared = 0
      for (let i = 0; i < n; i++) squared += this.#changes[offset + i]! ** 2
      const scale = 1 / (this.#inverseCurvature[this.#newest]! * squared)
      for (let i = 0; i < n; i++) vector[i]! *= scale
    }
    for (let age = this.#held - 1; age >= 0; age--) {
      const slot = (this.#newest - age + this.#capacity) % this.#capacity
      const correction =
        this.#weights[slot]! - this.#inverseCurvature[slot]! * this.#project(this.#changes, slot, vector)
      for (let i = 0; i < n; i++) if (free[i]) vector[i]! += correction * this.#steps[slot * n + i]!
    }
  }

  #project(pairs: Float64Array, slot: number, vector: Float64Array): number {
    let sum = 0
    for (let i = 0; i < this.#size; i++) sum += pairs[slot * this.#size + i]! * vector[i]!
    return sum
  }
}
