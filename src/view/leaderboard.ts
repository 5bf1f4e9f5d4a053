/** The leaderboard of a study, as a table for a terminal. */
import { describeConstraint } from "../search/objectives/constraints.ts"
import type { StoredStudy, StoredTrial } from "../store/records.ts"
import { leaderboardColumns, paramNames } from "./columns.ts"
import { formatCount } from "./format.ts"
import { countStates, describeCounts, rankTrials, unranked, type Counts } from "./ranking.ts"
import { fitLine, span } from "./spans.ts"
import { renderTable } from "./table.ts"
import { wrap } from "./text.ts"
import type { Theme } from "./theme.ts"

/** What a leaderboard is drawn from. */
export interface LeaderboardRequest {
  readonly study: StoredStudy
  readonly trials: ReadonlyArray<StoredTrial>
  readonly width: number
  readonly theme: Theme
  /** How many complete trials are shown. Default: all of them. */
  readonly top?: number
  /** Whether trials that are not complete are shown as well. */
  readonly all?: boolean
  /** Names of `leaderboardColumns`; unknown ones are left out. Default: rank, trial, value, params, duration. */
  readonly columns?: ReadonlyArray<string>
  /** The study's trials by state, where `trials` are not all of them. */
  readonly counts?: Counts
}

/** What every ranking from one execution per trial must say of itself. */
export const singleRunsNote =
  "Ranking from single runs: differences smaller than the noise between seeds are not significant."

/** `digits  maximize accuracy  41 complete, 19 pruned of 60`, cut to a width. */
export const studyHeading = (study: StoredStudy, counts: Counts, width: number, theme: Theme): string =>
  fitLine(
    [
      span(study.name, theme.heading),
      `  ${study.spec.objective.direction} ${study.spec.objective.metric}  `,
      span(`${describeCounts(counts)}, budget ${study.budgetTrials}`, theme.quiet)
    ],
    width
  )

const defaultColumns = (request: LeaderboardRequest): ReadonlyArray<string> => [
  "rank",
  "trial",
  "value",
  ...(request.all === true ? ["state"] : []),
  ...(request.all === true && request.trials.some(({ infeasible }) => infeasible !== undefined) ? ["reason"] : []),
  ...paramNames(request.study, []).map((name) => `params.${name}`),
  "duration"
]

/** Why nothing has a place in the ranking yet. */
export const nothingRanked = ({ spec: { constraints = [] } }: StoredStudy, counts: Counts): string =>
  (counts.complete ?? 0) === 0
    ? "No trial is complete yet."
    : `No complete trial satisfies the constraints: ${constraints.map(describeConstraint).join(", ")}.`

const closing = (request: LeaderboardRequest, counts: Counts, shown: number): ReadonlyArray<string> => {
  const infeasible = request.trials.filter((trial) => trial.infeasible !== undefined).length
  const complete = (counts.complete ?? 0) - infeasible
  const others = (counts.pruned ?? 0) + (counts.failed ?? 0)
  return [
    ...(shown < complete
      ? [`${shown} of ${formatCount(complete, "complete trial")}; --top ${complete} shows them all.`]
      : []),
    ...(request.all !== true && infeasible > 0
      ? [`${formatCount(infeasible, "complete trial")} outside of the constraints not shown; --all adds them.`]
      : []),
    ...(request.all !== true && others > 0
      ? [`${formatCount(others, "pruned or failed trial")} not shown; --all adds them.`]
      : []),
    ...(complete > 1 ? [singleRunsNote] : [])
  ]
}

/** Complete trials, best first, then with `all` the others; equal values are marked `=1`. */
export const renderLeaderboard = (request: LeaderboardRequest): string => {
  const { study, theme, trials, width } = request
  const counts = request.counts ?? countStates(trials)
  const ranked = rankTrials(trials, study.spec.objective.direction).slice(0, request.top)
  const rows = request.all === true ? [...ranked, ...unranked(trials)] : ranked
  const known = leaderboardColumns(study, trials)
  const columns = (request.columns ?? defaultColumns(request)).flatMap((name) => known.get(name) ?? [])
  const cells = columns.map((column) => column.cells(rows, theme))
  return [
    studyHeading(study, counts, width, theme),
    "",
    ...(rows.length === 0
      ? wrap(nothingRanked(study, counts), width)
      : renderTable({
          columns,
          rows: rows.map((_, row) => cells.map((column) => column[row] ?? "")),
          width,
          theme,
          advice: "widen the terminal or use --columns"
        })),
    "",
    ...closing(request, counts, ranked.length).flatMap((line) => wrap(line, width).map(theme.quiet))
  ]
    .join("\n")
    .trimEnd()
}
