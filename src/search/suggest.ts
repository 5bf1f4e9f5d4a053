/** The next suggestion of a study: what its file puts first, then what its sampler says, and never what `where` refuses. */
import { InvalidDefinition } from "../errors.ts"
import { rngFor } from "./math/rng.ts"
import type { Suggestion } from "./Sampler.ts"
import { completedHistory, defaultsOf } from "./space/defaults.ts"
import { drawFeasible } from "./space/feasible.ts"
import { takenBy } from "./space/taken.ts"
import { impossible } from "./space/where.ts"
import type { Study } from "./Study.ts"
import type { History } from "./Trial.ts"

/** What is to be suggested, and from what. */
export interface NextRequest {
  readonly history: History
  /** The number of the trial that is proposed. */
  readonly number: number
  /** The study's budget of trials. */
  readonly budget: number
}

/** The model of points that a person put first. */
export const enqueued = "enqueued"

/**
 * The suggestion for one trial. Pure. Points of `enqueue` that no trial has come first, then the point of all defaults,
 * then the sampler's. Trials from before a param existed have its default. Throws `InvalidDefinition` where nothing
 * satisfies `where`, and whatever the sampler throws.
 */
export const suggestNext = (study: Study, { budget, history: stored, number }: NextRequest): Suggestion => {
  const { noise, objectives, sampler, seed, space, where } = study
  const history = completedHistory(space, stored)
  const first = firstInLine(study, history)
  if (first !== undefined) return first
  const suggestion = sampler.suggest({
    space,
    ...(where === undefined ? {} : { where }),
    ...(noise === undefined ? {} : { noise }),
    objectives: objectives.length,
    history,
    number,
    seed,
    budget
  })
  if (where === undefined) return suggestion
  if ("params" in suggestion) {
    if (where(suggestion.params)) return suggestion
    throw new InvalidDefinition(
      `The sampler "${sampler.name}" proposed ${JSON.stringify(suggestion.params)}, which the constraint (where) refuses.`,
      "A sampler must honour where. Take another one, such as random()."
    )
  }
  const rng = rngFor(seed, number, "feasible")
  const isPossible = history.trials.some(({ params }) => where(params))
  if (!isPossible && drawFeasible({ space, where, rng }) === undefined) throw impossible(space)
  return suggestion
}

/** What a person wants to see tried before anything else, and no trial has. */
const firstInLine = ({ enqueue, space, where }: Study, { trials }: History): Suggestion | undefined => {
  const defaults = defaultsOf(space)
  if (enqueue.length === 0 && defaults === undefined) return undefined
  const isTaken = takenBy(space, trials)
  const place = enqueue.findIndex((params) => !isTaken(params))
  if (place !== -1) {
    const reason = `point ${place + 1} of ${enqueue.length} that the study file puts first`
    return { params: enqueue[place]!, evidence: { model: enqueued, reason } }
  }
  if (defaults === undefined || isTaken(defaults) || where?.(defaults) === false) return undefined
  return { params: defaults, evidence: { model: enqueued, reason: "the default of every param" } }
}
