/** Bayesian optimisation: a Gaussian process learns from the history, and the next trial is where it expects to improve most. */
import { InvalidDefinition } from "../../errors.ts"
import { durationMillis } from "../duration.ts"
import { rngFor } from "../math/rng.ts"
import type { Sampler, SuggestRequest, Suggestion } from "../Sampler.ts"
import type { DurationInput } from "../Study.ts"
import { drawFeasible } from "../space/feasible.ts"
import { takenBy } from "../space/taken.ts"
import { drawAnywhere } from "./gp/candidates.ts"
import { isApart } from "./gp/apart.ts"
import { encodingOf, rowKey, type Encoding } from "./gp/columns.ts"
import { enumerateRows } from "./gp/enumerate.ts"
import { observe, type Observations } from "./gp/observations.ts"
import { compromise, objectiveAlone } from "./gp/perObjective.ts"
import { propose } from "./gp/propose.ts"
import { startupRow, startupTrials } from "./gp/startup.ts"

/** Settings of the Gaussian process sampler. */
export interface GpOptions {
  /**
   * How many trials are spread over the space before the model proposes. Default: the number of params + 2, between 8
   * and 12, at most a third of the budget.
   */
  readonly startup?: number
  /**
   * Whether improvement is divided by the predicted duration, where durations vary by more than a factor of 3: `true`, or
   * `{ total }`, what all trials together may take, such as "2 hours". The power of the duration falls from 1 to 0 as the
   * budget of trials, or the total if it is nearer, is spent. Default false.
   */
  readonly cost?: boolean | { readonly total: DurationInput }
}

/** The settings with every default, as they are stored. */
interface Settings {
  readonly startup?: number
  readonly cost?: true
  readonly costTotalMillis?: number
}

/** Up to so many points, a finite space is looked at as a whole. */
const smallSpace = 2048
/** So many points are drawn in search of a free one before it is looked for with more care. */
const anyDraws = 1000

/**
 * Expected improvement under a Gaussian process with a Matérn-5/2 kernel. Start-up trials form a Latin hypercube. Three
 * experts with different priors take turns. Pending trials are integrated over joint draws of their outcomes, and kept
 * away from by 0.02 of the ranges where the space has more than 2048 points. Pruned
 * and paused trials count with their last value plus what complete trials typically gained from there, or, while none is
 * complete, those that got furthest; failed ones lower the
 * chance of their surroundings, and so do those outside of an outcome constraint, which are not improved on. Never proposes
 * params that a trial has, nor any that `where` refuses: a space without others is exhausted. Where noise is declared,
 * params may come again, the trials that have them count as one with their mean, and the best posterior mean is improved
 * on in place of the best value. Two objectives have a model each, and what counts is the hypervolume that a trial is expected
 * to add to their front; of three or more, each trial improves on a random compromise of its own, so that together they
 * spread over the front. Throws `InvalidDefinition` where `startup` is not a whole number above 0, or `cost` is no duration.
 */
export const gp = (options: GpOptions = {}): Sampler => {
  const { cost = false, startup } = options
  if (startup !== undefined && !(Number.isSafeInteger(startup) && startup >= 1)) {
    throw new InvalidDefinition(
      `gp: startup must be a whole number of at least 1, but it is ${JSON.stringify(startup)}.`,
      "Leave it out, or give the number of trials before the model proposes, such as 10."
    )
  }
  const settings: Settings = {
    ...(startup === undefined ? {} : { startup }),
    ...(cost === false ? {} : { cost: true }),
    ...(typeof cost === "boolean" ? {} : { costTotalMillis: durationMillis(cost.total, "gp: cost.total") })
  }
  return { _tag: "Sampler", name: "gp", settings: { ...settings }, suggest: (request) => suggest(request, settings) }
}

