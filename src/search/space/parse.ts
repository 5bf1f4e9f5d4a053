/** Params as a command line gives them. */
import { UsageError } from "../../errors.ts"
import type { LeafDistribution, Params, Scalar, SearchSpace } from "../SearchSpace.ts"
import { completed } from "./defaults.ts"
import { describeDistribution } from "./describe.ts"
import { type Dimension, dimensionsOf, paramsOf } from "./dimensions.ts"
import { fits } from "./units.ts"

const nameOf = ({ path }: Dimension): string => path.join(".")

/**
 * A point of the space from words such as `learningRate=1e-3`, `optimizer=sgd`, `optimizer.momentum=0.9`. Params that are
 * left out take their defaults. Throws `UsageError` where a word is none of that, or a param without a default is missing.
 */
export const parseParams = (space: SearchSpace, words: ReadonlyArray<string>): Params =>
  paramsFromTexts(space, textsOf(words))

/** The same from the text of each param by its name, in which there may be an equals sign. */
export const paramsFromTexts = (space: SearchSpace, texts: ReadonlyMap<string, string>): Params => {
  const dimensions = dimensionsOf(space)
  const values: Array<Scalar | undefined> = []
  const used = new Set<string>()
  for (const dimension of dimensions) {
    const { distribution, parent } = dimension
    const exists = parent === undefined || values[parent.index] === parent.is
    const name = nameOf(dimension)
    const text = exists ? texts.get(name) : undefined
    if (text !== undefined) used.add(name)
    values.push(text === undefined ? undefined : valueOf(name, distribution, text))
  }
  const idle = [...texts.keys()].find((name) => !used.has(name))
  if (idle !== undefined) throw unknownParam(idle, dimensions, values)
  const params = completed(space, paramsOf(dimensions, values))
  const missing = missingIn(space, params, "")
  if (missing.length > 0) {
    throw new UsageError(
      `${missing.length === 1 ? "A param is" : "Some params are"} missing: ${missing.map(({ name }) => name).join(", ")}.`,
      `Give ${missing.length === 1 ? "it" : "each of them"} a value, such as ${missing[0]!.name}=…: ${missing[0]!.what}. A param with a default in the study file may be left out.`
    )
  }
  return params
}

const textsOf = (words: ReadonlyArray<string>): ReadonlyMap<string, string> => {
  const texts = new Map<string, string>()
  for (const word of words) {
    const at = word.indexOf("=")
    if (at < 1) throw new UsageError(`"${word}" is not a param.`, "Write name=value, such as learningRate=1e-3.")
    const name = word.slice(0, at)
    if (texts.has(name)) throw new UsageError(`The param ${name} is given twice.`, "Give it once.")
    texts.set(name, word.slice(at + 1))
  }
  return texts
}

const valueOf = (name: string, distribution: LeafDistribution, text: string): Scalar => {
  for (const value of [text === "" ? NaN : Number(text), text, text === "true" ? true : text === "false" ? false : NaN])
    if (fits(distribution, value)) return value
  throw new UsageError(
    `${name}=${text}: that is none of its values.`,
    `${name} is ${describeDistribution(distribution)}.`
  )
}

const unknownParam = (
  name: string,
  dimensions: ReadonlyArray<Dimension>,
  values: ReadonlyArray<Scalar | undefined>
): UsageError => {
  const elsewhere = dimensions.filter((dimension) => nameOf(dimension) === name)
  if (elsewhere.length > 0) {
    const [{ parent }] = elsewhere as [Dimension]
    const above = nameOf(dimensions[parent!.index]!)
    const branches = elsewhere.map((dimension) => dimension.parent!.is).join(" or ")
    const is = values[parent!.index]
    return new UsageError(
      `${name} exists only where ${above} is ${branches}${is === undefined ? "" : `, but it is ${is}`}.`,
      is === undefined ? `Say which: ${above}=${elsewhere[0]!.parent!.is}.` : "Leave it out, or take that branch."
    )
  }
  const names = [...new Set(dimensions.map(nameOf))]
  return new UsageError(`The study has no param ${name}.`, `Its params are ${names.join(", ")}.`)
}

const missingIn = (
  space: SearchSpace,
  params: Params,
  prefix: string
): ReadonlyArray<{ readonly name: string; readonly what: string }> =>
  Object.entries(space).flatMap(([name, distribution]) => {
    const value = params[name]
    if (value === undefined) return [{ name: `${prefix}${name}`, what: describeDistribution(distribution) }]
    return distribution._tag === "branch" && typeof value === "object"
      ? missingIn(distribution.branches[value.type]!, value, `${prefix}${name}.`)
      : []
  })
