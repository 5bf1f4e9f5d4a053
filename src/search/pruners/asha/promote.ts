/** Which paused trial is worth more training (Li et al. 2020, algorithm 2, with additions that are named below). */
import type { NextRequest, Resumption } from "../../Pruner.ts"
import type { Trial } from "../../Trial.ts"
import { firstAtOrAfter } from "../curves.ts"
import { type Audit, auditedTrials, auditRung, auditWords, fewestAudited } from "./audit.ts"
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

const auditOf = ({ above, gone, trials, values }: Level): Audit | undefined =>
  gone < fewestAudited
    ? undefined
    : auditRung({
        here: values.slice(-auditedTrials),
        later: trials.slice(-auditedTrials).map(({ curve }) => firstAtOrAfter(curve, above))
      })

const promoteAt = (
  level: Level,
  { canStart, show }: NextRequest,
  ladder: Ladder,
  end: number,
  started: number
): Resumption | undefined => {
  const { above, best, better, gone, rung, values } = level
  const found = (why: string): Resumption => ({
    resume: best!.trial.number,
    reason: `${standing(level, show)}; ${why}`
  })
  const pass = Math.floor(values.length / ladder.reduction)
  if (better < pass) return found(`the best ${pass} go on`)
  if (!canStart) return undefined
  const audit = above < end ? auditOf(level) : undefined
  if (audit !== undefined) return found(`it goes on before a new trial starts: ${auditWords(rung, above, audit)}`)
  const cost = Math.max(1, Math.min(above, end) - rung)
  const budget = leastShare * started * ladder.minStep
  if (values.length > 1 && (gone + 1) * cost <= budget)
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
  among?: (trial: Trial) => boolean
): Resumption | undefined => {
  const trials = among === undefined ? request.history.trials : request.history.trials.filter(among)
  let longest = 0
  let started = 0
  for (const trial of trials) {
    const last = lastStep(trial)
    if (last > longest) longest = last
    if (last >= ladder.minStep) started++
  }
  const end = endOf(trials, ladder)
  const levels: Array<Level> = []
  for (const rung of rungsBetween(ladder, 0, longest).toReversed()) {
    const level = levelAt(trials, rung, rung * ladder.spacing)
    if (level.best === undefined) continue
    const found = promoteAt(level, request, ladder, end, started)
    if (found !== undefined) return found
    levels.push(level)
  }
  return request.canStart ? undefined : finishOne(trials, levels, { end, finish, show: request.show })
}
