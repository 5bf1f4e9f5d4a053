/** What makes two studies different ones, said of the first thing that differs. */
import { objectivesOf } from "../search/objectives/direction.ts"
import { spaceConflict } from "../search/space/compatible.ts"
import type { StudySpec } from "./records.ts"

/**
 * The first difference between two specs that makes their trials incomparable. Sampler and pruner may differ, and the space
 * may have grown: wider ranges, more choices, params with a default.
 */
export const specDifference = (before: StudySpec, after: StudySpec): string | undefined => {
  const space = spaceConflict(before.space, after.space)
  if (space !== undefined) return `its search space differs: ${space}`
  const [was, is] = [wordsOf(before), wordsOf(after)]
  if (was !== is) return `its objective was to ${was}, and is to ${is}`
  return before.seed === after.seed ? undefined : `its seed was ${before.seed}, and is ${after.seed}`
}

/** In their order: history holds the values in the order of the objectives. */
const wordsOf = (spec: StudySpec): string =>
  objectivesOf(spec)
    .map(({ direction, metric }) => `${direction} ${metric}`)
    .join(" and ")
