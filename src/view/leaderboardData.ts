/** The leaderboard of a study as plain data, as CSV and as Markdown: numbers in full. */
import { objectivesOf } from "../search/objectives/direction.ts"
import type { Params, Scalar } from "../search/SearchSpace.ts"
import type { TrialState } from "../search/Trial.ts"
import { boardRows, type BoardSelection } from "./boardRows.ts"
import { leaderboardColumns, metricNames, paramNames } from "./columns.ts"
import { formatDuration } from "./format.ts"
import { flattenParams } from "./params.ts"
import { durationOf, type Ranked, rankText } from "./ranking.ts"
import type { Span } from "./spans.ts"
import { cleanText } from "./text.ts"
import { plainTheme } from "./theme.ts"
import { lookupIn } from "./where/trialNames.ts"

/** One trial of a leaderboard. What it does not have is null. */
export interface LeaderboardRow {
  /** With several objectives: 1 on the Pareto front, 2 on the front without those, and so on. */
  readonly rank: number | null
  readonly tied: boolean
  readonly number: number
  readonly value: number | null
  /** Half the width of the interval around its value, whether it is tied with first place, and its shrunk value. */
  readonly halfWidth: number | null
  readonly tiedWithFirst: boolean | null
  readonly expected: number | null
  readonly metrics: Readonly<Record<string, number>>
  readonly params: Params
  readonly state: TrialState
  /** Which outcome constraints it is outside of; absent: none. */
  readonly infeasible?: string
  readonly durationMillis: number | null
}

/** A leaderboard as plain data. */
export const leaderboardJson = (request: BoardSelection) => ({
  study: request.study.name,
  objective: request.study.spec.objective,
  ...(request.study.spec.objectives === undefined ? {} : { objectives: request.study.spec.objectives }),
  trials: boardRows(request, "nothing").map(({ certainty, rank, tied, trial }): LeaderboardRow => ({
    rank: rank ?? null,
    tied,
    number: trial.number,
    value: trial.value ?? null,
    halfWidth: certainty?.halfWidth ?? null,
    tiedWithFirst: certainty?.tiedWithFirst ?? null,
    expected: certainty?.expected ?? null,
    metrics: trial.metrics ?? {},
    params: trial.params,
    state: trial.state,
    ...(trial.infeasible === undefined ? {} : { infeasible: trial.infeasible }),
    durationMillis: durationOf(trial) ?? null
  }))
})

type Field = Scalar | undefined

/** What a spreadsheet would take for a formula, and might run. */
const formula = /^[=+\-@\t\r]/

