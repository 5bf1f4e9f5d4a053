/** Why given params are no point of a space. */
import { shown } from "../shown.ts"
import type { Distribution, ParamValue, SearchSpace } from "../SearchSpace.ts"
import { describeDistribution } from "./describe.ts"
import { fits } from "./units.ts"

/** The first thing that keeps params, given by whoever, from being a point of the space; undefined where they are one. */
export const misfit = (space: SearchSpace, params: unknown, prefix = ""): string | undefined => {
  if (typeof params !== "object" || params === null || Array.isArray(params)) return `${shown(params)} is not an object`
  const given = params as Readonly<Record<string, unknown>>
  const unknown = Object.keys(given).find((name) => !(name in space) && !(prefix !== "" && name === "type"))
  if (unknown !== undefined) {
    const names = Object.keys(space)
    const known = names.length === 0 ? "there are no params there" : `the params are ${names.join(", ")}`
    return `there is no param ${prefix}${unknown}: ${known}`
  }
  for (const [name, distribution] of Object.entries(space)) {
    const problem = valueMisfit(distribution, given[name], `${prefix}${name}`)
    if (problem !== undefined) return problem
  }
  return undefined
}

const valueMisfit = (distribution: Distribution, value: unknown, path: string): string | undefined => {
  if (value === undefined) return `${path} is missing: ${describeDistribution(distribution)}`
  if (distribution._tag !== "branch")
    return fits(distribution, value)
      ? undefined
      : `${path} cannot be ${shown(value)}: it is ${describeDistribution(distribution)}`
  const type = typeof value === "object" && value !== null && "type" in value ? value.type : undefined
  const inner =
    typeof type === "string" && Object.hasOwn(distribution.branches, type) ? distribution.branches[type] : undefined
  if (inner === undefined) {
    const names = Object.keys(distribution.branches).map((name) => `{ type: ${JSON.stringify(name)} }`)
    return `${path} cannot be ${shown(value as ParamValue)}: it is one of ${names.join(", ")}`
  }
  return misfit(inner, value, `${path}.`)
}
