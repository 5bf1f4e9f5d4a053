/** One value per trial for each step that was ever asked about, kept as trials report. */
import type { Trial } from "../search/Trial.ts"

/** So many steps are kept, the longest unused given up first: 10,000 trials then take 10 MB. */
const mostColumns = 128

type Column = Array<number | undefined>

/** What `valueAt` says of every trial at a step, computed once per change of a trial in place of once per question. */
export class StepIndex {
  readonly #valueAt: (trial: Trial, step: number) => number | undefined
  /** By step, the least recently used first; within, by the trial's number. */
  readonly #columns = new Map<number, Column>()

  constructor(valueAt: (trial: Trial, step: number) => number | undefined) {
    this.#valueAt = valueAt
  }

  /** The values at a step by trial number; undefined where a trial has none. Good until the next change. */
  column(step: number, trials: ReadonlyArray<Trial>): ReadonlyArray<number | undefined> {
    const column = this.#columns.get(step) ?? trials.map((trial) => this.#valueAt(trial, step))
    this.#columns.delete(step)
    this.#columns.set(step, column)
    if (this.#columns.size > mostColumns) this.#columns.delete(this.#columns.keys().next().value!)
    return column
  }

  /** Takes note of a trial that is new or has changed. */
  change(trial: Trial): void {
    for (const [step, column] of this.#columns) column[trial.number] = this.#valueAt(trial, step)
  }
}
