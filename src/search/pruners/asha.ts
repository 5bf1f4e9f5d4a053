/** Asynchronous successive halving (Li et al. 2020, "A system for massively parallel hyperparameter tuning"). */
import { InvalidDefinition } from "../../errors.ts"
import type { Pruner } from "../Pruner.ts"
import { judgeHalving } from "./asha/judge.ts"
import { promote } from "./asha/promote.ts"
import type { Ladder } from "./asha/rungs.ts"
import { must } from "./check.ts"

/** Settings of asha. */
export interface AshaOptions {
  /** The first rung. Default 1. */
  readonly minStep?: number
  /** The step at which training ends; no rung is at or above it. Default: none. */
  readonly maxStep?: number
  /**
   * One in so many trials passes a rung, and rungs are this factor apart. Default 8 where trials can be resumed from
   * their checkpoints, 4 where they can only be stopped.
   */
  readonly reduction?: number
  /** Once no new trial can start, one in so many paused trials of a rung is still resumed. Default 2. */
  readonly finish?: number
  /**
   * Whether a trial that can only be stopped is judged again at every report, by its value at the last rung it passed:
   * it stops once enough later trials were better there. Default false.
   */
  readonly rejudge?: boolean
}

const pausing = 8
const stopping = 4

/** Throws `InvalidDefinition` where the steps or the reduction of a ladder are impossible. */
export const checkLadder = (name: string, ladder: Ladder): Ladder => {
  const { maxStep, minStep, reduction } = ladder
  must(minStep >= 1, `${name}: minStep`, "at least 1", minStep, "Step 1 is the first trained step.")
  must(reduction >= 2, `${name}: reduction`, "at least 2", reduction, "With 3, one trial in three passes a rung.")
  if (!(maxStep > minStep)) {
    throw new InvalidDefinition(
      `${name}: maxStep (${maxStep}) must be above minStep (${minStep}).`,
      "maxStep is the last step that train reports."
    )
  }
  return ladder
}

/**
 * Judges a trial once at each rung minStep · reductionᵏ below maxStep, by its first report at or after the rung. It goes
 * on when that value is among the best ⌊m / reduction⌋ of the m values recorded there, its own included. Else it pauses,
 * to be resumed when it is among the best of more trials; where there is no checkpoint to resume from it is pruned, and
 * while m is below `reduction` only the best so far passes. Ties pass. What is not finite is pruned at any step.
 */
export const asha = (options: AshaOptions = {}): Pruner => {
  const { finish = 2, maxStep = Infinity, minStep = 1, reduction, rejudge = false } = options
  const ladder = (otherwise: number): Ladder =>
    checkLadder("asha", { minStep, maxStep, reduction: reduction ?? otherwise })
  must(finish > 1, "asha: finish", "above 1", finish, "With 2, the better half of the paused trials is still resumed.")
  const ladders = { pausing: ladder(pausing), stopping: ladder(stopping) }
  return {
    _tag: "Pruner",
    name: "asha",
    settings: {
      minStep,
      ...(maxStep === Infinity ? {} : { maxStep }),
      reduction: reduction ?? { pausing, stopping },
      finish,
      rejudge
    },
    judge: (request) =>
      judgeHalving(request, { ladder: request.resumable === true ? ladders.pausing : ladders.stopping, rejudge }),
    next: (request) => promote(request, { ladder: ladders.pausing, finish })
  }
}
