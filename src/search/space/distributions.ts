/** What a study file writes its space with. Each constructor refuses what makes no sense, so that inside, types are believed. */
import { InvalidDefinition } from "../../errors.ts"
import { shown } from "../shown.ts"
import { describeDistribution } from "./describe.ts"
import { fits } from "./units.ts"
import type {
  BoolDistribution,
  BranchDistribution,
  BranchSpaces,
  ChoiceDistribution,
  ConstantDistribution,
  FloatDistribution,
  IntDistribution,
  LeafDistribution,
  OrdinalDistribution,
  Scalar
} from "../SearchSpace.ts"

/** How a number is drawn. */
export interface NumberOptions {
  /** Uniform over orders of magnitude. Needs low > 0, and no step. Default false. */
  readonly log?: boolean
  /** Only low, low + step, low + 2·step, … Default: 1 for int, none for float. */
  readonly step?: number
  /** Tried first, and what trials from before this param existed are taken to have used. Default: none. */
  readonly default?: number
}

/** Which value comes first. */
export interface DefaultOption<Value> {
  /** Tried first, and what trials from before this param existed are taken to have used. */
  readonly default: Value
}

const refuse = (message: string, hint: string): never => {
  throw new InvalidDefinition(message, hint)
}

/** How far a quotient of decimal fractions may be off: 0.3 − 0.1 is a little less than 0.2. */
const rounding = 1e-9

const checkRange = (kind: string, low: number, high: number, options: NumberOptions): void => {
  const call = `${kind}(${low}, ${high})`
  if (typeof low !== "number" || typeof high !== "number" || !Number.isFinite(low) || !Number.isFinite(high)) {
    refuse(`${call}: low and high must be finite numbers.`, `Write ${kind}(low, high), for example ${kind}(1, 10).`)
  }
  if (low >= high) {
    refuse(
      `${call}: low must be below high, but low is ${low} and high is ${high}.`,
      low === high ? `For a single value write constant(${low}).` : `Write ${kind}(${high}, ${low}).`
    )
  }
  if (!Number.isFinite(high - low)) {
    refuse(`${call}: the range from low to high is too wide for a number.`, "Search the exponent of it instead.")
  }
  if (options.log === true && low <= 0) {
    refuse(
      `${call} with log: low must be above 0, but low is ${low}.`,
      "A log scale has no zero: start at the smallest value that makes sense (such as 1e-6), or leave log out."
    )
  }
  if (options.step !== undefined) {
    if (!(options.step > 0) || !Number.isFinite(options.step)) {
      refuse(
        `${call}: step must be a number above 0, but it is ${options.step}.`,
        "Leave step out, or give a positive one."
      )
    }
    if (options.log === true && !(kind === "int" && options.step === 1)) {
      refuse(`${call}: log and step exclude each other.`, "Leave one out, or list the values: ordinal(8, 16, 32).")
    }
    if (options.step > (high - low) * (1 + rounding)) {
      refuse(
        `${call}: step ${options.step} is longer than the range ${high - low}.`,
        `Give a step of at most ${high - low}, or write constant(${low}).`
      )
    }
  }
}

/** The last point of the grid low, low + step, …, so that a distribution never names a bound that it cannot draw. */
const lastOnGrid = (low: number, high: number, step: number): number => {
  const last = low + Math.floor((high - low) / step + rounding) * step
  return Math.min(high, Number(last.toPrecision(15)))
}

/** A real number in [low, high]. Throws `InvalidDefinition` where low ≥ high, or `log` with low ≤ 0. */
export const float = (low: number, high: number, options: NumberOptions = {}): FloatDistribution => {
  checkRange("float", low, high, options)
  const { log = false, step } = options
  const made: FloatDistribution =
    step === undefined
      ? { _tag: "float", low, high, log }
      : { _tag: "float", low, high: lastOnGrid(low, high, step), log, step }
  return withDefault(made, options.default)
}

/** An integer in [low, high]. Throws `InvalidDefinition` where low ≥ high, `log` with low ≤ 0, or anything is not whole. */
export const int = (low: number, high: number, options: NumberOptions = {}): IntDistribution => {
  checkRange("int", low, high, options)
  const { log = false, step = 1 } = options
  for (const [name, value] of Object.entries({ low, high, step })) {
    if (!Number.isSafeInteger(value)) {
      refuse(`int(${low}, ${high}): ${name} must be whole, but it is ${value}.`, "Round it, or use float.")
    }
  }
  return withDefault({ _tag: "int", low, high: high - ((high - low) % step), log, step }, options.default)
}

/** The distribution with a default, which it must be able to draw. */
const withDefault = <D extends LeafDistribution>(distribution: D, value: Scalar | undefined): D => {
  if (value === undefined) return distribution
  if (!fits(distribution, value)) {
    refuse(
      `${describeDistribution(distribution)}: the default ${shown(value)} is not among its values.`,
      "Give a default that can be drawn, or leave it out."
    )
  }
  return { ...distribution, default: value }
}

const checkValues = (kind: string, values: ReadonlyArray<Scalar>): void => {
  if (values.length === 0) refuse(`${kind}() has no values.`, `List them: ${kind}("a", "b").`)
  for (const value of values) {
    const fits =
      typeof value === "string" || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))
    if (!fits) {
      refuse(
        `${kind}: ${String(value)} is not a string, a finite number or a boolean.`,
        "Use a name for it, and look the value up in train."
      )
    }
  }
  const repeated = values.find((value, index) => values.indexOf(value) !== index)
  if (repeated !== undefined) refuse(`${kind}: ${JSON.stringify(repeated)} is listed twice.`, "List each value once.")
}

