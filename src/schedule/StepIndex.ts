/** One value per trial for each step that was ever asked about, kept as trials report. */
import { Ranking } from "../search/pruners/Ranking.ts"
import type { Trial } from "../search/Trial.ts"

/** So many steps are kept, the longest unused given up first: 10,000 trials then take 30 MB. */
const mostColumns = 128

/** What `valueAt` says of every trial at a step, computed once per change of a trial in place of once per question. */
export class StepIndex {
  readonly #valueAt: (trial: Trial, step: number) => number | undefined
  /** By step, the least recently used first. */
  readonly #columns = new Map<number, Ranking>()

  constructor(valueAt: (trial: Trial, step: number) => number | undefined) {
    this.#valueAt = valueAt
  }

  /** What the trials have at a step. Good until the next change. */
  column(step: number, trials: ReadonlyArray<Trial>): Ranking {
    const column = this.#columns.get(step) ?? new Ranking(trials.map((trial) => this.#valueAt(trial, step)))
    this.#columns.delete(step)
    this.#columns.set(step, column)
    if (this.#columns.size > mostColumns) this.#columns.delete(this.#columns.keys().next().value!)
    return column
  }

  /** Takes note of a trial that is new or has changed. */
  change(trial: Trial): void {
    for (const [step, column] of this.#columns) column.set(trial.number, this.#valueAt(trial, step))
  }
}
