/** What makes two studies different ones, said of the first thing that differs. */
import type { Distribution, SearchSpace } from "../search/SearchSpace.ts"
import type { StudySpec } from "./records.ts"

/** The first difference between two specs that makes their trials incomparable. Sampler and pruner may differ. */
export const specDifference = (before: StudySpec, after: StudySpec): string | undefined => {
  const space = spaceDifference(before.space, after.space, "")
  if (space !== undefined) return `its search space differs: ${space}`
  const [was, is] = [before.objective, after.objective]
  if (was.metric !== is.metric || was.direction !== is.direction)
    return `its objective was to ${was.direction} ${was.metric}, and is to ${is.direction} ${is.metric}`
  return before.seed === after.seed ? undefined : `its seed was ${before.seed}, and is ${after.seed}`
}

const spaceDifference = (before: SearchSpace, after: SearchSpace, prefix: string): string | undefined => {
  for (const name of Object.keys({ ...before, ...after })) {
    const [was, is, path] = [before[name], after[name], `${prefix}${name}`]
    if (is === undefined) return `${path} was ${describe(was!)}, and is gone`
    if (was === undefined) return `${path} is new, ${describe(is)}`
    const difference = distributionDifference(was, is, path)
    if (difference !== undefined) return difference
  }
  return undefined
}

const distributionDifference = (was: Distribution, is: Distribution, path: string): string | undefined => {
  if (was._tag !== "branch" || is._tag !== "branch")
    return describe(was) === describe(is) ? undefined : `${path} was ${describe(was)}, and is ${describe(is)}`
  for (const branch of Object.keys({ ...was.branches, ...is.branches })) {
    const [before, after] = [was.branches[branch], is.branches[branch]]
    if (after === undefined) return `the branch "${branch}" of ${path} is gone`
    if (before === undefined) return `the branch "${branch}" of ${path} is new`
    const difference = spaceDifference(before, after, `${path}.${branch}.`)
    if (difference !== undefined) return difference
  }
  return undefined
}

/** A distribution as a study file writes it. */
const describe = (distribution: Distribution): string => {
  switch (distribution._tag) {
    case "float":
    case "int": {
      const { _tag, high, log, low, step } = distribution
      const settings = [
        ...(log ? ["log: true"] : []),
        ...(step === undefined || (_tag === "int" && step === 1) ? [] : [`step: ${step}`])
      ]
      return `${_tag}(${low}, ${high}${settings.length === 0 ? "" : `, { ${settings.join(", ")} }`})`
    }
    case "choice":
    case "ordinal":
      return `${distribution._tag}(${distribution.values.map((value) => JSON.stringify(value)).join(", ")})`
    case "bool":
      return "bool()"
    case "constant":
      return `constant(${JSON.stringify(distribution.value)})`
    case "branch":
      return `choice({ ${Object.keys(distribution.branches).join(", ")} })`
  }
}
