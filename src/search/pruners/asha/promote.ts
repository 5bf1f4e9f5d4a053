/** Which paused trial is worth more training (Li et al. 2020, algorithm 2, with two additions that are named below). */
import type { NextRequest, Resumption } from "../../Pruner.ts"
import type { Trial } from "../../Trial.ts"
import { firstAtOrAfter } from "../curves.ts"
import { rungsBetween, type Ladder } from "./rungs.ts"

/** How generous promotion is. */
export interface PromotionRules {
  readonly ladder: Ladder
  /** Once no new trial can start, one in so many trials of a rung goes on. */
  readonly finish: number
}

/**
 * A level may have so much of the steps that the first rung has taken, whatever its ranks say. Without it nothing is
 * complete before reduction^rungs trials have started, which a small budget never sees.
 */
const leastShare = 0.5

interface Entry {
  readonly number: number
  readonly value: number
  /** Whether the trial waits at this rung; the others have gone on, or have ended. */
  readonly waits: boolean
  readonly wentOn: boolean
}

const lastStep = ({ curve }: Trial): number => curve.at(-1)?.step ?? 0

const entriesAt = (trials: ReadonlyArray<Trial>, rung: number, next: number): ReadonlyArray<Entry> => {
  const entries: Array<Entry> = []
  for (const trial of trials) {
    const value = firstAtOrAfter(trial.curve, rung)
    if (value === undefined) continue
    const stays = lastStep(trial) < next && (trial.state === "paused" || trial.state === "pruned")
    entries.push({ number: trial.number, value, waits: stays && trial.state === "paused", wentOn: !stays })
  }
  return entries
}

const bestWaiting = (entries: ReadonlyArray<Entry>): Entry | undefined => {
  let best: Entry | undefined
  for (const entry of entries) if (entry.waits && (best === undefined || entry.value < best.value)) best = entry
  return best
}

/** The step at which training ends, as far as it is known: the longest curve of a complete trial. */
const endOf = (trials: ReadonlyArray<Trial>, { maxStep }: Ladder): number => {
  if (maxStep < Infinity) return maxStep
  let longest = 0
  for (const trial of trials) if (trial.state === "complete") longest = Math.max(longest, lastStep(trial))
  return longest === 0 ? Infinity : longest
}

/**
 * Looks from the highest rung down for a paused trial that has fewer than ⌊m / reduction⌋ better ones among the m of its
 * rung. Beyond the paper: the best of a rung also goes on while the level above it has had less than half as many steps
 * as the first rung (anytime), and, once no new trial can start, with fewer than ⌈m / finish⌉ better ones (finishing).
 */
export const promote = (
  { canStart, history, show }: NextRequest,
  { finish, ladder }: PromotionRules,
  among: (trial: Trial) => boolean = () => true
): Resumption | undefined => {
  const trials = history.trials.filter(among)
  const longest = trials.reduce((most, trial) => Math.max(most, lastStep(trial)), 0)
  const rungs = rungsBetween(ladder, 0, longest)
  const end = endOf(trials, ladder)
  const started = trials.filter((trial) => lastStep(trial) >= ladder.minStep).length
  for (const rung of rungs.toReversed()) {
    const above = rung * ladder.reduction
    const entries = entriesAt(trials, rung, above)
    const best = bestWaiting(entries)
    if (best === undefined) continue
    const m = entries.length
    let better = 0
    let gone = 0
    for (const entry of entries) {
      if (entry.value < best.value) better++
      if (entry.wentOn) gone++
    }
    const found = (why: string): Resumption => ({
      resume: best.number,
      reason: `${show(best.value)} is rank ${better + 1} of ${m} at rung ${rung}; ${why}`
    })
    const pass = Math.floor(m / ladder.reduction)
    if (better < pass) return found(`the best ${pass} go on`)
    const left = Math.ceil(m / finish)
    if (!canStart && better < left) return found(`no new trial can start, so that the best ${left} go on`)
    const cost = Math.max(1, Math.min(above, end) - rung)
    const budget = leastShare * started * ladder.minStep
    if (canStart && m > 1 && (gone + 1) * cost <= budget)
      return found(
        `only ${gone * cost} steps were spent above it, and ${started * ladder.minStep} up to the first rung`
      )
  }
  return undefined
}
