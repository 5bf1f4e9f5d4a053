/** Bayesian optimisation: a Gaussian process learns from the history, and the next trial is where it expects to improve most. */
import { InvalidDefinition } from "../../errors.ts"
import { rngFor } from "../math/rng.ts"
import type { Sampler, SuggestRequest, Suggestion } from "../Sampler.ts"
import type { Params } from "../SearchSpace.ts"
import { drawFeasible } from "../space/feasible.ts"
import { takenBy } from "../space/taken.ts"
import { drawAnywhere } from "./gp/candidates.ts"
import { isApart } from "./gp/apart.ts"
import { encodingOf, rowKey, type Encoding } from "./gp/columns.ts"
import { enumerateRows } from "./gp/enumerate.ts"
import { fewestFailures } from "./gp/failures.ts"
import { observe, type Observations } from "./gp/observations.ts"
import { propose } from "./gp/propose.ts"
import { startupRow, startupTrials } from "./gp/startup.ts"

/** Settings of the Gaussian process sampler. */
export interface GpOptions {
  /**
   * How many trials are spread over the space before the model proposes. Default: the number of params + 2, between 8
   * and 12, at most a third of the budget.
   */
  readonly startup?: number
}

/** Up to so many points, a finite space is looked at as a whole. */
const smallSpace = 2048
/** So many points are drawn in search of a free one before it is looked for with more care. */
const anyDraws = 1000

/**
 * Expected improvement under a Gaussian process with a Matérn-5/2 kernel. Start-up trials form a Latin hypercube. Three
 * experts with different priors take turns. Pending trials are integrated over joint draws of their outcomes, and kept
 * away from by 0.02 of the ranges where the space has more than 2048 points; pruned
 * trials count with their last value plus what complete trials typically gained from there; failed ones lower the
 * chance of their surroundings. Never proposes params that a trial has, nor any that `where` refuses: a space without
 * others is exhausted. Learns from the first objective. Throws `InvalidDefinition` where `startup` is not a whole
 * number above 0.
 */
export const gp = (options: GpOptions = {}): Sampler => {
  const { startup } = options
  if (startup !== undefined && !(Number.isSafeInteger(startup) && startup >= 1)) {
    throw new InvalidDefinition(
      `gp: startup must be a whole number of at least 1, but it is ${JSON.stringify(startup)}.`,
      "Leave it out, or give the number of trials before the model proposes, such as 10."
    )
  }
  return {
    _tag: "Sampler",
    name: "gp",
    settings: startup === undefined ? {} : { startup },
    suggest: (request) => suggest(request, startup)
  }
}

const suggest = (request: SuggestRequest, startup: number | undefined): Suggestion => {
  const { budget, history, number, seed, space } = request
  const encoding = encodingOf(space)
  const { columns } = encoding
  const observations = observe(encoding, history.trials)
  const open = openRows(encoding, observations, request.where)
  const choices = enumerateRows(columns, smallSpace)?.filter(open.isFree)
  if (choices?.length === 0) return exhausted(request.where)

  const needed = startup ?? startupTrials(columns.length, budget)
  const learned = observations.rows.length
  const begun = learned + observations.pending.length + observations.failed.length
  if (begun < needed || learned < needed / 2) {
    const spread = startupRow(columns, needed, seed, number)
    const isSpread = spread !== undefined && open.isFree(spread)
    const row = isSpread ? spread : anyFree(request, encoding, open.isFree, choices)
    if (row === undefined) return exhausted(request.where)
    const reason = isSpread
      ? `start-up: point ${number + 1} of ${needed} spread evenly over the space`
      : `start-up: drawn at random, as ${learned} of ${needed} trials have a result to learn from`
    return { params: encoding.decode(row), evidence: { model: "gp", reason } }
  }

  const { isFree } = open
  const { pending } = observations
  const isNew = (row: Float64Array): boolean => isApart(row, pending) && open.isAllowed?.(row) !== false
  const { expert, fitted, scored } = propose({
    columns,
    observations,
    isAllowed: pending.length > 0 && choices === undefined ? isNew : open.isAllowed,
    choices,
    trials: history.trials,
    seed,
    number,
    budget
  })
  const top = scored.find(({ row }) => isFree(row))
  if (top !== undefined) {
    return {
      params: encoding.decode(top.row),
      evidence: { model: "gp", reason: reasonFor(top.value, expert, observations), fitted }
    }
  }
  const row = anyFree(request, encoding, isFree, choices)
  if (row === undefined) return exhausted(request.where)
  const reason = `drawn at random, as every point that the model prefers after ${learned} trials has been tried`
  return { params: encoding.decode(row), evidence: { model: "gp", reason, fitted } }
}

/** Which rows satisfy the constraint, and which of them no trial has. */
const openRows = (
  { decode, encode }: Encoding,
  { seen }: Observations,
  where: ((params: Params) => boolean) | undefined
) => ({
  isAllowed: where === undefined ? undefined : (row: Float64Array): boolean => where(decode(row)),
  isFree: (row: Float64Array): boolean => {
    // Through the params and back, so that equal params have equal keys to the last bit.
    const params = decode(row)
    return !seen.has(rowKey(encode(params)!)) && (where === undefined || where(params))
  }
})

/** Some row that is free; undefined where none could be found. */
const anyFree = (
  { history, number, seed, space, where }: SuggestRequest,
  { columns, encode }: Encoding,
  isFree: (row: Float64Array) => boolean,
  choices: ReadonlyArray<Float64Array> | undefined
): Float64Array | undefined => {
  const rng = rngFor(seed, number, "gp.random")
  if (choices !== undefined) return choices[rng.below(choices.length)]
  for (let draw = 0; draw < anyDraws; draw++) {
    const row = drawAnywhere(columns, rng)
    if (isFree(row)) return row
  }
  const known = history.trials.map(({ params }) => params)
  const params = drawFeasible({ space, where, rng, known, isTaken: takenBy(space, history.trials) })
  return params === undefined ? undefined : encode(params)
}

const exhausted = (where: SuggestRequest["where"]): Suggestion => ({
  exhausted:
    where === undefined
      ? "every point of the space was tried"
      : "every point found that satisfies the constraint (where) was tried"
})

const reasonFor = (value: number, expert: string, { complete, failed, pending, stopped }: Observations): string => {
  const sources = [
    `${complete} complete`,
    ...(stopped > 0 ? [`${stopped} stopped early`] : []),
    ...(failed.length > 0 ? [`${failed.length} failed`] : [])
  ].join(", ")
  const ahead = pending.length === 0 ? "" : `, with ${pending.length} more under way`
  const measure =
    failed.length < fewestFailures ? "log expected improvement" : "log expected improvement and chance of success"
  return `${measure} ${value.toFixed(2)} (${expert} expert) after ${sources}${ahead}`
}