const csvField = (field: Field): string => {
  const said = field === undefined ? "" : String(field)
  // An apostrophe makes text of it. Numbers are no texts, whatever their sign.
  const text = typeof field === "string" && formula.test(said) ? `'${said}` : said
  return /[",\r\n]/.test(text) || text.trim() !== text ? `"${text.replaceAll('"', '""')}"` : text
}

/** A leaderboard as data, of these columns where they are named. */
export interface BoardData extends BoardSelection {
  /** Names of `leaderboardColumns`. Default: all that there is to say. */
  readonly columns?: ReadonlyArray<string>
}

const csvText = (records: ReadonlyArray<ReadonlyArray<Field>>): string =>
  records.map((fields) => `${fields.map(csvField).join(",")}\r\n`).join("")

/** Numbers in full, under the names that were asked for. */
const chosenFields = ({ certainty, columns = [] }: BoardData, rows: ReadonlyArray<Ranked>) =>
  rows.map((row) => {
    const valueOf = lookupIn(row.trial, certainty)
    return columns.map((name): Field => (name === "rank" ? row.rank : valueOf(name)))
  })

/** A leaderboard as CSV (RFC 4180: a header, and lines that end with CR LF). */
export const leaderboardCsv = (request: BoardData): string => {
  const rows = boardRows(request, "nothing")
  if (request.columns !== undefined) return csvText([request.columns, ...chosenFields(request, rows)])
  const trials = rows.map(({ trial }) => trial)
  const metrics = metricNames(request.study, trials)
  const params = paramNames(request.study, trials)
  const isCertain = request.certainty !== undefined
  const isConstrained = request.study.spec.constraints !== undefined
  const header = [
    "rank",
    "tied",
    "number",
    "state",
    ...(isConstrained ? ["infeasible"] : []),
    "value",
    ...(isCertain ? ["halfWidth", "tiedWithFirst", "expected"] : []),
    ...metrics.map((name) => `metrics.${name}`),
    ...params.map((name) => `params.${name}`),
    "durationMillis"
  ]
  const record = ({ certainty, rank, tied, trial }: Ranked): ReadonlyArray<Field> => {
    const flat = new Map(flattenParams(trial.params))
    return [
      rank,
      tied,
      trial.number,
      trial.state,
      ...(isConstrained ? [trial.infeasible] : []),
      trial.value,
      ...(isCertain ? [certainty?.halfWidth, certainty?.tiedWithFirst, certainty?.expected] : []),
      ...metrics.map((name) => trial.metrics?.[name]),
      ...params.map((name) => flat.get(name)),
      durationOf(trial)
    ]
  }
  return csvText([header, ...rows.map(record)])
}

const markdownCell = (field: Field): string =>
  field === undefined ? "" : cleanText(String(field)).replace(/[\\|<>*_`[\]]/g, (character) => `\\${character}`)

const markdownLine = (fields: ReadonlyArray<Field>): string => `| ${fields.map(markdownCell).join(" | ")} |`

/** The columns that were asked for, as a terminal shows them. */
const chosenMarkdown = (request: BoardData, names: ReadonlyArray<string>, rows: ReadonlyArray<Ranked>): string => {
  const known = leaderboardColumns(request.study, request.trials)
  const columns = names.flatMap((name) => known.get(name) ?? [])
  const cells = columns.map((column) => column.cells(rows, plainTheme))
  const textOf = (part: Span | undefined): string =>
    part === undefined ? "" : typeof part === "string" ? part : part.text
  return [
    markdownLine(columns.map(({ name }) => name)),
    `| ${columns.map(({ align }) => (align === "right" ? "--:" : "---")).join(" | ")} |`,
    ...rows.map((_, row) => markdownLine(cells.map((column) => textOf(column[row]))))
  ].join("\n")
}

/** A leaderboard as a table in GitHub's Markdown. */
export const leaderboardMarkdown = (request: BoardData): string => {
  const rows = boardRows(request, "repeats")
  if (request.columns !== undefined) return chosenMarkdown(request, request.columns, rows)
  const params = paramNames(
    request.study,
    rows.map(({ trial }) => trial)
  )
  const header = [
    "rank",
    "trial",
    ...objectivesOf(request.study.spec).map(({ metric }) => metric),
    ...(request.certainty === undefined ? [] : ["±"]),
    "state",
    ...params,
    "duration"
  ]
  const record = (row: Ranked): ReadonlyArray<Field> => {
    const { trial } = row
    const flat = new Map(flattenParams(trial.params))
    const duration = durationOf(trial)
    return [
      rankText(row.rank, row.tied, row.certainty?.tiedWithFirst),
      trial.number,
      ...(request.study.spec.objectives?.map(({ metric }) => trial.metrics?.[metric]) ?? [trial.value]),
      ...(request.certainty === undefined ? [] : [row.certainty?.halfWidth]),
      trial.state,
      ...params.map((name) => flat.get(name)),
      duration === undefined ? undefined : formatDuration(duration)
    ]
  }
  const rule = `| ${header.map((name) => (name === "state" ? "---" : "--:")).join(" | ")} |`
  return [markdownLine(header), rule, ...rows.map((row) => markdownLine(record(row)))].join("\n")
}
