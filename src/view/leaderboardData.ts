/** The leaderboard of a study as plain data, as CSV and as Markdown: numbers in full. */
import type { Params, Scalar } from "../search/SearchSpace.ts"
import type { TrialState } from "../search/Trial.ts"
import type { StoredStudy, StoredTrial } from "../store/records.ts"
import { metricNames, paramNames } from "./columns.ts"
import { formatDuration } from "./format.ts"
import { flattenParams } from "./params.ts"
import { durationOf, rankTrials, unranked, type Ranked } from "./ranking.ts"
import { cleanText } from "./text.ts"

/** What the leaderboard's data is made from. */
export interface LeaderboardDataRequest {
  readonly study: StoredStudy
  readonly trials: ReadonlyArray<StoredTrial>
  readonly top?: number
  readonly all?: boolean
}

/** One trial of a leaderboard. What it does not have is null. */
export interface LeaderboardRow {
  readonly rank: number | null
  readonly tied: boolean
  readonly number: number
  readonly value: number | null
  readonly metrics: Readonly<Record<string, number>>
  readonly params: Params
  readonly state: TrialState
  /** Which outcome constraints it is outside of; absent: none. */
  readonly infeasible?: string
  readonly durationMillis: number | null
}

const rowsOf = ({ all, study, top, trials }: LeaderboardDataRequest): ReadonlyArray<Ranked> => [
  ...rankTrials(trials, study.spec.objective.direction).slice(0, top),
  ...(all === true ? unranked(trials) : [])
]

/** A leaderboard as plain data. */
export const leaderboardJson = (request: LeaderboardDataRequest) => ({
  study: request.study.name,
  objective: request.study.spec.objective,
  trials: rowsOf(request).map(({ rank, tied, trial }): LeaderboardRow => ({
    rank: rank ?? null,
    tied,
    number: trial.number,
    value: trial.value ?? null,
    metrics: trial.metrics ?? {},
    params: trial.params,
    state: trial.state,
    ...(trial.infeasible === undefined ? {} : { infeasible: trial.infeasible }),
    durationMillis: durationOf(trial) ?? null
  }))
})

type Field = Scalar | undefined

const csvField = (field: Field): string => {
  const text = field === undefined ? "" : String(field)
  return /[",\r\n]/.test(text) || text.trim() !== text ? `"${text.replaceAll('"', '""')}"` : text
}

/** A leaderboard as CSV (RFC 4180: a header, and lines that end with CR LF). */
export const leaderboardCsv = (request: LeaderboardDataRequest): string => {
  const rows = rowsOf(request)
  const trials = rows.map(({ trial }) => trial)
  const metrics = metricNames(request.study, trials)
  const params = paramNames(request.study, trials)
  const isConstrained = request.study.spec.constraints !== undefined
  const header = [
    "rank",
    "tied",
    "number",
    "state",
    ...(isConstrained ? ["infeasible"] : []),
    "value",
    ...metrics.map((name) => `metrics.${name}`),
    ...params.map((name) => `params.${name}`),
    "durationMillis"
  ]
  const record = ({ rank, tied, trial }: Ranked): ReadonlyArray<Field> => {
    const flat = new Map(flattenParams(trial.params))
    return [
      rank,
      tied,
      trial.number,
      trial.state,
      ...(isConstrained ? [trial.infeasible] : []),
      trial.value,
      ...metrics.map((name) => trial.metrics?.[name]),
      ...params.map((name) => flat.get(name)),
      durationOf(trial)
    ]
  }
  return [header, ...rows.map(record)].map((fields) => `${fields.map(csvField).join(",")}\r\n`).join("")
}

const markdownCell = (field: Field): string =>
  field === undefined ? "" : cleanText(String(field)).replace(/[\\|<>*_`[\]]/g, (character) => `\\${character}`)

/** A leaderboard as a table in GitHub's Markdown. */
export const leaderboardMarkdown = (request: LeaderboardDataRequest): string => {
  const rows = rowsOf(request)
  const params = paramNames(
    request.study,
    rows.map(({ trial }) => trial)
  )
  const header = ["rank", "trial", request.study.spec.objective.metric, "state", ...params, "duration"]
  const record = ({ rank, tied, trial }: Ranked): ReadonlyArray<Field> => {
    const flat = new Map(flattenParams(trial.params))
    const duration = durationOf(trial)
    return [
      rank === undefined ? undefined : `${tied ? "=" : ""}${rank}`,
      trial.number,
      trial.value,
      trial.state,
      ...params.map((name) => flat.get(name)),
      duration === undefined ? undefined : formatDuration(duration)
    ]
  }
  const line = (fields: ReadonlyArray<Field>): string => `| ${fields.map(markdownCell).join(" | ")} |`
  const rule = `| ${header.map((name) => (name === "state" ? "---" : "--:")).join(" | ")} |`
  return [line(header), rule, ...rows.map((row) => line(record(row)))].join("\n")
}
