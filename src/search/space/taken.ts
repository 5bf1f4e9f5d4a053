/** Which points of a space were tried. */
import type { Params, ParamValue, SearchSpace } from "../SearchSpace.ts"
import type { Trial } from "../Trial.ts"
import { dimensionsOf, keyOf } from "./dimensions.ts"

/** So many questions about a list are answered by looking at each trial; more are worth an index. */
const fewQuestions = 32

const isEqual = (a: ParamValue | undefined, b: ParamValue): boolean =>
  typeof a === "object" && typeof b === "object" ? areEqual(a, b) : a === b

const areEqual = (a: Params, b: Params): boolean => {
  for (const name in b) if (!isEqual(a[name], b[name]!)) return false
  return true
}

/** The trials that were asked about, as far as they are in the index: how many have the point of a key. */
interface Index {
  readonly space: SearchSpace
  readonly key: (params: Params) => string
  readonly counts: Map<string, number>
  upTo: number
}

interface Asked {
  questions: number
  index?: Index
}

/** A list of trials only grows, and the params of a trial never change: what was looked at once is known. */
const asked = new WeakMap<ReadonlyArray<Trial>, Asked>()

const newIndex = (space: SearchSpace): Index => {
  const dimensions = dimensionsOf(space)
  return { space, key: (params) => keyOf(dimensions, params), counts: new Map(), upTo: 0 }
}

const indexOf = (known: Asked, space: SearchSpace, trials: ReadonlyArray<Trial>): Index => {
  if (known.index?.space !== space) known.index = newIndex(space)
  const { counts, key } = known.index
  for (; known.index.upTo < trials.length; known.index.upTo++) {
    const point = key(trials[known.index.upTo]!.params)
    counts.set(point, (counts.get(point) ?? 0) + 1)
  }
  return known.index
}

/**
 * Tells whether `most` trials, whatever became of them, have given params, which are a point of the space. Where noise is
 * declared, a point may be tried more than once. To be asked before the list grows.
 */
export const takenBy = (space: SearchSpace, trials: ReadonlyArray<Trial>, most = 1): ((params: Params) => boolean) => {
  const known = asked.get(trials) ?? { questions: 0 }
  asked.set(trials, known)
  return (params) => {
    if (++known.questions <= fewQuestions) {
      let count = 0
      return trials.some((trial) => areEqual(trial.params, params) && ++count === most)
    }
    const { counts, key } = indexOf(known, space, trials)
    return (counts.get(key(params)) ?? 0) >= most
  }
}
