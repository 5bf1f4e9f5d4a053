/** Learning curves that were recorded whole, so that any pruner can be played over them. */
import type { Params, SearchSpace } from "../../src/search/SearchSpace.ts"

/** What the configurations of a set are. */
export interface Configurations {
  readonly space: SearchSpace
  /** In the order of the curves. */
  readonly params: ReadonlyArray<Params>
}

/** Curves of many configurations of one training task. */
export interface CurveSet {
  readonly name: string
  /** Steps of a full training. */
  readonly steps: number
  /** Per configuration the values at step 1, 2 … `steps`, lower is better. NaN: diverged. */
  readonly curves: ReadonlyArray<Float64Array>
  /** The best final value, and the median of them; what is not finite is worse than anything. */
  readonly best: number
  readonly median: number
  /** Absent where they are not on record. */
  readonly configurations?: Configurations
}

/** The value at the end of training; Infinity where it diverged. */
export const finalOf = (curve: Float64Array): number => {
  const value = curve.at(-1)!
  return Number.isFinite(value) ? value : Infinity
}

/** A set of curves of equal length. */
export const curveSet = (
  name: string,
  curves: ReadonlyArray<Float64Array>,
  configurations?: Configurations
): CurveSet => {
  const finals = curves.map(finalOf).sort((a, b) => a - b)
  return {
    name,
    steps: curves[0]!.length,
    curves,
    best: finals[0]!,
    median: finals[finals.length >> 1]!,
    ...(configurations === undefined ? {} : { configurations })
  }
}

/** (final − best) / (median − best), capped at 1. */
export const regretOf = (set: CurveSet, final: number): number =>
  Number.isFinite(final) ? Math.min(1, Math.max(0, (final - set.best) / (set.median - set.best))) : 1