const suggest = (request: SuggestRequest, settings: Settings): Suggestion => {
  const { budget, history, noise, number, seed, space } = request
  const { startup } = settings
  const encoding = encodingOf(space)
  const { columns } = encoding
  // Of three or more objectives a compromise is learned from; of two, both.
  const trials = request.objectives > 2 ? compromise(history.trials, seed, number) : history.trials
  const isPair = request.objectives === 2
  const observations = observe(encoding, trials, noise !== undefined)
  const open = openRows(encoding, observations, request)
  const choices = enumerateRows(columns, smallSpace)?.filter(open.isFree)
  if (choices?.length === 0) return exhausted(request.where)

  const needed = startup ?? startupTrials(columns.length, budget)
  const learned = observations.counts.reduce((sum, count) => sum + count, 0)
  const begun = learned + observations.pending.length + observations.failed.length
  if (begun < needed || learned < needed / 2 || (isPair && observations.complete === 0)) {
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
  const { expert, fitted, measure, scored } = propose({
    columns,
    observations,
    second: isPair ? observe(encoding, objectiveAlone(trials, 1), noise !== undefined) : undefined,
    isAllowed: pending.length > 0 && choices === undefined ? isNew : open.isAllowed,
    choices,
    trials,
    seed,
    number,
    budget,
    noise,
    costExponent: costExponent(request, settings)
  })
  const top = scored.find(({ row }) => isFree(row))
  if (top !== undefined) {
    return {
      params: encoding.decode(top.row),
      evidence: { model: "gp", reason: reasonFor(measure, top.value, expert, observations), fitted }
    }
  }
  const row = anyFree(request, encoding, isFree, choices)
  if (row === undefined) return exhausted(request.where)
  const reason = `drawn at random, as every point that the model prefers after ${learned} trials has been tried`
  return { params: encoding.decode(row), evidence: { model: "gp", reason, fitted } }
}

/** The part of the budget that is left: what counts is that it is well spent, and at its end only what is found. */
const costExponent = ({ budget, history, number }: SuggestRequest, { cost, costTotalMillis }: Settings): number => {
  if (cost !== true) return 0
  const taken = history.trials.reduce((sum, { durationMillis = 0 }) => sum + durationMillis, 0)
  const spent = Math.max(number / budget, costTotalMillis === undefined ? 0 : taken / costTotalMillis)
  return Math.max(0, 1 - spent)
}

/** Which rows satisfy the constraint, and which of them no trial has, or not too many where noise is declared. */
const openRows = (
  { decode, encode }: Encoding,
  { seen }: Observations,
  { noise, where }: Pick<SuggestRequest, "noise" | "where">
) => ({
  isAllowed: where === undefined ? undefined : (row: Float64Array): boolean => where(decode(row)),
  isFree: (row: Float64Array): boolean => {
    // Through the params and back, so that equal params have equal keys to the last bit.
    const params = decode(row)
    return (seen.get(rowKey(encode(params)!)) ?? 0) < (noise?.repeats ?? 1) && (where === undefined || where(params))
  }
})

/** Some row that is free; undefined where none could be found. */
const anyFree = (
  { history, noise, number, seed, space, where }: SuggestRequest,
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
  const params = drawFeasible({ space, where, rng, known, isTaken: takenBy(space, history.trials, noise?.repeats) })
  return params === undefined ? undefined : encode(params)
}

const exhausted = (where: SuggestRequest["where"]): Suggestion => ({
  exhausted:
    where === undefined
      ? "every point of the space was tried"
      : "every point found that satisfies the constraint (where) was tried"
})

const reasonFor = (
  measure: string,
  value: number,
  expert: string,
  { complete, failed, pending, stopped }: Observations
): string => {
  const sources = [
    `${complete} complete`,
    ...(stopped > 0 ? [`${stopped} stopped early`] : []),
    ...(failed.length > 0 ? [`${failed.length} failed`] : [])
  ].join(", ")
  const ahead = pending.length === 0 ? "" : `, with ${pending.length} more under way`
  return `log ${measure} ${value.toFixed(2)} (${expert} expert) after ${sources}${ahead}`
}
