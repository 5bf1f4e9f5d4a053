/** What makes two studies different ones, said of the first thing that differs. */
import { spaceConflict } from "../search/space/compatible.ts"
import type { StudySpec } from "./records.ts"

/**
 * The first difference between two specs that makes their trials incomparable. Sampler and pruner may differ, and the space
 * may have grown: wider ranges, more choices, params with a default.
 */
export const specDifference = (before: StudySpec, after: StudySpec): string | undefined => {
  const space = spaceConflict(before.space, after.space)
  if (space !== undefined) return `its search space differs: ${space}`
  const [was, is] = [before.objective, after.objective]
  if (was.metric !== is.metric || was.direction !== is.direction)
    return `its objective was to ${was.direction} ${was.metric}, and is to ${is.direction} ${is.metric}`
  return before.seed === after.seed ? undefined : `its seed was ${before.seed}, and is ${after.seed}`
}
