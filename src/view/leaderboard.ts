/** The leaderboard of a study, as a table for a terminal. */
import { boardRows, type BoardSelection } from "./boardRows.ts"
import { leaderboardColumns, paramNames } from "./columns.ts"
import { formatCount } from "./format.ts"
import { countStates, type Counts, type Ranked } from "./ranking.ts"
import { nothingRanked, rankingNotes, studyHeading } from "./rankingWords.ts"
import { renderTable } from "./table.ts"
import { wrap } from "./text.ts"
import type { Theme } from "./theme.ts"

/** What a leaderboard is drawn from. */
export interface LeaderboardRequest extends BoardSelection {
  readonly width: number
  readonly theme: Theme
  /** Names of `leaderboardColumns`; unknown ones are left out. Default: rank, trial, value, params, duration. */
  readonly columns?: ReadonlyArray<string>
  /** What is said below, in place of what a leaderboard says. */
  readonly notes?: ReadonlyArray<string>
  /** The study's trials by state, where `trials` are not all of them. */
  readonly counts?: Counts
}

const defaultColumns = (request: LeaderboardRequest): ReadonlyArray<string> => [
  "rank",
  "trial",
  ...(request.study.spec.objectives?.map(({ metric }) => metric) ?? ["value"]),
  ...(request.certainty === undefined ? [] : ["interval"]),
  ...(request.all === true ? ["state"] : []),
  ...(request.all === true && request.trials.some(({ infeasible }) => infeasible !== undefined) ? ["reason"] : []),
  ...paramNames(request.study, []).map((name) => `params.${name}`),
  "duration"
]

const closing = (request: LeaderboardRequest, counts: Counts, rows: ReadonlyArray<Ranked>): ReadonlyArray<string> => {
  if (request.where !== undefined) return [`${formatCount(rows.length, "trial")} of this kind.`]
  const shown = rows.filter(({ rank }) => rank !== undefined).length
  const infeasible = request.trials.filter((trial) => trial.infeasible !== undefined).length
  const repeats = request.certainty?.repeats.size ?? 0
  const complete = repeats > 0 ? repeats : (counts.complete ?? 0) - infeasible
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
    ...(complete > 1 ? rankingNotes(request) : [])
  ]
}

/**
 * Complete trials, best first, then with `all` the others. Equal values are marked `=1`; where folds or repeats tell the
 * noise, those that are tied with first place `≈2`.
 */
export const renderLeaderboard = (request: LeaderboardRequest): string => {
  const { study, theme, trials, width } = request
  const counts = request.counts ?? countStates(trials)
  const rows = boardRows(request, "repeats")
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
    ...(request.notes ?? closing(request, counts, rows)).flatMap((line) => wrap(line, width).map(theme.quiet))
  ]
    .join("\n")
    .trimEnd()
}
