/** Population-based training (Jaderberg et al. 2017, "Population based training of neural networks"). */
import { InvalidDefinition } from "../errors.ts"
import { rngFor } from "./math/rng.ts"
import { goOn, type JudgeRequest, type NextRequest, type Pruner, type Resumption, type Verdict } from "./Pruner.ts"
import { notFinite } from "./pruners/diverged.ts"
import type { Sampler, Suggestion, SuggestRequest } from "./Sampler.ts"
import { drawFeasible } from "./space/feasible.ts"
import { exploit } from "./pbt/exploit.ts"
import { explored } from "./pbt/explore.ts"
import { comparisonIn, isReplaced, memberOf, populationOf, standingOf, valueAt } from "./pbt/population.ts"
import { type PbtOptions, pbtSettings, type PbtSettings } from "./pbt/PbtSettings.ts"

const suggestFirst = ({ history, number, seed, space, where }: SuggestRequest): Suggestion => {
  const known = history.trials.map(({ params }) => params)
  const params = drawFeasible({ space, where, rng: rngFor(seed, number, "pbt first"), known })
  return params === undefined
    ? { exhausted: "no point was found that satisfies the constraint (where)" }
    : { params, evidence: { model: "pbt", reason: "one of the first population, drawn at random" } }
}

const unsaved =
  ", and nothing was copied, as no trial has saved a checkpoint: train has to call checkpoint.save(step, state) before each report"

const suggest = (request: SuggestRequest, settings: PbtSettings): Suggestion => {
  const { history, number, seed, space, where } = request
  const { members, gone } = populationOf(history.trials.map(memberOf), settings)
  const copies = history.trials.filter(({ parent }) => parent !== undefined).length
  if (history.trials.length - copies < settings.population) return suggestFirst(request)
  if (members.length >= settings.population) {
    const nobodySaved = history.trials.every(({ checkpoint }) => checkpoint === undefined)
    return { exhausted: `the population of ${settings.population} is complete${nobodySaved ? unsaved : ""}` }
  }
  const rng = rngFor(seed, number, "pbt")
  const alive = new Set(members.map((member) => member.number))
  const able = history.trials.filter((trial) => alive.has(trial.number))
  const found = exploit(able, gone[copies] ?? gone.at(-1), settings, rng)
  if (found === undefined) return { exhausted: "no member of the population that trains on has a checkpoint to copy" }
  const { parent, reason, step } = found
  const params = explored(space, where, parent.params, settings, rng)
  if (params === undefined) return { exhausted: "no point near the parent's satisfies the constraint (where)" }
  return { params, evidence: { model: "pbt", reason }, parent: { trial: parent.number, step } }
}

const judge = ({ peers, report, resumable, show, trial }: JudgeRequest, settings: PbtSettings): Verdict => {
  const wrong = notFinite(report)
  if (wrong !== undefined) return wrong
  const { interval, maxStep = Infinity, population, quantile } = settings
  const step = comparisonIn(0, report.step, interval)
  const value = valueAt(trial.points, step, interval)
  if (step === 0 || step >= maxStep || value === undefined) return goOn
  const isThereFirst = comparisonIn(trial.points.at(-2)?.step ?? report.step - 1, report.step, interval) > 0
  const others = [...peers.curves].map((curve) => ({ ...curve, step: curve.points.at(-1)?.step ?? 0 }))
  // Whoever waits for a slot is compared when it has come as far: then this one is too, before it goes on.
  const { members } = populationOf([...others, { ...trial, step: report.step }], settings)
  const isBehind = members.some((other) => other.state === "paused" && other.step < step)
  if (resumable === true && isThereFirst && (isBehind || others.length + 1 < population))
    return { _tag: "Pause", rung: step, reason: `it waits at step ${step} for the others` }
  // Who comes first has nobody to be compared with: it is compared again at each report until the next comparison.
  const values = others.flatMap(({ points }) => valueAt(points, step, interval) ?? [])
  const standing = standingOf(value, values, quantile)
  if (!isReplaced(standing)) return goOn
  const { better, of, replaced } = standing
  const reason = `${show(value)} is rank ${better + 1} of ${of} at step ${step}: the last ${replaced} are replaced by copies of the best`
  return { _tag: "Prune", reason }
}

const next = ({ canStart, history }: NextRequest, settings: PbtSettings): Resumption | undefined => {
  const { members } = populationOf(history.trials.map(memberOf), settings)
  if (canStart && members.length < settings.population) return undefined
  let first: Resumption | undefined
  let least = Infinity
  for (const { number, state, step } of members) {
    if (state !== "paused" || step >= least) continue
    least = step
    first = { resume: number, reason: `of those that wait it has come least far, to step ${step}` }
  }
  return first
}

/**
 * Population-based training: a population trains side by side; at every `interval` of steps its worst members are replaced
 * by copies of its best ones, which go on from their parent's checkpoint with changed params. So that params follow a
 * schedule that is found while training. To be spread into a study: `study({ ...pbt({ population: 8, interval: 5 }), … })`.
 *
 * `train` has to save a checkpoint before each report, and to begin with `checkpoint.load()`. Every copy is a trial of the
 * budget; when that is spent, who falls behind is stopped and not replaced. Where there are fewer slots than members, they
 * take turns.
 */
export const pbt = (options: PbtOptions = {}): { readonly sampler: Sampler; readonly pruner: Pruner } => {
  const settings = pbtSettings(options)
  return {
    sampler: {
      _tag: "Sampler",
      name: "pbt",
      settings,
      check: (space) => {
        const unknown = settings.explore?.find((name) => !(name in space))
        if (unknown === undefined) return
        throw new InvalidDefinition(
          `pbt: explore names "${unknown}", which is no param of the space.`,
          `The params are ${Object.keys(space).join(", ")}.`
        )
      },
      suggest: (request) => suggest(request, settings)
    },
    pruner: {
      _tag: "Pruner",
      name: "pbt",
      settings,
      judge: (request) => judge(request, settings),
      next: (request) => next(request, settings)
    }
  }
}
