/** What samplers are measured on. */
import type { Rng } from "../../src/search/math/rng.ts"
import type { FloatDistribution, Params, SearchSpace } from "../../src/search/SearchSpace.ts"
import { float } from "../../src/search/space/distributions.ts"

/** A function to be minimised over a space. */
export interface Problem {
  readonly name: string
  readonly space: SearchSpace
  /** The value without noise; lower is better. */
  readonly value: (params: Params) => number
  /** The least value. */
  readonly optimum: number
  /** What a trial reports; undefined: it failed. Absent: `value`. `rng` is the trial's own. */
  readonly observe?: (params: Params, rng: Rng) => number | undefined
  /** How far outside of each outcome constraint a trial is: 0 or less is inside. Absent: there are none. */
  readonly violations?: (params: Params) => ReadonlyArray<number>
  /** How long a trial takes, in milliseconds. Absent: that does not matter. */
  readonly durationMillis?: (params: Params) => number
}

/** A problem over x1 … xd, all in [low, high], from a function of the vector. */
export const boxed = (
  name: string,
  dimensions: number,
  [low, high]: readonly [number, number],
  optimum: number,
  value: (x: ReadonlyArray<number>) => number
): Problem => {
  const names = Array.from({ length: dimensions }, (_, k) => `x${k + 1}`)
  const space: Record<string, FloatDistribution> = {}
  for (const each of names) space[each] = float(low, high)
  return { name, space, optimum, value: (params) => value(names.map((each) => Number(params[each]))) }
}

/** Σ of f over the entries. */
export const sumOver = (x: ReadonlyArray<number>, f: (value: number, index: number) => number): number =>
  x.reduce((total, value, index) => total + f(value, index), 0)
