/** Makes everything that draws from `Math.random` reproducible: initialisers, shuffling and dropout of TensorFlow.js among it. */
import { rngFor, type Rng } from "../search/math/rng.ts"

let seeded: { readonly seed: number; rng: Rng } | undefined

/** Replaces `Math.random` in this process by the stream of a seed (53 random bits a call). */
export const seedMathRandom = (seed: number, position = 0): void => {
  seeded = { seed, rng: rngFor(seed, 0, "Math.random", position) }
  Math.random = seeded.rng.uniform
}

/** The next number of whatever `Math.random` is at the moment. */
export const nextRandom = (): number => Math.random()

/** How far the stream of `Math.random` has been drawn; undefined where it was never seeded. */
export const mathRandomPosition = (): number | undefined => seeded?.rng.position()

/** Continues the stream of `Math.random` from a position at which it was before, in this or another process. */
export const moveMathRandom = (position: number): void => {
  if (seeded !== undefined) seedMathRandom(seeded.seed, position)
}

/** Runs something synchronous that draws from a stream of its own wherever it asks `Math.random`. */
export const drawingFrom = <A>(rng: Rng, run: () => A): A => {
  const { random } = Math
  Math.random = rng.uniform
  try {
    return run()
  } finally {
    Math.random = random
  }
}
