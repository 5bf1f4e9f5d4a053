/** Whether the trials of a study still mean something after its space was changed. */
import type { Distribution, FloatDistribution, IntDistribution, SearchSpace } from "../SearchSpace.ts"
import { defaultOf } from "./defaults.ts"
import { describeDistribution } from "./describe.ts"
import { fits } from "./units.ts"

/**
 * What keeps trials of the space `before` from being points of the space `after`, in words; undefined where they are. They
 * are where ranges were widened, values or branches were added, and new params have a default that says what trials had
 * before.
 */
export const spaceConflict = (before: SearchSpace, after: SearchSpace, prefix = ""): string | undefined => {
  for (const name of Object.keys({ ...before, ...after })) {
    const [was, is, path] = [before[name], after[name], `${prefix}${name}`]
    if (is === undefined) return `${path} was ${describeDistribution(was!)}, and is gone`
    if (was === undefined) {
      if (defaultOf(is) !== undefined) continue
      return `${path} is new, ${describeDistribution(is)}, and has no default that says what the trials had before it`
    }
    const conflict = distributionConflict(was, is, path)
    if (conflict !== undefined) return conflict
  }
  return undefined
}

const distributionConflict = (was: Distribution, is: Distribution, path: string): string | undefined => {
  if (was._tag !== "branch" || is._tag !== "branch") {
    if (includes(was, is)) return undefined
    return `${path} was ${describeDistribution(was)}, and is ${describeDistribution(is)}${reasonFor(was, is)}`
  }
  for (const [branch, before] of Object.entries(was.branches)) {
    const after = is.branches[branch]
    if (after === undefined) return `the branch "${branch}" of ${path} is gone`
    const conflict = spaceConflict(before, after, `${path}.${branch}.`)
    if (conflict !== undefined) return conflict
  }
  return undefined
}

/** Whether every value that could be drawn before can be drawn now, by the same kind of scale. */
const includes = (was: Distribution, is: Distribution): boolean => {
  if (was._tag === "branch" || is._tag === "branch") return false
  if (was._tag === "constant") return fits(is, was.value)
  switch (was._tag) {
    case "float":
    case "int":
      return (is._tag === "float" || is._tag === "int") && was._tag === is._tag && widens(was, is)
    case "choice":
      return is._tag === "choice" && was.values.every((value) => is.values.includes(value))
    case "ordinal": {
      if (is._tag !== "ordinal") return false
      const kept = is.values.filter((value) => was.values.includes(value))
      return kept.length === was.values.length && kept.every((value, index) => value === was.values[index])
    }
    case "bool":
      return is._tag === "bool"
  }
}

const rounding = 1e-9
const isWhole = (quotient: number): boolean =>
  Math.abs(quotient - Math.round(quotient)) < rounding * (1 + Math.abs(quotient))

const widens = (was: FloatDistribution | IntDistribution, is: FloatDistribution | IntDistribution): boolean => {
  if (was.log !== is.log || is.low > was.low || is.high < was.high) return false
  if (is.step === undefined) return true
  return was.step !== undefined && isWhole(was.step / is.step) && isWhole((was.low - is.low) / is.step)
}

const reasonFor = (was: Distribution, is: Distribution): string => {
  if ((was._tag !== "float" && was._tag !== "int") || was._tag !== is._tag) return ""
  if (was.log !== is.log) return ": the scale changed"
  if (is.low > was.low || is.high < was.high) return ": trials outside of the new range would be lost"
  return ": trials between the new steps would be lost"
}
