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
   * One in so many trials passes a rung. Default 8 where trials can be resumed from their checkpoints, 4 where they can
   * only be stopped.
   */
  readonly reduction?: number
  /** Rungs are this factor apart. Default: `reduction` where it is given, else 4. */
  readonly spacing?: number
  /**
   * Once no new trial can start, paused trials that may still end among the best three are resumed, while the study has
   * taken less than this share of the steps that whole trainings of all its trials would take. 0 resumes none of them.
   * Default 0.38.
   */
  readonly finish?: number
  /**
   * Whether a trial that can only be stopped is judged again at every report, by its value at the last rung it passed:
   * it stops once enough later trials were better there. Default false.
   */
  readonly rejudge?: boolean
}

const pausing = 8
const stopping = 4
const apart = 4
/** So that three fifths of the steps are saved, the last resumption's overrun included. */
const finishing = 0.38

/** Throws `InvalidDefinition` where the steps or the reduction of a ladder are impossible. */
export const checkLadder = (name: string, ladder: Ladder): Ladder => {
  const { maxStep, minStep, reduction, spacing } = ladder
  must(minStep >= 1, `${name}: minStep`, "at least 1", minStep, "Step 1 is the first trained step.")
  must(reduction >= 2, `${name}: reduction`, "at least 2", reduction, "With 3, one trial in three passes a rung.")
  must(spacing > 1, `${name}: spacing`, "above 1", spacing, "With 4, the rungs lie at 1, 4, 16, 64 … steps.")
  if (!(maxStep > minStep)) {
    throw new InvalidDefinition(
      `${name}: maxStep (${maxStep}) must be above minStep (${minStep}).`,
      "maxStep is the last step that train reports."
    )
  }
  return ladder
}

/** Throws `InvalidDefinition` where it is no share. */
export const checkFinish = (name: string, finish: number): void =>
  must(
    finish >= 0 && finish <= 1,
    `${name}: finish`,
    "a share between 0 and 1",
    finish,
    "With 0.38, paused trials go on until the study has taken 38 % of the steps of whole trainings."
  )

/**
 * Judges a trial once at each rung minStep · spacingᵏ below maxStep, by its first report at or after the rung. It goes
 * on when that value is among the best ⌊m / reduction⌋ of the m values recorded there, its own included. Else it pauses,
 * to be resumed when it is among the best of more trials; where there is no checkpoint to resume from it is pruned, and
 * while m is below `reduction` only the best so far passes. Ties pass. A rung whose ranking says nothing about the next one
 * is passed by all. What is not finite is pruned at any step.
 */
export const asha = (options: AshaOptions = {}): Pruner => {
  const { finish = finishing, maxStep = Infinity, minStep = 1, reduction, rejudge = false } = options
  const spacing = options.spacing ?? reduction ?? apart
  const ladder = (otherwise: number): Ladder =>
    checkLadder("asha", { minStep, maxStep, spacing, reduction: reduction ?? otherwise })
  checkFinish("asha", finish)
  const ladders = { pausing: ladder(pausing), stopping: ladder(stopping) }
  return {
    _tag: "Pruner",
    name: "asha",
    settings: {
      minStep,
      ...(maxStep === Infinity ? {} : { maxStep }),
      reduction: reduction ?? { pausing, stopping },
      spacing,
      finish,
      rejudge
    },
    judge: (request) =>
      judgeHalving(request, { ladder: request.resumable === true ? ladders.pausing : ladders.stopping, rejudge }),
    next: (request) => promote(request, { ladder: ladders.pausing, finish })
  }
}
