/** One value per trial for each step that was ever asked about, kept as trials report. */
import { Ranking } from "../search/pruners/Ranking.ts"
import type { Trial } from "../search/Trial.ts"

/** So many steps are kept, the longest unused given up first: 10,000 trials then take 30 MB. */
const mostColumns = 128

/** The values at a step. Good until the next change. */
export interface Column {
  /** By trial number; undefined where a trial has none. */
  readonly byNumber: ReadonlyArray<number | undefined>
  readonly ranking: Ranking
}

interface Kept extends Column {
  readonly byNumber: Array<number | undefined>
}

/** What `valueAt` says of every trial at a step, computed once per change of a trial in place of once per question. */
export class StepIndex {
  readonly #valueAt: (trial: Trial, step: number) => number | undefined
  /** By step, the least recently used first. */
  readonly #columns = new Map<number, Kept>()

  constructor(valueAt: (trial: Trial, step: number) => number | undefined) {
    this.#valueAt = valueAt
  }

  /** What the trials have at a step. */
  column(step: number, trials: ReadonlyArray<Trial>): Column {
    const column = this.#columns.get(step) ?? this.#built(step, trials)
    this.#columns.delete(step)
    this.#columns.set(step, column)
    if (this.#columns.size > mostColumns) this.#columns.delete(this.#columns.keys().next().value!)
    return column
  }

  /** Takes note of a trial that is new or has changed. */
  change(trial: Trial): void {
    const { number } = trial
    for (const [step, { byNumber, ranking }] of this.#columns) {
      const [before, now] = [byNumber[number], this.#valueAt(trial, step)]
      if (Object.is(before, now)) continue
      byNumber[number] = now
      if (before !== undefined) ranking.remove(number, before)
      if (now !== undefined) ranking.add(number, now)
    }
  }

  #built(step: number, trials: ReadonlyArray<Trial>): Kept {
    const byNumber = trials.map((trial) => this.#valueAt(trial, step))
    const entries = byNumber.flatMap((value, number) => (value === undefined ? [] : [[number, value] as const]))
    return { byNumber, ranking: new Ranking(entries) }
  }
}
