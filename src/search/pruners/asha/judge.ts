/** The verdict of successive halving on one report. */
import { goOn, type JudgeRequest, type Verdict } from "../../Pruner.ts"
import { pointAtOrAfter } from "../curves.ts"
import { notFinite } from "../diverged.ts"
import { betterIn } from "../Ranking.ts"
import { auditedTrials, auditRung } from "./audit.ts"
import { rungsBetween, type Ladder } from "./rungs.ts"

/** How successive halving judges: where, and among whom. */
export interface HalvingRules {
  readonly ladder: Ladder
  /** Whether the last rung passed is judged again at every later report. */
  readonly rejudge: boolean
}

/** Whether the ranking at a rung says nothing about the next one, so that nobody is judged there. */
const isDropped = ({ peers, report }: JudgeRequest, rung: number, { maxStep, spacing }: Ladder): boolean => {
  const next = rung * spacing
  if (next >= maxStep || report.step >= next) return false
  return auditRung(peers.latestAt(rung, next, auditedTrials)) !== undefined
}

/**
 * Judges the rungs that a report reaches first, by the value of the first report at or after each of them. Among the m
 * values recorded at a rung, its own included, those pass that have fewer than ⌊m / reduction⌋ better ones, so that ties
 * pass. While m is below `reduction`, the best so far passes where a trial can only be stopped, and none where it can be
 * paused, because a paused one comes back when more is known. A rung whose ranking says nothing about the next one is
 * passed by all.
 */
export const judgeHalving = (request: JudgeRequest, { ladder, rejudge }: HalvingRules): Verdict => {
  const { peers, report, resumable = false, show, trial } = request
  const wrong = notFinite(report)
  if (wrong !== undefined) return wrong
  const before = trial.points.at(-2)?.step ?? 0
  const reached = rungsBetween(ladder, before, report.step)
  const last = rungsBetween(ladder, 0, report.step).at(-1)
  const again = rejudge && !resumable && reached.length === 0 && last !== undefined ? [last] : []
  for (const rung of [...reached, ...again]) {
    const point = pointAtOrAfter(trial.points, rung)!
    const others = peers.firstAtOrAfter(rung)
    const m = others.length + 1
    const pass = Math.max(resumable ? 0 : 1, Math.floor(m / ladder.reduction))
    const better = betterIn(others, point.value)
    if (better < pass || isDropped(request, rung, ladder)) continue
    const rank = `${show(point.value)} at step ${point.step} is rank ${better + 1} of ${m} at rung ${rung}`
    const cut =
      pass === 0 ? "none passes yet" : `the best ${pass} pass, the last of them with ${show(others[pass - 1] ?? NaN)}`
    const reason = `${rank}; ${cut}`
    return resumable ? { _tag: "Pause", rung, reason } : { _tag: "Prune", reason }
  }
  return goOn
}
