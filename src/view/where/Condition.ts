/** Conditions on trials as people write them: `learningRate < 1e-3 && state == "complete"`. Parsed, never run as code. */
import jsep from "jsep"
import { UsageError } from "../../errors.ts"
import { didYouMean } from "../didYouMean.ts"

/** What a name stands for in one trial; undefined where the trial has no such thing. */
export type Lookup = (name: string) => number | string | boolean | undefined

/** Whether a trial satisfies it. */
export type Condition = (lookup: Lookup) => boolean

type Value = number | string | boolean | undefined
type Evaluate = (lookup: Lookup) => Value

const help =
  "Write it like \"learningRate < 1e-3 && state == 'complete'\": names, numbers, texts in quotes, true and false, with == != < <= > >= + - * / ! && || and brackets."

const refuse = (what: string): never => {
  throw new UsageError(`--where cannot be read: ${what}.`, help)
}

const compare: Readonly<Record<string, (a: number | string, b: number | string) => boolean>> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b
}

const calculate: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b
}

/** `optimizer.momentum` as one name: what is below a branch has a dotted one. */
const nameOf = (node: jsep.Expression): string => {
  if (node.type === "Identifier") return (node as jsep.Identifier).name
  if (node.type === "MemberExpression") {
    const { computed, object, property } = node as jsep.MemberExpression
    if (!computed) return `${nameOf(object)}.${nameOf(property)}`
  }
  return refuse("what stands before a dot must be a name")
}

const binary = (operator: string, left: Evaluate, right: Evaluate): Evaluate => {
  const [comparison, calculation] = [compare[operator], calculate[operator]]
  if (operator === "&&") return (lookup) => left(lookup) === true && right(lookup) === true
  if (operator === "||") return (lookup) => left(lookup) === true || right(lookup) === true
  if (operator === "==" || operator === "===") return (lookup) => left(lookup) === right(lookup)
  if (operator === "!=" || operator === "!==") return (lookup) => left(lookup) !== right(lookup)
  if (comparison !== undefined)
    return (lookup) => {
      const [a, b] = [left(lookup), right(lookup)]
      // A trial that lacks a param is neither above nor below anything.
      return typeof a === typeof b && (typeof a === "number" || typeof a === "string")
        ? comparison(a, b as typeof a)
        : false
    }
  if (calculation !== undefined)
    return (lookup) => {
      const [a, b] = [left(lookup), right(lookup)]
      return typeof a === "number" && typeof b === "number" ? calculation(a, b) : undefined
    }
  return refuse(`there is no operator ${operator} here`)
}

const unary = (operator: string, argument: Evaluate): Evaluate => {
  if (operator === "!") return (lookup) => argument(lookup) !== true
  if (operator === "-" || operator === "+")
    return (lookup) => {
      const value = argument(lookup)
      return typeof value === "number" ? (operator === "-" ? -value : value) : undefined
    }
  return refuse(`there is no operator ${operator} here`)
}

const compile = (node: jsep.Expression, known: ReadonlySet<string>): Evaluate => {
  switch (node.type) {
    case "Literal": {
      const { value } = node as jsep.Literal
      return typeof value === "number" || typeof value === "string" || typeof value === "boolean"
        ? () => value
        : refuse(`${String(value)} is no number, text, true or false`)
    }
    case "Identifier":
    case "MemberExpression": {
      const name = nameOf(node)
      if (!known.has(name)) {
        const meant = didYouMean(name, known)
        throw new UsageError(
          `--where names "${name}", which no trial has.`,
          meant === undefined ? `Names: ${[...known].join(", ")}.` : `Did you mean "${meant}"?`
        )
      }
      return (lookup) => lookup(name)
    }
    case "UnaryExpression": {
      const { argument, operator } = node as jsep.UnaryExpression
      return unary(operator, compile(argument, known))
    }
    case "BinaryExpression":
    case "LogicalExpression": {
      const { left, operator, right } = node as jsep.BinaryExpression
      return binary(operator, compile(left, known), compile(right, known))
    }
    case "Compound":
      return refuse("it holds more than one condition; join them with && or ||")
    default:
      return refuse("it holds something other than names, numbers and comparisons")
  }
}

/** Reads a condition over the names that trials have. Throws `UsageError`, which says what was meant. */
export const parseCondition = (text: string, names: Iterable<string>): Condition => {
  let tree: jsep.Expression
  try {
    tree = jsep(text)
  } catch (error) {
    return refuse(error instanceof Error ? error.message.replace(/\.$/, "") : String(error))
  }
  const evaluate = compile(tree, new Set(names))
  return (lookup) => evaluate(lookup) === true
}
