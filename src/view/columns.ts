/** The columns that a leaderboard can have. */
import { UsageError } from "../errors.ts"
import type { Scalar } from "../search/SearchSpace.ts"
import type { StoredStudy, StoredTrial } from "../store/records.ts"
import { didYouMean } from "./didYouMean.ts"
import { formatColumn, formatDuration, formatNumber } from "./format.ts"
import { flatNames, flattenParams, formatParam } from "./params.ts"
import { durationOf, rankText, type Ranked } from "./ranking.ts"
import { span, type Span } from "./spans.ts"
import type { Column } from "./table.ts"
import type { Theme } from "./theme.ts"

/** A column with its cells, one for each row. */
export interface LeaderboardColumn extends Column {
  readonly cells: (rows: ReadonlyArray<Ranked>, theme: Theme) => ReadonlyArray<Span>
}

const missing = "–"

const column = (
  name: string,
  options: Omit<Column, "name">,
  cell: (row: Ranked, theme: Theme) => Span
): LeaderboardColumn => ({ name, ...options, cells: (rows, theme) => rows.map((row) => cell(row, theme)) })

const stateSpan = (trial: StoredTrial, theme: Theme): Span => {
  if (trial.infeasible !== undefined) return span("infeasible", theme.warning)
  if (trial.state === "failed") return span(trial.state, theme.bad)
  return trial.state === "pruned" ? span(trial.state, theme.warning) : trial.state
}

/** Why a trial has no place, in one line; empty where it has one. */
const reasonOf = (trial: StoredTrial): string =>
  trial.failure === undefined
    ? (trial.infeasible ?? trial.prunedBecause ?? "")
    : `${trial.failure.reason}: ${trial.failure.message}`

const always = Number.POSITIVE_INFINITY

const fixedColumns: Readonly<Record<string, LeaderboardColumn>> = {
  rank: column(
    "rank",
    { align: "right", priority: always },
    ({ certainty, rank, tied }) => rankText(rank, tied, certainty?.tiedWithFirst) ?? missing
  ),
  interval: column("±", { align: "right", priority: 4 }, ({ certainty }) =>
    certainty === undefined ? missing : formatNumber(certainty.halfWidth, 2)
  ),
  expected: column("expected", { align: "right" }, ({ certainty }) =>
    certainty === undefined ? missing : formatNumber(certainty.expected)
  ),
  trial: column("trial", { align: "right", priority: always }, ({ trial }) => String(trial.number)),
  state: column("state", { priority: 3 }, ({ trial }, theme) => stateSpan(trial, theme)),
  duration: column("duration", { align: "right", priority: 1 }, ({ trial }) => {
    const duration = durationOf(trial)
    return duration === undefined ? missing : formatDuration(duration)
  }),
  reason: column("reason", {}, ({ trial }) => reasonOf(trial)),
  seed: column("seed", { align: "right" }, ({ trial }) => String(trial.seed)),
  attempts: column("attempts", { align: "right" }, ({ trial }) => String(trial.attempt))
}

const valueColumn = (metric: string): LeaderboardColumn => ({
  name: metric,
  align: "right",
  priority: always,
  cells: (rows, theme) => {
    const texts = formatColumn(rows.flatMap(({ trial }) => (trial.value === undefined ? [] : [trial.value])))
    let next = 0
    return rows.map(({ rank, trial }) => {
      const text = trial.value === undefined ? missing : (texts[next++] ?? missing)
      return rank === 1 ? span(text, theme.good) : text
    })
  }
})

/** The column of one of several objectives. */
const objectiveColumn = (metric: string): LeaderboardColumn => ({
  name: metric,
  align: "right",
  priority: always,
  cells: (rows, theme) => {
    const values = rows.map(({ rank, trial }) => (rank === undefined ? undefined : trial.metrics?.[metric]))
    const texts = formatColumn(values.flatMap((value) => (value === undefined ? [] : [value])))
    let next = 0
    return rows.map(({ rank }, row) => {
      const text = values[row] === undefined ? missing : (texts[next++] ?? missing)
      return rank === 1 ? span(text, theme.good) : text
    })
  }
})

const paramColumn = (study: StoredStudy, name: string): LeaderboardColumn => {
  const distribution = study.spec.space[name]
  const numeric = distribution === undefined || distribution._tag === "float" || distribution._tag === "int"
  const valueIn = (trial: StoredTrial): Scalar | undefined =>
    flattenParams(trial.params).find(([flat]) => flat === name)?.[1]
  return {
    name,
    align: numeric ? "right" : "left",
    priority: distribution?._tag === "constant" ? 0.5 : 2,
    cells: (rows) =>
      rows.map(({ trial }) => {
        const value = valueIn(trial)
        return value === undefined ? missing : formatParam(value)
      })
  }
}

const metricColumn = (name: string): LeaderboardColumn =>
  column(name, { align: "right" }, ({ trial }) => {
    const value = trial.metrics?.[name]
    return value === undefined ? missing : formatNumber(value)
  })

/** Flat names of the params: those of the space in its order, then any that only trials have. */
export const paramNames = (study: StoredStudy, trials: ReadonlyArray<StoredTrial>): ReadonlyArray<string> => [
  ...new Set([
    ...flatNames(study.spec.space),
    ...trials.flatMap((trial) => flattenParams(trial.params).map(([name]) => name))
  ])
]

/** Names of the metrics that trials ended with, the objective's apart. */
export const metricNames = (study: StoredStudy, trials: ReadonlyArray<StoredTrial>): ReadonlyArray<string> => [
  ...new Set(
    trials.flatMap((trial) => Object.keys(trial.metrics ?? {})).filter((name) => name !== study.spec.objective.metric)
  )
]

/**
 * Every column by the names it can be asked for. A param or a metric that is named like another column is meant by
 * `params.name` and `metrics.name`.
 */
export const leaderboardColumns = (
  study: StoredStudy,
  trials: ReadonlyArray<StoredTrial>
): ReadonlyMap<string, LeaderboardColumn> => {
  const { metric } = study.spec.objective
  const params = paramNames(study, trials).map((name) => [name, paramColumn(study, name)] as const)
  const metrics = metricNames(study, trials).map((name) => [name, metricColumn(name)] as const)
  return new Map<string, LeaderboardColumn>([
    ...metrics.map(([name, made]) => [`metrics.${name}`, made] as const),
    ...params.map(([name, made]) => [`params.${name}`, made] as const),
    ...metrics,
    ...params,
    [metric, valueColumn(metric)],
    ["value", valueColumn(metric)],
    ...(study.spec.objectives ?? []).map((objective) => [objective.metric, objectiveColumn(objective.metric)] as const),
    ...Object.entries(fixedColumns)
  ])
}

/** The mistake in a list of columns that was asked for, if there is one. */
export const columnMistake = (
  names: ReadonlyArray<string>,
  known: ReadonlyMap<string, LeaderboardColumn>
): UsageError | undefined => {
  const unknown = names.find((name) => !known.has(name))
  if (unknown === undefined) return undefined
  const meant = didYouMean(unknown, known.keys())
  const plain = [...known.keys()].filter((name) => !name.startsWith("params.") && !name.startsWith("metrics."))
  return new UsageError(
    `There is no column "${unknown}".`,
    meant === undefined ? `Columns: ${plain.join(", ")}.` : `Did you mean "${meant}"?`
  )
}
