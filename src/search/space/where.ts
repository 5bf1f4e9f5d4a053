/** A study's constraint, made safe to call, and the refusal of one that nothing satisfies. */
import { InvalidDefinition } from "../../errors.ts"
import type { Params, SearchSpace } from "../SearchSpace.ts"
import { thrownAt } from "../thrownAt.ts"
import { dimensionsOf, paramsOf, valuesOf } from "./dimensions.ts"
import { listable, middleOf, mostDraws, type Where } from "./feasible.ts"
import { countPoints } from "./points.ts"

/** A study file's `where` as the inside may call it: what it throws, and an answer that is no boolean, is `InvalidDefinition`. */
export const checkedWhere =
  (where: (params: Params) => unknown): Where =>
  (params) => {
    let answer: unknown
    try {
      answer = where(params)
    } catch (error) {
      const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
      throw Object.assign(
        new InvalidDefinition(
          `The constraint (where) threw on ${JSON.stringify(params)}: ${message}`,
          `${thrownAt(error)}It is called with every kind of params that the space has: mend it, or narrow the space.`
        ),
        { cause: error }
      )
    }
    if (typeof answer === "boolean") return answer
    throw new InvalidDefinition(
      `The constraint (where) answered ${describe(answer)} on ${JSON.stringify(params)}, not true or false.`,
      answer === undefined
        ? "Write the condition without braces, or return it: where: (params) => params.units <= 128."
        : "Write a condition: where: (params) => params.units <= 128. It cannot wait for anything."
    )
  }

const describe = (answer: unknown): string => {
  if (answer instanceof Promise) return "with a promise"
  return answer === undefined ? "nothing" : (JSON.stringify(answer) ?? typeof answer)
}

/** The failure of a constraint for which `drawFeasible` found nothing, with an example of what it refuses. */
export const impossible = (space: SearchSpace): InvalidDefinition => {
  const count = countPoints(space)
  const whole = count !== undefined && count <= listable
  const { alone, params } = exampleOf(space)
  const names = alone.length === 0 ? "no change of a single param" : `no change of ${listOf(alone)} alone`
  return new InvalidDefinition(
    whole
      ? `The constraint (where) refuses all ${count} points of the space.`
      : `The constraint (where) seems to refuse the whole space: none of ${mostDraws.toLocaleString("en")} points tried satisfies it.`,
    `It refuses ${JSON.stringify(params)}, and ${names} mends that.\nLoosen the constraint, widen the space, or put a point that satisfies it first: enqueue: [{ … }].`
  )
}

const listOf = (names: ReadonlyArray<string>): string =>
  names.length === 1 ? names[0]! : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`

/** The middle of the space, which has been tried with each of its values changed, and the names of those. */
const exampleOf = (space: SearchSpace) => {
  const dimensions = dimensionsOf(space)
  const params = paramsOf(dimensions, middleOf(dimensions))
  const values = valuesOf(dimensions, params)
  const alone = dimensions.flatMap(({ distribution, path }, index) =>
    values[index] === undefined || distribution._tag === "constant" ? [] : [path.join(".")]
  )
  return { params, alone }
}
