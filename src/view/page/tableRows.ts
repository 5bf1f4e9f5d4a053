/** The table of a page before it is drawn: its columns, and which rows it has in which order. */
import { objectivesOf } from "../../search/objectives/direction.ts"
import type { Scalar } from "../../search/SearchSpace.ts"
import type { StoredStudy } from "../../store/records.ts"
import { formatColumn, formatDuration, formatNumber } from "../format.ts"
import { flatNames, formatParam } from "../params.ts"
import { durationOf, rankText } from "../ranking.ts"
import { parseCondition, type Lookup } from "../where/Condition.ts"
import { lookupAmong, namesAmong, ownNames, type OwnValues } from "../where/naming.ts"
import { ownOf } from "./pack.ts"
import type { PageTrial } from "./PageTrial.ts"

/** A column: what it is of a trial, and how that is written. */
export interface TableColumn {
  /** Unique; what a filter calls it. */
  readonly id: string
  readonly label: string
  readonly isNumber: boolean
  /** Whether it is there until someone chooses. */
  readonly isShown: boolean
  readonly valueOf: (trial: PageTrial) => Scalar | undefined
  readonly textOf: (trial: PageTrial) => string
}

const missing = "–"

type Made = Partial<Omit<TableColumn, "id" | "valueOf">>

const column = (id: string, valueOf: TableColumn["valueOf"], made: Made = {}): TableColumn => ({
  id,
  label: id,
  isNumber: false,
  isShown: true,
  valueOf,
  textOf: (trial) => {
    const value = valueOf(trial)
    return value === undefined ? missing : typeof value === "number" ? formatNumber(value) : String(value)
  },
  ...made
})

/** Numbers with as many digits as it takes to tell them apart. */
const distinct = (trials: ReadonlyArray<PageTrial>, valueOf: (trial: PageTrial) => number | undefined): Made => {
  const values = [...new Set(trials.flatMap((trial) => valueOf(trial) ?? []))]
  const texts = new Map(formatColumn(values).map((text, index) => [values[index], text]))
  return {
    isNumber: true,
    textOf: (trial) => {
      const value = valueOf(trial)
      return value === undefined ? missing : (texts.get(value) ?? formatNumber(value))
    }
  }
}

const namesIn = (records: ReadonlyArray<Readonly<Record<string, unknown>>>): ReadonlyArray<string> => [
  ...new Set(records.flatMap((record) => Object.keys(record)))
]

const paramColumns = ({ space }: StoredStudy["spec"], trials: ReadonlyArray<PageTrial>): ReadonlyArray<TableColumn> => {
  const names = [...new Set([...flatNames(space), ...namesIn(trials.map(({ params }) => params))])]
  return names.map((name) => {
    const valueOf = (trial: PageTrial): Scalar | undefined => ownOf(trial.params, name)
    return column(`params.${name}`, valueOf, {
      label: name,
      isNumber: trials.every((trial) => ["number", "undefined"].includes(typeof valueOf(trial))),
      isShown: ownOf(space, name)?._tag !== "constant",
      textOf: (trial) => {
        const value = valueOf(trial)
        return value === undefined ? missing : formatParam(value)
      }
    })
  })
}

