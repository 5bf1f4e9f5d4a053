/** Stops a cross-validation that is losing against the incumbent, fold by fold. */
import { goOn, type Curve, type FoldPoint, type JudgeFoldRequest, type Pruner, type Verdict } from "../Pruner.ts"
import { must } from "./check.ts"
import { notFinite } from "./diverged.ts"
import { signedRankGreater } from "./wilcoxon/signedRank.ts"

/** Settings of wilcoxon. */
export interface WilcoxonOptions {
  /** The trial ends when its folds would be so much worse than the incumbent's with less than this probability. Default 0.1. */
  readonly p?: number
  /** Nothing is judged before so many folds have a pair. Default 2. */
  readonly minFolds?: number
  /** How many folds there are. Where it is given, a trial that can hardly catch up ends before the test could say so. */
  readonly folds?: number
}

const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** The last report of each fold. */
const latest = (curve: Curve): ReadonlyMap<number, FoldPoint> => {
  const last = new Map<number, FoldPoint>()
  for (const point of curve.folds ?? [])
    if ((last.get(point.fold)?.step ?? 0) <= point.step) last.set(point.fold, point)
  return last
}

interface Pair {
  readonly fold: number
  readonly ours: number
  readonly theirs: number
  /** Whether the incumbent had nothing more to say about this fold. */
  readonly done: boolean
}

/** The trial's last report of each fold with the incumbent's report of the same fold at the same step. */
const pairs = (trial: Curve, incumbent: Curve): ReadonlyArray<Pair> => {
  const ends = latest(incumbent)
  return [...latest(trial).values()].flatMap(({ fold, step, value }) => {
    const same = incumbent.folds?.find((point) => point.fold === fold && point.step === step)
    return same === undefined ? [] : { fold, ours: value, theirs: same.value, done: step >= ends.get(fold)!.step }
  })
}

/** The best of fewer values than this says little about what could be reached. */
const fewestOnRecord = 3

/** The best last value of any trial in a fold; undefined where too few trials got there. */
const bestOnRecord = (curves: Iterable<Curve>): ((fold: number) => number | undefined) => {
  const byFold = new Map<number, { best: number; trials: number }>()
  for (const curve of curves)
    for (const { fold, value } of latest(curve).values()) {
      if (!Number.isFinite(value)) continue
      const { best, trials } = byFold.get(fold) ?? { best: Infinity, trials: 0 }
      byFold.set(fold, { best: Math.min(best, value), trials: trials + 1 })
    }
  return (fold) => {
    const known = byFold.get(fold)
    return known === undefined || known.trials < fewestOnRecord ? undefined : known.best
  }
}

/** Whether the trial stays behind even with the best value on record in each fold that it has not finished. */
const hopeless = ({ peers, show }: JudgeFoldRequest, paired: ReadonlyArray<Pair>, incumbent: Curve, folds: number) => {
  const theirs = [...latest(incumbent).values()].map(({ value }) => value)
  const done = new Map(paired.flatMap((pair) => (pair.done ? [[pair.fold, pair.ours] as const] : [])))
  if (theirs.length < folds || done.size === 0) return undefined
  const best = bestOnRecord(peers.curves)
  const values = Array.from({ length: folds }, (_, fold) => done.get(fold) ?? best(fold))
  if (values.some((value) => value === undefined)) return undefined
  const reachable = mean(values as ReadonlyArray<number>)
  if (reachable <= mean(theirs)) return undefined
  return `after ${done.size} of ${folds} folds, the best value on record in each of the others would give ${show(reachable)}, worse than ${show(mean(theirs))} of trial ${incumbent.number}`
}

/**
 * Pairs the trial's folds with the incumbent's, and prunes the trial when its mean is worse and a one-sided signed-rank
 * test says so with less than `p`. The test cannot say 0.1 with fewer than four folds; with `folds` given, a trial is also
 * pruned when even the best value on record in each open fold would leave it behind, once three trials have one there;
 * when all of them have ended, it may complete. What
 * is not finite is pruned at once. Reports without a fold are not judged.
 */
export const wilcoxon = (options: WilcoxonOptions = {}): Pruner => {
  const { folds, minFolds = 2, p = 0.1 } = options
  must(p > 0 && p < 1, "wilcoxon: p", "between 0 and 1", p, "With 0.1, one good trial in ten is stopped by mistake.")
  must(minFolds >= 1, "wilcoxon: minFolds", "at least 1", minFolds, "Two folds can be compared, one is luck.")
  must(folds === undefined || folds >= 2, "wilcoxon: folds", "at least 2", folds, "It is how many folds train reports.")
  const judgeFold = (request: JudgeFoldRequest): Verdict => {
    const { incumbent, report, show, trial } = request
    const wrong = notFinite(report)
    if (wrong !== undefined) return wrong
    if (incumbent === undefined) return goOn
    const paired = pairs(trial, incumbent)
    // When its last fold has ended there is nothing left to save.
    if (paired.length < minFolds || paired.filter(({ done }) => done).length === folds) return goOn
    const [ours, theirs] = [mean(paired.map((pair) => pair.ours)), mean(paired.map((pair) => pair.theirs))]
    if (ours <= theirs) return goOn
    const probability = signedRankGreater(paired.map((pair) => pair.ours - pair.theirs))
    if (probability < p) {
      return {
        _tag: "Prune",
        reason: `mean ${show(ours)} of ${paired.length} folds is worse than ${show(theirs)} of trial ${incumbent.number} in the same ones: p ${probability.toPrecision(3)} is below ${p}`
      }
    }
    const why = folds === undefined ? undefined : hopeless(request, paired, incumbent, folds)
    return why === undefined ? goOn : { _tag: "Prune", reason: why }
  }
  return {
    _tag: "Pruner",
    name: "wilcoxon",
    settings: { p, minFolds, ...(folds === undefined ? {} : { folds }) },
    judge: () => goOn,
    judgeFold
  }
}
