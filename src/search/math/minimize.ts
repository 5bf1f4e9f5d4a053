/** Smooth minimisation inside a box. */
import { StepMemory } from "./lbfgs.ts"

/** A function to be minimised: returns its value at `point` and writes its gradient. A value that is not finite is a wall. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number

/** When to stop. */
export interface MinimizeOptions {
  /** Most steps taken. Default 100. */
  readonly iterations?: number
  /** Stop when no free coordinate's slope is above this. Default 1e-6. */
  readonly gradientTolerance?: number
  /** Stop when a step lowers the value by less than this, relative to max(1, |value|). Default 1e-12. */
  readonly valueTolerance?: number
}

/** Where a minimisation ended. */
export interface Minimum {
  readonly point: Float64Array
  readonly value: number
  readonly evaluations: number
}

const remembered = 8
const mostHalvings = 25
const sufficientDecrease = 1e-4

/**
 * Projected limited-memory BFGS: coordinates that rest on a bound and are pushed outwards are frozen for the step
 * (Bertsekas 1982), the others move along the quasi-Newton direction, clipped to the box, with Armijo's backtracking.
 * The result is never worse than the start, which is first clipped to the box.
 */
export const minimize = (
  objective: Objective,
  start: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
  options: MinimizeOptions = {}
): Minimum => {
  const { gradientTolerance = 1e-6, iterations = 100, valueTolerance = 1e-12 } = options
  const size = start.length
  const memory = new StepMemory(size, remembered)
  const free = new Uint8Array(size)
  const direction = new Float64Array(size)
  let point = start.map((value, i) => clip(value, lower[i]!, upper[i]!))
  let gradient = new Float64Array(size)
  let nextPoint = new Float64Array(size)
  let nextGradient = new Float64Array(size)
  let value = objective(point, gradient)
  let evaluations = 1
  for (let iteration = 0; iteration < iterations && Number.isFinite(value); iteration++) {
    if (markFree(point, gradient, lower, upper, free) <= gradientTolerance) break
    let slope = descend(gradient, free, memory, direction)
    if (!(slope < 0)) {
      memory.clear()
      slope = descend(gradient, free, memory, direction)
    }
    let stride = memory.isEmpty ? firstStride(direction) : 1
    let nextValue = Number.NaN
    let accepted = false
    for (let halving = 0; halving < mostHalvings && !accepted; halving++) {
      let expected = 0
      for (let i = 0; i < size; i++) {
        nextPoint[i] = clip(point[i]! + stride * direction[i]!, lower[i]!, upper[i]!)
        expected += gradient[i]! * (nextPoint[i]! - point[i]!)
      }
      nextValue = objective(nextPoint, nextGradient)
      evaluations++
      accepted = nextValue <= value + sufficientDecrease * expected
      stride *= halving < 2 ? 0.5 : 0.25
    }
    if (!accepted) {
      // A direction out of stale curvature may be useless where plain descent is not.
      if (memory.isEmpty) break
      memory.clear()
      continue
    }
    memory.push(point, nextPoint, gradient, nextGradient)
    const gain = value - nextValue
    ;[point, nextPoint] = [nextPoint, point]
    ;[gradient, nextGradient] = [nextGradient, gradient]
    value = nextValue
    if (gain <= valueTolerance * Math.max(1, Math.abs(value))) break
  }
  return { point, value, evaluations }
}

const clip = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))

/** Marks the coordinates that may move, and returns the steepest slope among them. */
const markFree = (
  point: Float64Array,
  gradient: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
  free: Uint8Array
): number => {
  let steepest = 0
  for (let i = 0; i < point.length; i++) {
    const held = (point[i]! <= lower[i]! && gradient[i]! > 0) || (point[i]! >= upper[i]! && gradient[i]! < 0)
    free[i] = held ? 0 : 1
    if (!held) steepest = Math.max(steepest, Math.abs(gradient[i]!))
  }
  return steepest
}

/** Writes the quasi-Newton direction, and returns the slope along it. */
const descend = (gradient: Float64Array, free: Uint8Array, memory: StepMemory, direction: Float64Array): number => {
  for (let i = 0; i < gradient.length; i++) direction[i] = free[i] ? -gradient[i]! : 0
  memory.apply(direction, free)
  let slope = 0
  for (let i = 0; i < gradient.length; i++) slope += gradient[i]! * direction[i]!
  return slope
}

/** Without curvature the first step moves no coordinate by more than a half: everything we minimise is scaled to about 1. */
const firstStride = (direction: Float64Array): number => {
  let longest = 0
  for (const value of direction) longest = Math.max(longest, Math.abs(value))
  return Math.min(1, 0.5 / longest)
}
