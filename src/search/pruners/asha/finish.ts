/** What becomes of paused trials once no new trial can start: those with a chance go on. */
import type { Resumption } from "../../Pruner.ts"
import type { Trial } from "../../Trial.ts"
import { normalScore, normalScoresOf, placeAmong, risingOf } from "../../math/normalScores.ts"
import { chanceAtTop, fewestComplete, places, relate } from "./chance.ts"
import { lastStep, levelAt, standing, type Level } from "./levels.ts"
import { chancePerStep } from "./worth.ts"

/** A trial with a smaller chance to end among the best is left where it is. */
const leastChance = 0.02

/** How far finishing goes. */
export interface FinishRules {
  /** The last step of a training; Infinity while it is not known. */
  readonly end: number
  /** The share of the steps of whole trainings of all trials that may be spent. */
  readonly finish: number
  readonly show: (value: number) => string
}

/** How the complete trials ended by their places among all who reached a rung. */
const endsBy = ({ trials, values }: Pick<Level, "trials" | "values">, complete: ReadonlyMap<number, number>) => {
  const rising = risingOf(values)
  const scoreOf = (value: number): number => normalScore(placeAmong(rising, value), rising.length)
  const scores: Array<number> = []
  const finals: Array<number> = []
  for (const [index, { number }] of trials.entries()) {
    const final = complete.get(number)
    if (final === undefined) continue
    scores.push(scoreOf(values[index]!))
    finals.push(final)
  }
  return { scoreOf, count: finals.length, ...relate(scores, normalScoresOf(finals)) }
}

/** The chance of the best one that waits to end among the best three, and what of it each of the steps `toNext` is worth. */
const prospectsOf = (
  level: Level,
  toNext: number,
  study: ReadonlyArray<Trial>,
  complete: ReadonlyMap<number, number>,
  end: number
) => {
  const { above, best } = level
  const here = endsBy(level, complete)
  if (here.count < fewestComplete) return { chance: 1, worth: 1 / toNext }
  const forecast = here.forecast(here.scoreOf(best!.value))
  const next = above < end ? endsBy(levelAt(study, above, Infinity), complete) : here
  const way = {
    toNext,
    thence: Math.max(0, end - above),
    left: next.count < fewestComplete ? 1 : Math.min(1, next.residual / here.residual),
    complete: here.count
  }
  return { chance: chanceAtTop(forecast, here.count), worth: chancePerStep(forecast, way) }
}

/**
 * Resumes the trial that promises most for its steps: its chance to end among the best three, by the trials that are
 * complete, per step (`chancePerStep`). The best of the highest rung goes first while fewer than four are complete. Ends
 * when no trial has a chance of 0.02, or when the steps are spent.
 */
export const finishOne = (
  trials: ReadonlyArray<Trial>,
  levels: ReadonlyArray<Level>,
  { end, finish, show }: FinishRules
): Resumption | undefined => {
  const complete = new Map(
    trials.flatMap((trial) =>
      trial.state === "complete" && trial.values !== undefined ? [[trial.number, trial.values[0]!] as const] : []
    )
  )
  const spent = trials.reduce((sum, trial) => sum + lastStep(trial), 0)
  const allowed = complete.size === 0 || end === Infinity ? Infinity : finish * trials.length * end
  let chosen: Resumption | undefined
  let most = 0
  for (const level of levels) {
    const { above, best, rung } = level
    const cost = Math.max(1, Math.min(above, end) - rung)
    if (spent + cost > allowed) continue
    if (complete.size < fewestComplete)
      return {
        resume: best!.trial.number,
        reason: `${standing(level, show)}; no new trial can start, and only ${complete.size} are complete`
      }
    const { chance, worth } = prospectsOf(level, cost, trials, complete, end)
    if (chance < leastChance || worth <= most) continue
    most = worth
    chosen = {
      resume: best!.trial.number,
      reason: `${standing(level, show)}; no new trial can start, and its chance to end among the best ${places} is ${chance.toPrecision(2)} by ${complete.size} complete trials`
    }
  }
  return chosen
}
