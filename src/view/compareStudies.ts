/** Two studies side by side. */
import { lowerIsBetter } from "../search/objectives/direction.ts"
import { describeDistribution } from "../search/space/describe.ts"
import type { StoredStudy, StoredTrial } from "../store/records.ts"
import type { FoldValue, StudySummary } from "../store/StudyReader.ts"
import { certaintyOf } from "./certainty.ts"
import { curveWidth, missing, numbers, renderLines, withHalfWidth, type Line, type Pair } from "./comparison.ts"
import { formatDuration } from "./format.ts"
import { objectiveWords } from "./objectives.ts"
import { describeCounts, durationOf } from "./ranking.ts"
import { sparkline } from "./sparkline.ts"
import type { Theme } from "./theme.ts"

/** A study with its trials. */
export interface ComparedStudy {
  readonly summary: StudySummary
  readonly trials: ReadonlyArray<StoredTrial>
  readonly folds: ReadonlyArray<FoldValue>
}

/** The best value so far after each complete trial, in the order of their numbers. */
const bestSoFar = ({ summary, trials }: ComparedStudy): ReadonlyArray<number> => {
  const { objective } = summary.study.spec
  let best = Infinity
  return trials
    .filter(({ state, value }) => state === "complete" && value !== undefined)
    .toSorted((a, b) => a.number - b.number)
    .map(({ value }) => {
      best = Math.min(best, lowerIsBetter(objective, value!))
      return lowerIsBetter(objective, best)
    })
}

const sameObjective = (a: StoredStudy, b: StoredStudy): boolean =>
  a.spec.objective.metric === b.spec.objective.metric && a.spec.objective.direction === b.spec.objective.direction

const spaceLines = (a: StoredStudy, b: StoredStudy): ReadonlyArray<Line> =>
  [...new Set([...Object.keys(a.spec.space), ...Object.keys(b.spec.space)])].map((name) => {
    const [one, other] = [a.spec.space[name], b.spec.space[name]]
    return {
      name,
      a: one === undefined ? missing : describeDistribution(one),
      b: other === undefined ? missing : describeDistribution(other)
    }
  })

/** Two studies as plain data. */
export const compareStudiesJson = (compared: Pair<ComparedStudy>) => ({
  studies: compared.map((one) => ({
    study: one.summary.study.name,
    objective: one.summary.study.spec.objective,
    sampler: one.summary.study.spec.sampler.name,
    pruner: one.summary.study.spec.pruner.name,
    seed: one.summary.study.spec.seed,
    space: one.summary.study.spec.space,
    counts: one.summary.counts,
    incumbent: one.summary.incumbent?.number ?? null,
    value: one.summary.incumbent?.value ?? null,
    halfWidth: halfWidthOf(one) ?? null,
    bestSoFar: bestSoFar(one)
  }))
})

const halfWidthOf = ({ folds, summary, trials }: ComparedStudy): number | undefined =>
  certaintyOf(summary.study, trials, folds)?.trials.get(summary.incumbent?.number ?? -1)?.halfWidth

/** Two studies: how they searched, what came out, and how fast. */
export const renderStudies = (
  compared: Pair<ComparedStudy>,
  screen: { readonly theme: Theme; readonly width: number }
): string => {
  const [a, b] = compared
  const [one, other] = [a.summary.study, b.summary.study]
  const best = ({ summary }: ComparedStudy): number | undefined => summary.incumbent?.value
  const shown = (study: ComparedStudy): string => withHalfWidth(best(study), halfWidthOf(study))
  const curves = [bestSoFar(a), bestSoFar(b)] as const
  const shared = Math.min(curves[0].length, curves[1].length)
  const took = ({ trials }: ComparedStudy): number => trials.reduce((sum, trial) => sum + (durationOf(trial) ?? 0), 0)
  const lines: ReadonlyArray<Line> = [
    { name: "objective", a: objectiveWords(one.spec), b: objectiveWords(other.spec) },
    { ...numbers("best", best(a), best(b)), a: shown(a), b: shown(b) },
    {
      name: "of trial",
      a: String(a.summary.incumbent?.number ?? missing),
      b: String(b.summary.incumbent?.number ?? missing)
    },
    ...(shared > 0 && curves[0].length !== curves[1].length
      ? [numbers(`best of ${shared}`, curves[0][shared - 1], curves[1][shared - 1])]
      : []),
    { name: "best so far", a: sparkline(curves[0], curveWidth), b: sparkline(curves[1], curveWidth) },
    { name: "trials", a: describeCounts(a.summary.counts), b: describeCounts(b.summary.counts) },
    { name: "their time", a: formatDuration(took(a)), b: formatDuration(took(b)) },
    { name: "sampler", a: one.spec.sampler.name, b: other.spec.sampler.name },
    { name: "pruner", a: one.spec.pruner.name, b: other.spec.pruner.name },
    { name: "seed", a: String(one.spec.seed), b: String(other.spec.seed) },
    ...spaceLines(one, other)
  ]
  const notes = sameObjective(one, other)
    ? [
        "One study of each kind says little: the order of two samplers, or of two spaces, changes with the seed of the study."
      ]
    : ["Their objectives differ: the values are not to be compared."]
  return renderLines(`${one.name} and ${other.name}`, [one.name, other.name], lines, notes, screen)
}
