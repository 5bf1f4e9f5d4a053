/** The table of a page before it is drawn: its columns, and which rows it has in which order. */
import { objectivesOf } from "../../search/objectives/direction.ts"
import type { Scalar } from "../../search/SearchSpace.ts"
import type { StoredStudy } from "../../store/records.ts"
import { columnFormat, formatDuration, formatNumber } from "../format.ts"
import { flatNames, formatParam } from "../params.ts"
import { durationOf, rankText } from "../ranking.ts"
import { parseCondition, type Lookup } from "../where/Condition.ts"
import { lookupAmong, namesAmong, ownNames, type OwnValues } from "../where/naming.ts"
import { ownOf } from "./pack.ts"
import type { PageTrial } from "./PageTrial.ts"
import { placeIn } from "./placeIn.ts"

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
  const format = columnFormat([...new Set(trials.flatMap((trial) => valueOf(trial) ?? []))])
  return {
    isNumber: true,
    textOf: (trial) => {
      const value = valueOf(trial)
      return value === undefined ? missing : format(value)
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

/** Whether columns that were made for other trials have a place for everything that this one has. */
export const haveRoomFor = (columns: ReadonlyArray<TableColumn>, { metrics, params }: PageTrial): boolean => {
  const isThere = (id: string) => columns.some((one) => one.id === id)
  return (
    Object.keys(params).every((name) => isThere(`params.${name}`)) &&
    Object.keys(metrics).every((name) => isThere(`metrics.${name}`))
  )
}

const words = new Intl.Collator("en", { numeric: true })

type Order = (a: PageTrial, b: PageTrial) => number

/** By a column; what has nothing there comes last either way, and equals by rank, then by number. */
const orderBy = ({ valueOf }: TableColumn, isDescending: boolean): Order => {
  const sign = isDescending ? -1 : 1
  const compare = (a: Scalar | undefined, b: Scalar | undefined): number => {
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
    return sign * (typeof a === "number" && typeof b === "number" ? a - b : words.compare(String(a), String(b)))
  }
  return (a, b) => compare(valueOf(a), valueOf(b)) || compare(a.rank, b.rank) * sign || a.number - b.number
}

/** The trials in the order of a column. */
export const sortTrials = (
  trials: ReadonlyArray<PageTrial>,
  column: TableColumn,
  isDescending: boolean
): ReadonlyArray<PageTrial> => trials.toSorted(orderBy(column, isDescending))

/**
 * Sorted trials after a few of them have changed, or have come. As a trial that completes moves others of one objective
 * without changing their order, this is what sorting all of them anew comes to.
 */
export const resortTrials = (
  sorted: ReadonlyArray<PageTrial>,
  changed: ReadonlyArray<PageTrial>,
  column: TableColumn,
  isDescending: boolean
): ReadonlyArray<PageTrial> => {
  const order = orderBy(column, isDescending)
  const numbers = new Set(changed.map(({ number }) => number))
  const rows = sorted.filter(({ number }) => !numbers.has(number))
  for (const trial of changed) rows.splice(placeIn(rows, trial, order), 0, trial)
  return rows
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
