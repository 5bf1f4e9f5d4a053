/** What makes two studies different ones, said of the first thing that differs. */
import { describeConstraint } from "../search/objectives/constraints.ts"
import { objectivesOf } from "../search/objectives/direction.ts"
import { spaceConflict } from "../search/space/compatible.ts"
import type { StudySpec } from "./records.ts"

/**
 * The first difference between two specs that makes their trials incomparable. Sampler, pruner and declared noise may differ, and the space
 * may have grown: wider ranges, more choices, params with a default.
 */
export const specDifference = (before: StudySpec, after: StudySpec): string | undefined => {
  const space = spaceConflict(before.space, after.space)
  if (space !== undefined) return `its search space differs: ${space}`
  const [was, is] = [wordsOf(before), wordsOf(after)]
  if (was !== is) return `its objective was to ${was}, and is to ${is}`
  const [allowed, allows] = [constraintsOf(before), constraintsOf(after)]
  if (allowed !== allows) return `its outcome constraints were ${allowed}, and are ${allows}`
  const opened = (before.sealed ?? []).filter((name) => after.sealed?.includes(name) !== true)
  if (opened.length > 0) return `its metric ${opened[0]} was sealed, and is not`
  if (before.data !== after.data) {
    return `its data had the fingerprint ${before.data ?? "(none)"}, and have ${after.data ?? "(none)"}; splits would not pair`
  }
  return before.seed === after.seed ? undefined : `its seed was ${before.seed}, and is ${after.seed}`
}

/** In their order: history holds the values in the order of the objectives. */
const wordsOf = (spec: StudySpec): string =>
  objectivesOf(spec)
    .map(({ direction, metric }) => `${direction} ${metric}`)
    .join(" and ")

const constraintsOf = ({ constraints = [] }: StudySpec): string =>
  constraints.length === 0 ? "none" : constraints.map(describeConstraint).sort().join(", ")
