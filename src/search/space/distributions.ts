/** What a study file writes its space with. Each constructor refuses what makes no sense, so that inside, types are believed. */
import { InvalidDefinition } from "../../errors.ts"
import type {
  BoolDistribution,
  BranchDistribution,
  BranchSpaces,
  ChoiceDistribution,
  ConstantDistribution,
  FloatDistribution,
  IntDistribution,
  OrdinalDistribution,
  Scalar
} from "../SearchSpace.ts"

/** How a number is drawn. */
export interface NumberOptions {
  /** Uniform over orders of magnitude. Needs low > 0, and no step. Default false. */
  readonly log?: boolean
  /** Only low, low + step, low + 2·step, … Default: 1 for int, none for float. */
  readonly step?: number
}

const refuse = (message: string, hint: string): never => {
  throw new InvalidDefinition(message, hint)
}

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
    if (options.log === true && options.step !== 1) {
      refuse(`${call}: log and step exclude each other.`, "Leave one out, or list the values: ordinal(8, 16, 32).")
    }
    if (options.step > high - low) {
      refuse(
        `${call}: step ${options.step} is longer than the range ${high - low}.`,
        `Give a step of at most ${high - low}, or write constant(${low}).`
      )
    }
  }
}

/** The last point of the grid low, low + step, …, so that a distribution never names a bound that it cannot draw. */
const lastOnGrid = (low: number, high: number, step: number): number => {
  const last = low + Math.floor((high - low) / step + 1e-9) * step
  return Math.min(high, Number(last.toPrecision(15)))
}

/** A real number in [low, high]. Throws `InvalidDefinition` where low ≥ high, or `log` with low ≤ 0. */
export const float = (low: number, high: number, options: NumberOptions = {}): FloatDistribution => {
  checkRange("float", low, high, options)
  const { log = false, step } = options
  return step === undefined
    ? { _tag: "float", low, high, log }
    : { _tag: "float", low, high: lastOnGrid(low, high, step), log, step }
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
  return { _tag: "int", low, high: lastOnGrid(low, high, step), log, step }
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

/** One of several values: `choice("relu", "tanh")`. */
export function choice<const Values extends readonly [Scalar, ...ReadonlyArray<Scalar>]>(
  ...values: Values
): ChoiceDistribution<Values[number]>
/** One of several sub-spaces: `choice({ adam: {}, sgd: { momentum: float(0, 0.99) } })`. The param is `{ type: "sgd", momentum }`. */
export function choice<const Branches extends BranchSpaces>(branches: Branches): BranchDistribution<Branches>
export function choice(...values: ReadonlyArray<unknown>): ChoiceDistribution | BranchDistribution {
  const [first] = values
  if (values.length === 1 && typeof first === "object" && first !== null && !Array.isArray(first)) {
    checkBranches(first as BranchSpaces)
    return { _tag: "branch", branches: first as BranchSpaces }
  }
  if (Array.isArray(first)) {
    refuse("choice: an array is not a value.", `Spread it: choice(...values), or write choice("a", "b").`)
  }
  checkValues("choice", values as ReadonlyArray<Scalar>)
  return { _tag: "choice", values: values as ReadonlyArray<Scalar> }
}

/** One of several values in an order that carries meaning: `ordinal(8, 16, 32)`. */
export const ordinal = <const Values extends readonly [string | number, ...ReadonlyArray<string | number>]>(
  ...values: Values
): OrdinalDistribution<Values[number]> => {
  checkValues("ordinal", values)
  return { _tag: "ordinal", values }
}

/** True or false. */
export const bool = (): BoolDistribution => ({ _tag: "bool" })

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
        `The param ${JSON.stringify(name)} in the ${what} is ${describe(distribution)}, which is not a distribution.`,
        `Use float, int, choice, ordinal, bool or constant: ${name}: ${suggestion(distribution)}.`
      )
    }
  }
}

const describe = (value: unknown): string =>
  typeof value === "function" ? "a function" : (JSON.stringify(value) ?? String(value))

const suggestion = (value: unknown): string => {
  if (Array.isArray(value)) return `choice(${value.map((entry) => JSON.stringify(entry)).join(", ")})`
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return `constant(${JSON.stringify(value)})`
  return "float(0, 1)"
}
