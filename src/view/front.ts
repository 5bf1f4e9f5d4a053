/** The Pareto front of a study of several objectives. */
import { objectivesOf } from "../search/objectives/direction.ts"
import type { StoredTrial } from "../store/records.ts"
import type { StudySummary } from "../store/StudyReader.ts"
import { paramNames } from "./columns.ts"
import { formatCount } from "./format.ts"
import { renderLeaderboard } from "./leaderboard.ts"
import { alongFronts, durationOf, rankTrials } from "./ranking.ts"
import { singleRunsNote } from "./rankingWords.ts"
import type { Theme } from "./theme.ts"

/** What `sweep best` shows of several objectives. */
export interface FrontRequest {
  readonly summary: StudySummary
  /** All complete trials of the study. */
  readonly trials: ReadonlyArray<StoredTrial>
}

/** The Pareto front, by the first objective. */
export const frontOf = ({ summary: { study }, trials }: FrontRequest): ReadonlyArray<StoredTrial> =>
  alongFronts(
    rankTrials(trials, study.spec).filter(({ rank }) => rank === 1),
    study.spec
  ).map(({ trial }) => trial)

/** The Pareto front as a table. */
export const renderFront = (request: FrontRequest & { readonly width: number; readonly theme: Theme }): string => {
  const { summary, theme, width } = request
  const front = frontOf(request)
  const note = `${formatCount(front.length, "trial")} on the Pareto front: no trial is at least as good as one of them in every objective and better in one. All that is known of one: sweep show ${summary.study.name} ${front[0]?.number ?? 0}.`
  return [
    renderLeaderboard({
      study: summary.study,
      trials: front,
      counts: summary.counts,
      columns: [
        "trial",
        ...(summary.study.spec.objectives ?? []).map(({ metric }) => metric),
        ...paramNames(summary.study, []).map((name) => `params.${name}`),
        "duration"
      ],
      notes: [note, ...((summary.counts.complete ?? 0) > 1 ? [singleRunsNote] : [])],
      width,
      theme
    })
  ].join("\n")
}

/** The Pareto front as plain data, by the first objective. */
export const frontJson = (request: FrontRequest) => ({
  study: request.summary.study.name,
  objectives: objectivesOf(request.summary.study.spec),
  front: frontOf(request).map((trial) => ({
    number: trial.number,
    values: objectivesOf(request.summary.study.spec).map(({ metric }) => trial.metrics?.[metric] ?? null),
    metrics: trial.metrics ?? {},
    params: trial.params,
    seed: trial.seed,
    durationMillis: durationOf(trial) ?? null
  }))
})
