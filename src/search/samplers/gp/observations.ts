/** What the history says, in rows and values. */
import type { Trial } from "../../Trial.ts"
import { rowKey, type Encoding } from "./columns.ts"

/** A history as the model sees it. Values are lower-is-better, one per row. */
export interface Observations {
  /** Complete trials, then those stopped early whose value is estimated, each by rising number. */
  readonly rows: ReadonlyArray<Float64Array>
  readonly values: Float64Array
  readonly complete: number
  readonly stopped: number
  /** Waiting and running trials. */
  readonly pending: ReadonlyArray<Float64Array>
  /** Failed trials, and those pruned for a value that is not finite. */
  readonly failed: ReadonlyArray<Float64Array>
  /** How many of the latest finished trials failed without a break. */
  readonly failedInARow: number
  /** Keys of every row that any trial has, whatever became of it. */
  readonly seen: ReadonlySet<string>
}

/** Reads a history. Learns from the first objective. Trials whose params do not fit the space are passed over. */
export const observe = (encoding: Encoding, trials: ReadonlyArray<Trial>): Observations => {
  const complete = trials.filter(({ state, values }) => state === "complete" && values !== undefined)
  const finished = trials.filter(({ state }) => state === "complete" || state === "pruned" || state === "failed")
  const best = complete.reduce((least, { values }) => Math.min(least, values![0]!), Infinity)
  const rows: Array<Float64Array> = []
  const values: Array<number> = []
  const stoppedRows: Array<Float64Array> = []
  const stoppedValues: Array<number> = []
  const pending: Array<Float64Array> = []
  const failed: Array<Float64Array> = []
  const seen = new Set<string>()
  const gains = new Map<number, number | undefined>()
  for (const trial of trials) {
    const row = encoding.encode(trial.params)
    if (row === undefined) continue
    seen.add(rowKey(row))
    if (trial.state === "complete" && trial.values !== undefined) {
      rows.push(row)
      values.push(trial.values[0]!)
    } else if (trial.state === "failed") failed.push(row)
    else if (trial.state === "waiting" || trial.state === "running") pending.push(row)
    else {
      const last = trial.curve.at(-1)
      if (last === undefined) continue
      if (!Number.isFinite(last.value)) {
        failed.push(row)
        continue
      }
      if (!gains.has(last.step)) gains.set(last.step, typicalGain(complete, last.step))
      const gain = gains.get(last.step)
      if (gain === undefined) continue
      stoppedRows.push(row)
      stoppedValues.push(Math.max(best, last.value + gain))
    }
  }
  return {
    rows: [...rows, ...stoppedRows],
    values: Float64Array.from([...values, ...stoppedValues]),
    complete: rows.length,
    stopped: stoppedRows.length,
    pending,
    failed,
    failedInARow: finished.length - 1 - finished.findLastIndex(({ state }) => state !== "failed"),
    seen
  }
}

/**
 * What complete trials typically (in the median) gained from their report at `step` to their end; undefined where none
 * reported there. A pruned or paused trial counts with its last value plus this gain, but never as better than the
 * incumbent: enough to say which region disappointed, not enough to lead the search.
 */
const typicalGain = (complete: ReadonlyArray<Trial>, step: number): number | undefined => {
  const gains = complete
    .flatMap(({ curve, values }) => {
      const there = curve.find((point) => point.step >= step)
      return there !== undefined && Number.isFinite(there.value) ? [values![0]! - there.value] : []
    })
    .sort((a, b) => a - b)
  return gains[gains.length >> 1]
}

/** At most `limit` indices into `values`, rising: the better half of the limit, then the most recent of the others. */
export const chooseSubset = (values: Float64Array, limit: number): ReadonlyArray<number> => {
  const all = Array.from(values, (_, index) => index)
  if (all.length <= limit) return all
  const byValue = [...all].sort((a, b) => values[a]! - values[b]! || a - b)
  const best = byValue.slice(0, limit >> 1)
  const recent = byValue
    .slice(limit >> 1)
    .sort((a, b) => b - a)
    .slice(0, limit - (limit >> 1))
  return [...best, ...recent].sort((a, b) => a - b)
}
