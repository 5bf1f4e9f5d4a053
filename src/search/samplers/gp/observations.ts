/** What the history says, in rows and values. */
import { isFeasible } from "../../objectives/constraints.ts"
import { isFinished, type CurvePoint, type Trial } from "../../Trial.ts"
import { rowKey, type Encoding } from "./columns.ts"

/** A history as the model sees it. Values are lower-is-better, one per row. */
export interface Observations {
  /** Complete trials, then those stopped early whose value is estimated, each by rising number. */
  readonly rows: ReadonlyArray<Float64Array>
  readonly values: Float64Array
  /** How many trials each row stands for: its value is their mean. 1 unless repeats are merged. */
  readonly counts: Float64Array
  readonly complete: number
  readonly stopped: number
  /** Of each complete row how far it is beyond each outcome constraint, in the mean; empty where there are none. */
  readonly violations: ReadonlyArray<ReadonlyArray<number>>
  /** Of each complete row how long it took, in milliseconds, in the mean; NaN where that is not on record. */
  readonly durations: Float64Array
  /** Waiting and running trials. */
  readonly pending: ReadonlyArray<Float64Array>
  /** Failed trials, and those pruned for a value that is not finite. */
  readonly failed: ReadonlyArray<Float64Array>
  /** How many of the latest finished trials failed without a break. */
  readonly failedInARow: number
  /** How many trials have a row, by its key, whatever became of them. */
  readonly seen: ReadonlyMap<string, number>
}

interface Row {
  readonly row: Float64Array
  readonly trials: Array<Trial>
}

/**
 * Reads a history. Learns from the first objective. Trials whose params do not fit the space are passed over. With
 * `merge`, complete trials of the same params are one row, at the place of the first of them.
 */
export const observe = (encoding: Encoding, trials: ReadonlyArray<Trial>, merge = false): Observations => {
  const complete = trials.filter(({ state, values }) => state === "complete" && values !== undefined)
  const finished = trials.filter(({ state }) => isFinished(state))
  const feasible = complete.filter(({ violations }) => isFeasible(violations))
  const ends = complete.length > 0 ? complete.map(endOf) : furthest(trials)
  const best = (feasible.length > 0 ? feasible.map(endOf) : ends).reduce(
    (least, { end }) => Math.min(least, end),
    Infinity
  )
  const ended: Array<Row> = []
  const endedAt = new Map<string, Row>()
  const stoppedRows: Array<Float64Array> = []
  const stoppedValues: Array<number> = []
  const pending: Array<Float64Array> = []
  const failed: Array<Float64Array> = []
  const seen = new Map<string, number>()
  const gains = new Map<number, number | undefined>()
  for (const trial of trials) {
    const row = encoding.encode(trial.params)
    if (row === undefined) continue
    const key = rowKey(row)
    seen.set(key, (seen.get(key) ?? 0) + 1)
    if (trial.state === "complete" && trial.values !== undefined) {
      const same = merge ? endedAt.get(key) : undefined
      if (same === undefined) {
        ended.push({ row, trials: [trial] })
        endedAt.set(key, ended.at(-1)!)
      } else same.trials.push(trial)
    } else if (trial.state === "failed") failed.push(row)
    else if (trial.state === "waiting" || trial.state === "running") pending.push(row)
    else {
      const last = trial.curve.at(-1)
      if (last === undefined) continue
      if (!Number.isFinite(last.value)) {
        failed.push(row)
        continue
      }
      if (!gains.has(last.step)) gains.set(last.step, typicalGain(ends, last.step))
      const gain = gains.get(last.step)
      if (gain === undefined) continue
      stoppedRows.push(row)
      stoppedValues.push(Math.max(best, last.value + gain))
    }
  }
  const bounds = complete.reduce((most, { violations = [] }) => Math.max(most, violations.length), 0)
  return {
    rows: [...ended.map(({ row }) => row), ...stoppedRows],
    values: Float64Array.from([...ended.map((one) => meanOf(one, ({ values }) => values![0]!)), ...stoppedValues]),
    counts: Float64Array.from([...ended.map((one) => one.trials.length), ...stoppedRows.map(() => 1)]),
    complete: ended.length,
    stopped: stoppedRows.length,
    violations:
      bounds === 0
        ? []
        : ended.map((one) =>
            Array.from({ length: bounds }, (_, bound) => meanOf(one, ({ violations }) => violations?.[bound] ?? NaN))
          ),
    durations: Float64Array.from(ended, (one) => meanOf(one, ({ durationMillis }) => durationMillis ?? Number.NaN)),
    pending,
    failed,
    failedInARow: finished.length - 1 - finished.findLastIndex(({ state }) => state !== "failed"),
    seen
  }
}

const meanOf = ({ trials }: Row, of: (trial: Trial) => number): number =>
  trials.reduce((sum, trial) => sum + of(trial), 0) / trials.length

/** A trial's curve and where it came to. */
interface End {
  readonly curve: ReadonlyArray<CurvePoint>
  readonly end: number
}

const endOf = ({ curve, values }: Trial): End => ({ curve, end: values![0]! })

/**
 * While nothing is complete, the trials that got furthest before they were stopped stand for it, with their last values:
 * those at a lower rung are compared with them there.
 */
const furthest = (trials: ReadonlyArray<Trial>): ReadonlyArray<End> => {
  const stopped = trials.flatMap(({ curve, state }) => {
    const last = curve.at(-1)
    const counts = (state === "paused" || state === "pruned") && last !== undefined && Number.isFinite(last.value)
    return counts ? [{ curve, end: last.value, step: last.step }] : []
  })
  const most = stopped.reduce((step, one) => Math.max(step, one.step), 0)
  return stopped.filter(({ step }) => step === most)
}

/**
 * What trials typically (in the median) gained from their report at `step` to their end; undefined where none
 * reported there. A pruned or paused trial counts with its last value plus this gain, but never as better than the
 * incumbent: enough to say which region disappointed, not enough to lead the search.
 */
const typicalGain = (ends: ReadonlyArray<End>, step: number): number | undefined => {
  const gains = ends
    .flatMap(({ curve, end }) => {
      const there = curve.find((point) => point.step >= step)
      return there !== undefined && Number.isFinite(there.value) ? [end - there.value] : []
    })
    .sort((a, b) => a - b)
  return gains[gains.length >> 1]
}
