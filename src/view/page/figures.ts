/** The figures of a study that one looks for first, as words: for pages that are made, and for those that change. */
import { objectivesOf } from "../../search/objectives/direction.ts"
import { formatDuration, formatNumber } from "../format.ts"
import { objectiveWords } from "../objectives.ts"
import { countStates, describeCounts } from "../ranking.ts"
import type { PageStudy } from "./PageData.ts"
import type { PageTrial } from "./PageTrial.ts"

/** What it is, and how much. */
export type Figure = readonly [what: string, value: string]

/** How long it took from the first start to the last end. */
const spanOf = (trials: ReadonlyArray<PageTrial>): number | undefined => {
  let [from, to] = [Infinity, -Infinity]
  for (const { finishedAt, startedAt } of trials) {
    from = Math.min(from, startedAt ?? Infinity)
    to = Math.max(to, finishedAt ?? -Infinity)
  }
  return to >= from ? to - from : undefined
}

const bestOf = ({ spec }: PageStudy, trials: ReadonlyArray<PageTrial>): ReadonlyArray<Figure> => {
  const first = trials.filter(({ rank }) => rank === 1)
  const [best] = first
  if (best === undefined) return []
  if (spec.objectives !== undefined)
    return [
      ["on the front", String(first.length)],
      ["objectives", String(objectivesOf(spec).length)]
    ]
  const numbers = first.slice(0, 3).map(({ number }) => number)
  return [
    [`best ${spec.objective.metric}`, formatNumber(best.value!)],
    [first.length === 1 ? "by trial" : "by trials", numbers.join(", ")]
  ]
}

/** The best, how many trials came to what, and how long it took. */
export const tilesOf = (study: PageStudy, trials: ReadonlyArray<PageTrial>): ReadonlyArray<Figure> => {
  const counts = countStates(trials)
  const took = spanOf(trials)
  return [
    ...bestOf(study, trials),
    ["complete", `${counts.complete ?? 0} of ${trials.length}`],
    ...(counts.pruned === undefined ? [] : [["pruned", String(counts.pruned)] as const]),
    ...(counts.failed === undefined ? [] : [["failed", String(counts.failed)] as const]),
    ...(took === undefined ? [] : [["from first to last", formatDuration(took)] as const])
  ]
}

/** How much of a budget of trials is used: `value` of `max`, and the same in words. */
export interface Used {
  readonly value: number
  readonly max: number
  readonly label: string
}

/** Trials that have stopped, for good or for now, as the bar of `sweep run` counts them. */
export const usedOf = ({ budgetTrials }: PageStudy, trials: ReadonlyArray<Pick<PageTrial, "state">>): Used => {
  const { complete = 0, failed = 0, paused = 0, pruned = 0 } = countStates(trials)
  const stopped = complete + pruned + failed + paused
  const max = Math.max(1, budgetTrials)
  return {
    value: Math.min(stopped, max),
    max,
    label: `${stopped} of ${budgetTrials} trials used${paused === 0 ? "" : `, ${paused} of them paused`}`
  }
}

/** `maximize accuracy · 41 complete, 15 pruned · budget 60`. */
export const kickerOf = (study: PageStudy, trials: ReadonlyArray<PageTrial>): string =>
  [objectiveWords(study.spec), describeCounts(countStates(trials)), `budget ${study.budgetTrials}`].join(" · ")
