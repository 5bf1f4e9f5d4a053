/** Which points of a space were tried. */
import type { Params, ParamValue, SearchSpace } from "../SearchSpace.ts"
import type { Trial } from "../Trial.ts"
import { dimensionsOf, keyOf } from "./dimensions.ts"

/** So many questions are answered by looking at each trial; more are worth an index. */
const fewQuestions = 32

const isEqual = (a: ParamValue | undefined, b: ParamValue): boolean =>
  typeof a === "object" && typeof b === "object" ? areEqual(a, b) : a === b

const areEqual = (a: Params, b: Params): boolean => {
  for (const name in b) if (!isEqual(a[name], b[name]!)) return false
  return true
}

/**
 * Tells whether `most` trials, whatever became of them, have given params, which are a point of the space. Where noise is
 * declared, a point may be tried more than once.
 */
export const takenBy = (space: SearchSpace, trials: ReadonlyArray<Trial>, most = 1): ((params: Params) => boolean) => {
  let questions = 0
  let index: { readonly counts: ReadonlyMap<string, number>; readonly key: (params: Params) => string } | undefined
  return (params) => {
    if (++questions <= fewQuestions) {
      let count = 0
      return trials.some((trial) => areEqual(trial.params, params) && ++count === most)
    }
    if (index === undefined) {
      const dimensions = dimensionsOf(space)
      const key = (point: Params): string => keyOf(dimensions, point)
      const counts = new Map<string, number>()
      for (const trial of trials) counts.set(key(trial.params), (counts.get(key(trial.params)) ?? 0) + 1)
      index = { key, counts }
    }
    return (index.counts.get(index.key(params)) ?? 0) >= most
  }
}