const checkBranches = (branches: BranchSpaces): void => {
  const names = Object.keys(branches)
  if (names.length === 0)
    refuse("choice({}) has no branches.", "Name them: choice({ adam: {}, sgd: { momentum: float(0, 0.99) } }).")
  for (const name of names) {
    checkSpace(branches[name]!, `branch ${JSON.stringify(name)}`)
    if ("type" in branches[name]!) {
      refuse(
        `Branch ${JSON.stringify(name)} has a param named "type", which is where the branch's own name stands.`,
        `Rename the param, for example to "kind".`
      )
    }
  }
}

const isOptions = (value: unknown): value is DefaultOption<Scalar> =>
  typeof value === "object" && value !== null && "default" in value && typeof value.default !== "object"

/** The values, and the default that may follow them. */
const split = (given: ReadonlyArray<unknown>): readonly [ReadonlyArray<unknown>, Scalar | undefined] => {
  const last = given.at(-1)
  return isOptions(last) ? [given.slice(0, -1), last.default] : [given, undefined]
}

/** One of several values: `choice("relu", "tanh")`; `choice("relu", "tanh", { default: "relu" })` tries one of them first. */
export function choice<const Values extends readonly [Scalar, ...ReadonlyArray<Scalar>]>(
  ...values: Values
): ChoiceDistribution<Values[number]>
export function choice<const Values extends readonly [Scalar, ...ReadonlyArray<Scalar>]>(
  ...values: [...Values, DefaultOption<NoInfer<Values>[number]>]
): ChoiceDistribution<Values[number]>
/** One of several sub-spaces: `choice({ adam: {}, sgd: { momentum: float(0, 0.99) } })`. The param is `{ type: "sgd", momentum }`. */
export function choice<const Branches extends BranchSpaces>(
  branches: Branches,
  options?: DefaultOption<keyof NoInfer<Branches> & string>
): BranchDistribution<Branches>
export function choice(...given: ReadonlyArray<unknown>): ChoiceDistribution | BranchDistribution {
  const [values, preferred] = split(given)
  const [first] = values
  if (values.length === 1 && typeof first === "object" && first !== null && !Array.isArray(first)) {
    const branches = first as BranchSpaces
    checkBranches(branches)
    withDefault({ _tag: "choice", values: Object.keys(branches) }, preferred)
    return { _tag: "branch", branches, ...(preferred === undefined ? {} : { default: String(preferred) }) }
  }
  if (Array.isArray(first)) {
    refuse("choice: an array is not a value.", `Spread it: choice(...values), or write choice("a", "b").`)
  }
  checkValues("choice", values as ReadonlyArray<Scalar>)
  return withDefault({ _tag: "choice", values: values as ReadonlyArray<Scalar> }, preferred)
}

/** One of several values in an order that carries meaning: `ordinal(8, 16, 32)`, `ordinal(8, 16, 32, { default: 16 })`. */
export function ordinal<const Values extends readonly [string | number, ...ReadonlyArray<string | number>]>(
  ...values: Values
): OrdinalDistribution<Values[number]>
export function ordinal<const Values extends readonly [string | number, ...ReadonlyArray<string | number>]>(
  ...values: [...Values, DefaultOption<NoInfer<Values>[number]>]
): OrdinalDistribution<Values[number]>
export function ordinal(...given: ReadonlyArray<unknown>): OrdinalDistribution {
  const [values, preferred] = split(given)
  checkValues("ordinal", values as ReadonlyArray<Scalar>)
  return withDefault({ _tag: "ordinal", values: values as ReadonlyArray<string | number> }, preferred)
}

/** True or false. */
export const bool = (options?: DefaultOption<boolean>): BoolDistribution =>
  withDefault({ _tag: "bool" }, options?.default)

/** Always this value. */
export const constant = <const Value extends Scalar>(value: Value): ConstantDistribution<Value> => {
  checkValues("constant", [value])
  return { _tag: "constant", value }
}

const tags = new Set(["float", "int", "choice", "ordinal", "bool", "constant", "branch"])

/** Refuses what is not a space: values of it that no constructor made. `what` names it in the message. */
export const checkSpace = (space: unknown, what: string): void => {
  if (typeof space !== "object" || space === null || Array.isArray(space)) {
    refuse(
      `The ${what} is not an object of distributions.`,
      "Write { learningRate: float(1e-4, 1e-1, { log: true }) }."
    )
  }
  for (const [name, distribution] of Object.entries(space as Record<string, unknown>)) {
    const tag =
      typeof distribution === "object" && distribution !== null && "_tag" in distribution
        ? distribution._tag
        : undefined
    if (typeof tag !== "string" || !tags.has(tag)) {
      refuse(
        `The param ${JSON.stringify(name)} in the ${what} is ${shown(distribution)}, which is not a distribution.`,
        `Use float, int, choice, ordinal, bool or constant: ${name}: ${suggestion(distribution)}.`
      )
    }
  }
}

const suggestion = (value: unknown): string => {
  if (Array.isArray(value)) return `choice(${value.map(shown).join(", ")})`
  if (typeof value === "string" || Number.isFinite(value) || typeof value === "boolean")
    return `constant(${JSON.stringify(value)})`
  return "float(0, 1)"
}
