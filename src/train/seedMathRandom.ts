/** Makes everything that draws from `Math.random` reproducible: initialisers, shuffling and dropout of TensorFlow.js among it. */
import { rngFor } from "../search/math/rng.ts"

/** Replaces `Math.random` in this process by the stream of a seed (53 random bits a call). */
export const seedMathRandom = (seed: number): void => {
  Math.random = rngFor(seed, 0, "Math.random").uniform
}
