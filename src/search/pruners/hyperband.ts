/** Hyperband (Li et al. 2018, "Hyperband: a novel bandit-based approach to hyperparameter optimization"), asynchronous. */
import type { Pruner } from "../Pruner.ts"
import { checkFinish, checkLadder } from "./asha.ts"
import { judgeHalving } from "./asha/judge.ts"
import { promote } from "./asha/promote.ts"
import type { Ladder } from "./asha/rungs.ts"
import { must } from "./check.ts"
import type { Group } from "./Ranking.ts"
import { bracketOf, bracketsOf } from "./hyperband/brackets.ts"

/** Settings of hyperband. */
export interface HyperbandOptions {
  /** The step at which training ends. */
  readonly maxStep: number
  /** The first rung of the first bracket. Default 1. */
  readonly minStep?: number
  /** One in so many trials passes a rung, and rungs are this factor apart. Default 3. */
  readonly reduction?: number
  /** Once no new trial can start, paused trials of a bracket go on up to this share of its steps, as in asha. Default 0.38. */
  readonly finish?: number
}

/**
 * Halves successively in ⌊log_reduction(maxStep / minStep)⌋ + 1 brackets, of which the s-th has its first rung at minStep ·
 * reductionˢ, and judges a trial among those of its bracket. A trial's bracket follows from its number by counting, so
 * that every cycle of trials gives each bracket exactly its share. Pauses and resumes as asha.
 */
export const hyperband = (options: HyperbandOptions): Pruner => {
  const { finish = 0.38, maxStep, minStep = 1, reduction = 3 } = options
  const whole = checkLadder("hyperband", { minStep, maxStep, reduction, spacing: reduction })
  must(
    Number.isFinite(maxStep),
    "hyperband: maxStep",
    "a number of steps",
    maxStep,
    "It is the last step of a training."
  )
  checkFinish("hyperband", finish)
  const brackets = bracketsOf(whole)
  const ladders = brackets.map(({ minStep: first }): Ladder => ({ ...whole, minStep: first }))
  const groups = brackets.map(
    (_, bracket): Group =>
      (number) =>
        bracketOf(brackets, number) === bracket
  )
  return {
    _tag: "Pruner",
    name: "hyperband",
    settings: { minStep, maxStep, reduction, finish },
    judge: (request) => {
      const bracket = bracketOf(brackets, request.trial.number)
      const group = groups[bracket]
      const peers = {
        ...request.peers,
        firstAtOrAfter: (step: number) => request.peers.firstAtOrAfter(step, group),
        latestAt: (step: number, later: number, most: number) => request.peers.latestAt(step, later, most, group)
      }
      const verdict = judgeHalving({ ...request, peers }, { ladder: ladders[bracket]!, rejudge: false })
      return verdict._tag === "Continue" ? verdict : { ...verdict, reason: `${verdict.reason} (bracket ${bracket})` }
    },
    next: (request) => {
      for (const [bracket, ladder] of ladders.entries()) {
        const isIn = groups[bracket]!
        const found = promote(request, { ladder, finish }, ({ number }) => isIn(number))
        if (found !== undefined) return { ...found, reason: `${found.reason} (bracket ${bracket})` }
      }
      return undefined
    }
  }
}