/** Every column that a study's trials fill, in the order of a leaderboard. */
export const tableColumns = (
  spec: StoredStudy["spec"],
  trials: ReadonlyArray<PageTrial>
): ReadonlyArray<TableColumn> => {
  const objectives = objectivesOf(spec).map(({ metric }) => metric)
  const valueOf =
    (metric: string, isFirst: boolean) =>
    (trial: PageTrial): number | undefined =>
      isFirst ? trial.value : trial.rank === undefined ? undefined : ownOf(trial.metrics, metric)
  const metrics = namesIn(trials.map((trial) => trial.metrics)).filter((name) => !objectives.includes(name))
  const isCertain = trials.some(({ halfWidth }) => halfWidth !== undefined)
  return [
    column("rank", ({ rank }) => rank, {
      isNumber: true,
      textOf: ({ rank, tied, tiedWithFirst }) => rankText(rank, tied, tiedWithFirst) ?? missing
    }),
    column("trial", ({ number }) => number, { isNumber: true }),
    ...objectives.map((metric, index) =>
      column(`metrics.${metric}`, valueOf(metric, index === 0), {
        ...distinct(trials, valueOf(metric, index === 0)),
        label: metric
      })
    ),
    ...(isCertain
      ? [
          column("interval", ({ halfWidth }) => halfWidth, {
            label: "±",
            isNumber: true,
            textOf: ({ halfWidth }) => (halfWidth === undefined ? missing : formatNumber(halfWidth, 2))
          }),
          column("expected", ({ expected }) => expected, { isNumber: true, isShown: false })
        ]
      : []),
    column("state", ({ infeasible, state }) => (infeasible === true ? "infeasible" : state)),
    ...paramColumns(spec, trials),
    ...metrics.map((name) =>
      column(`metrics.${name}`, (trial) => ownOf(trial.metrics, name), { label: name, isNumber: true, isShown: false })
    ),
    column("duration", (trial) => durationOf(trial), {
      isNumber: true,
      textOf: (trial) => {
        const duration = durationOf(trial)
        return duration === undefined ? missing : formatDuration(duration)
      }
    }),
    column("seed", ({ seed }) => seed, { isNumber: true, isShown: false, textOf: ({ seed }) => String(seed) }),
    column("attempts", ({ attempt }) => attempt, { isNumber: true, isShown: false }),
    column("reason", ({ reason }) => reason, { isShown: false })
  ]
}

/** By a column; what has nothing there comes last either way, and equals by rank, then by number. */
export const sortTrials = (
  trials: ReadonlyArray<PageTrial>,
  { valueOf }: TableColumn,
  isDescending: boolean
): ReadonlyArray<PageTrial> => {
  const sign = isDescending ? -1 : 1
  const words = new Intl.Collator("en", { numeric: true })
  const compare = (a: Scalar | undefined, b: Scalar | undefined): number => {
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
    return sign * (typeof a === "number" && typeof b === "number" ? a - b : words.compare(String(a), String(b)))
  }
  return trials
    .map((trial) => ({ trial, key: valueOf(trial) }))
    .sort(
      (a, b) => compare(a.key, b.key) || compare(a.trial.rank, b.trial.rank) * sign || a.trial.number - b.trial.number
    )
    .map(({ trial }) => trial)
}

/** The names of `sweep leaderboard --where`, in one trial. Durations are in seconds. */
const lookupIn = (trial: PageTrial): Lookup => {
  const duration = durationOf(trial)
  const own: OwnValues<"rank"> = {
    number: trial.number,
    trial: trial.number,
    state: trial.state,
    value: trial.value,
    rank: trial.rank,
    duration: duration === undefined ? undefined : duration / 1000,
    attempts: trial.attempt,
    seed: trial.seed,
    reason: trial.reason,
    interval: trial.halfWidth,
    expected: trial.expected,
    tied: trial.tiedWithFirst
  }
  return lookupAmong(
    own,
    (name) => ownOf(trial.params, name),
    (name) => ownOf(trial.metrics, name)
  )
}

const filterNames = (trials: ReadonlyArray<PageTrial>): ReadonlySet<string> =>
  namesAmong(
    [...ownNames, "rank"],
    namesIn(trials.map((trial) => trial.params)),
    namesIn(trials.map((trial) => trial.metrics))
  )

/** The trials that satisfy a condition as `--where` takes it; all for an empty one. Throws `UsageError` for what is none. */
export const filterTrials = (trials: ReadonlyArray<PageTrial>, condition: string): ReadonlyArray<PageTrial> => {
  if (condition.trim() === "") return trials
  const holds = parseCondition(condition, filterNames(trials))
  return trials.filter((trial) => holds(lookupIn(trial)))
}
