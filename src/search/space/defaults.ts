/** Defaults: what comes first, and what stands in for a param that did not exist yet. */
import type { BranchValue, Distribution, Params, ParamValue, SearchSpace } from "../SearchSpace.ts"
import type { History, Trial } from "../Trial.ts"

/** A distribution's default; undefined where it has none, or one of the params below its default branch has none. */
export const defaultOf = (distribution: Distribution): ParamValue | undefined => {
  if (distribution._tag === "constant") return distribution.value
  if (distribution._tag !== "branch" || distribution.default === undefined) return distribution.default
  const below = defaultsOf(distribution.branches[distribution.default]!)
  return below === undefined ? undefined : { ...below, type: distribution.default }
}

/** The point of all defaults; undefined where a param has none. */
export const defaultsOf = (space: SearchSpace): Params | undefined => {
  const point: Record<string, ParamValue> = {}
  for (const [name, distribution] of Object.entries(space)) {
    const value = defaultOf(distribution)
    if (value === undefined) return undefined
    point[name] = value
  }
  return point
}

/** Whether a param may be missing from older trials: it has a default, or is a constant. */
const hasDefault = (space: SearchSpace): boolean =>
  Object.values(space).some(
    (distribution) =>
      distribution._tag === "constant" ||
      distribution.default !== undefined ||
      (distribution._tag === "branch" && Object.values(distribution.branches).some(hasDefault))
  )

const isTaken = (value: ParamValue | undefined): value is BranchValue => typeof value === "object"

/** Params with the defaults of those that are missing, also below the branches that are taken. The same object where none is. */
export const completed = (space: SearchSpace, params: Params): Params => {
  let result: Record<string, ParamValue> | undefined
  for (const [name, distribution] of Object.entries(space)) {
    const value = params[name]
    let next = value ?? defaultOf(distribution)
    if (distribution._tag === "branch" && isTaken(value)) {
      const inner = distribution.branches[value.type]
      if (inner !== undefined) next = completed(inner, value) as BranchValue
    }
    if (next === undefined || next === value) continue
    result ??= { ...params }
    result[name] = next
  }
  return result ?? params
}

/** What is known of a list of trials: which of them lack a param, and the list in which they have it. */
interface Known {
  readonly space: SearchSpace
  /** The params of those that lack some, completed, by place. */
  readonly lacking: Map<number, Params>
  upTo: number
  /** The trials as they were when they were completed. */
  readonly seen: Array<Trial>
  readonly trials: Array<Trial>
}

/** A list of trials only grows, and the params of a trial never change: what was looked at once is known. */
const knownOf = new WeakMap<ReadonlyArray<Trial>, Known>()

const lookAt = (space: SearchSpace, trials: ReadonlyArray<Trial>): Known => {
  let known = knownOf.get(trials)
  if (known?.space !== space) {
    known = { space, lacking: new Map(), upTo: 0, seen: [], trials: [] }
    knownOf.set(trials, known)
  }
  for (; known.upTo < trials.length; known.upTo++) {
    const { params } = trials[known.upTo]!
    const whole = completed(space, params)
    if (whole !== params) known.lacking.set(known.upTo, whole)
  }
  return known
}

/**
 * A history whose trials have every param that has come to the space since, where it has a default: itself where none lacks
 * any. Good until the history changes.
 */
export const completedHistory = (space: SearchSpace, history: History): History => {
  if (!hasDefault(space)) return history
  const { lacking, seen, trials } = lookAt(space, history.trials)
  if (lacking.size === 0) return history
  for (let place = 0; place < history.trials.length; place++) {
    const trial = history.trials[place]!
    if (seen[place] === trial) continue
    seen[place] = trial
    const params = lacking.get(place)
    trials[place] = params === undefined ? trial : { ...trial, params }
  }
  return { ...history, trials }
}
