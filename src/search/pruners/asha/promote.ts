/** Which paused trial is worth more training (Li et al. 2020, algorithm 2, with additions that are named below). */
import type { NextRequest, Resumption } from "../../Pruner.ts"
import type { Trial } from "../../Trial.ts"
import { firstAtOrAfter } from "../curves.ts"
import { type Audit, auditedTrials, auditRung, auditWords } from "./audit.ts"
import { finishOne } from "./finish.ts"
import { endOf, lastStep, levelAt, standing, type Level } from "./levels.ts"
import { rungsBetween, type Ladder } from "./rungs.ts"

/** How generous promotion is. */
export interface PromotionRules {
  readonly ladder: Ladder
  /** Once no new trial can start: paused trials go on up to this share of the steps of whole trainings of all. */
  readonly finish: number
}

/**
 * A level may have so much of the steps that the first rung has taken, whatever its ranks say. Without it nothing is
 * complete before reduction^rungs trials have started, which a small budget never sees.
 */
const leastShare = 0.5

const auditOf = ({ above, entries }: Level): Audit | undefined =>
  auditRung(
    entries.slice(-auditedTrials).map(({ trial, value }) => [value, firstAtOrAfter(trial.curve, above)] as const)
  )

const promoteAt = (
  level: Level,
  { canStart, show }: NextRequest,
  ladder: Ladder,
  end: number,
  started: number
): Resumption | undefined => {
  const { above, best, better, entries, rung } = level
  const found = (why: string): Resumption => ({
    resume: best!.trial.number,
    reason: `${standing(level, show)}; ${why}`
  })
  const pass = Math.floor(entries.length / ladder.reduction)
  if (better < pass) return found(`the best ${pass} go on`)
  const audit = above < end ? auditOf(level) : undefined
  if (canStart && audit !== undefined)
    return found(`it goes on before a new trial starts: ${auditWords(rung, above, audit)}`)
  let gone = 0
  for (const { wentOn } of entries) if (wentOn) gone++
  const cost = Math.max(1, Math.min(above, end) - rung)
  const budget = leastShare * started * ladder.minStep
  if (canStart && entries.length > 1 && (gone + 1) * cost <= budget)
    return found(`only ${gone * cost} steps were spent above it, and ${started * ladder.minStep} up to the first rung`)
  return undefined
}

/**
 * Looks from the highest rung down for a paused trial that has fewer than ⌊m / reduction⌋ better ones among the m of its
 * rung. Beyond the paper: the best of a rung also goes on while the level above it has had less than half as many steps
 * as the first rung (anytime); all go on from a rung whose ranking says nothing about the next one, before a new trial
 * starts (revival); and once no new trial can start, those with a chance to end among the best (finishing).
 */
export const promote = (
  request: NextRequest,
  { finish, ladder }: PromotionRules,
  among: (trial: Trial) => boolean = () => true
): Resumption | undefined => {
  const trials = request.history.trials.filter(among)
  const longest = trials.reduce((most, trial) => Math.max(most, lastStep(trial)), 0)
  const end = endOf(trials, ladder)
  const started = trials.filter((trial) => lastStep(trial) >= ladder.minStep).length
  const levels = rungsBetween(ladder, 0, longest)
    .map((rung) => levelAt(trials, rung, rung * ladder.spacing))
    .filter(({ best }) => best !== undefined)
    .toReversed()
  for (const level of levels) {
    const found = promoteAt(level, request, ladder, end, started)
    if (found !== undefined) return found
  }
  return request.canStart ? undefined : finishOne(trials, levels, { end, finish, show: request.show })
}
