/** Stops a trial that another one is clearly ahead of in every objective. */
import { dominates } from "../objectives/front.ts"
import { goOn, type Peers, type Pruner } from "../Pruner.ts"
import { must } from "./check.ts"
import { pointAtOrAfter } from "./curves.ts"
import { notFinite } from "./diverged.ts"
import { nthSmallest } from "./select.ts"

/** Settings of dominated. */
export interface DominatedOptions {
  /**
   * How far ahead another trial must be in each objective: a share of the distance between the quartiles of the complete
   * trials' values there. 0 asks for no more than to be as good in each and better in one. Default 0.25.
   */
  readonly margin?: number
  /** Nothing but NaN is pruned before so many complete trials have reported all objectives at the step. Default 5. */
  readonly startUpTrials?: number
  /** Nothing is pruned at steps up to this one. Default 0. */
  readonly warmUpSteps?: number
}

interface Rival {
  readonly number: number
  readonly values: ReadonlyArray<number>
}

/** What the complete trials reported of all objectives, each by its first report at or after the step. */
const rivalsAt = (peers: Peers, step: number): ReadonlyArray<Rival> => {
  const rivals: Array<Rival> = []
  for (const { number, points, state } of peers.curves) {
    const values = state === "complete" ? pointAtOrAfter(points, step)?.values : undefined
    if (values !== undefined && !values.some(Number.isNaN)) rivals.push({ number, values })
  }
  return rivals
}

/** The distance between the quartiles: of n values those of rank ⌈n / 4⌉ from either side. 0 where they are infinitely far apart. */
const quartileDistance = (values: ReadonlyArray<number>): number => {
  const rank = Math.ceil(values.length / 4)
  const distance = nthSmallest(values, values.length + 1 - rank) - nthSmallest(values, rank)
  return Number.isFinite(distance) ? distance : 0
}

const isBeyond = (value: number, bar: number, margin: number): boolean => (margin > 0 ? value < bar : value <= bar)

/**
 * Of several objectives: prunes a trial when one of the complete trials was better in every objective at the same step,
 * by more than the margin in each (with a margin of 0: when one dominates it). Of those that are, the reason names the
 * lowest number. A report that does not name all objectives is not judged, and neither is one of a study with a single
 * objective; what is not finite in the first objective is pruned at once.
 */
export const dominated = (options: DominatedOptions = {}): Pruner => {
  const { margin = 0.25, startUpTrials = 5, warmUpSteps = 0 } = options
  must(
    margin >= 0 && margin < Infinity,
    "dominated: margin",
    "at least 0",
    margin,
    "With 0.25, a quarter of the spread."
  )
  must(startUpTrials >= 1, "dominated: startUpTrials", "at least 1", startUpTrials, "Somebody must be ahead.")
  must(
    warmUpSteps >= 0,
    "dominated: warmUpSteps",
    "at least 0",
    warmUpSteps,
    "With 0, the first trained step is judged."
  )
  return {
    _tag: "Pruner",
    name: "dominated",
    settings: { margin, startUpTrials, warmUpSteps },
    judge: ({ peers, report, showAll = String }) => {
      const wrong = notFinite(report)
      if (wrong !== undefined) return wrong
      const { step, values } = report
      if (values === undefined || step <= warmUpSteps) return goOn
      const rivals = rivalsAt(peers, step)
      if (rivals.length < startUpTrials) return goOn
      const margins = values.map((_, k) => margin * quartileDistance(rivals.map((rival) => rival.values[k]!)))
      // NaN is behind everything. Where the spread is nought, and so the margin, it is enough to be as good.
      const ours = values.map((value) => (Number.isNaN(value) ? Infinity : value))
      const bar = ours.map((value, k) => value - margins[k]!)
      const ahead = rivals
        .filter(
          (rival) =>
            dominates(rival.values, ours) && rival.values.every((value, k) => isBeyond(value, bar[k]!, margins[k]!))
        )
        .sort((a, b) => a.number - b.number)[0]
      if (ahead === undefined) return goOn
      const by = margin === 0 ? "" : ` by more than ${margin} of the quartiles' distance`
      return {
        _tag: "Prune",
        reason: `${showAll(values)} at step ${step} is behind ${showAll(ahead.values)} of trial ${ahead.number} in every objective${by}, among ${rivals.length} complete trials`
      }
    }
  }
}
