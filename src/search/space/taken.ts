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

/** Tells whether a trial, whatever became of it, has given params, which are a point of the space. */
export const takenBy = (space: SearchSpace, trials: ReadonlyArray<Trial>): ((params: Params) => boolean) => {
  let questions = 0
  let index: { readonly keys: ReadonlySet<string>; readonly key: (params: Params) => string } | undefined
  return (params) => {
    if (++questions <= fewQuestions) return trials.some((trial) => areEqual(trial.params, params))
    if (index === undefined) {
      const dimensions = dimensionsOf(space)
      const key = (point: Params): string => keyOf(dimensions, point)
      index = { key, keys: new Set(trials.map((trial) => key(trial.params))) }
    }
    return index.keys.has(index.key(params))
  }
}
