/** What becomes of paused trials once no new trial can start: those with a chance go on. */
import type { Resumption } from "../../Pruner.ts"
import type { Trial } from "../../Trial.ts"
import { placeAmong, risingOf } from "../../math/normalScores.ts"
import { chanceAtTop, type Ended, fewestComplete, places } from "./chance.ts"
import { lastStep, standing, type Level } from "./levels.ts"

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

const chanceOf = ({ best, trials, values }: Level, complete: ReadonlyMap<number, number>): number => {
  const rising = risingOf(values)
  const ended: Array<Ended> = []
  for (const [index, { number }] of trials.entries()) {
    const final = complete.get(number)
    if (final !== undefined) ended.push({ place: placeAmong(rising, values[index]!), final })
  }
  return ended.length < fewestComplete ? 1 : chanceAtTop(placeAmong(rising, best!.value), rising.length, ended)
}

/**
 * Resumes the trial that promises most for its steps: its chance to end among the best three, by the trials that are
 * complete, over the steps to its next rung. The best of the highest rung goes first while fewer than four are complete.
 * Ends when no trial has a chance of 0.02, or when the steps are spent.
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
    const chance = chanceOf(level, complete)
    if (chance < leastChance || chance / cost <= most) continue
    most = chance / cost
    chosen = {
      resume: best!.trial.number,
      reason: `${standing(level, show)}; no new trial can start, and its chance to end among the best ${places} is ${chance.toPrecision(2)} by ${complete.size} complete trials`
    }
  }
  return chosen
}
