/** What a runner knows of its study: the store's changes, folded into what samplers and pruners are given. */
import { lowerIsBetter, type ObjectiveSpec } from "../search/objectives/direction.ts"
import type { Curve, Peers } from "../search/Pruner.ts"
import type { CurvePoint, History, Trial } from "../search/Trial.ts"
import type { Changes, StoredReport, StoredTrial } from "../store/records.ts"

interface Known {
  trial: StoredTrial
  /** By rising step, of the latest attempt. */
  points: ReadonlyArray<CurvePoint>
  reportsOf: number
}

/** A report as a point of the objective's curve; undefined where it says nothing about it, or is not to be judged. */
export const curvePoint = (
  objective: ObjectiveSpec,
  report: Pick<StoredReport, "step" | "fold" | "metrics">
): CurvePoint | undefined => {
  const value = report.metrics[objective.metric]
  if (value === undefined || report.step < 1 || report.fold !== undefined) return undefined
  return { step: report.step, value: lowerIsBetter(objective, value) }
}

/** Points with one more, by rising step. The first report of a step counts. */
const withPoint = (points: ReadonlyArray<CurvePoint>, point: CurvePoint): ReadonlyArray<CurvePoint> => {
  const last = points.at(-1)
  if (last === undefined || last.step < point.step) return [...points, point]
  if (points.some(({ step }) => step === point.step)) return points
  return [...points, point].sort((a, b) => a.step - b.step)
}

const firstAtOrAfter = (points: ReadonlyArray<CurvePoint>, step: number): CurvePoint | undefined =>
  points.find((point) => point.step >= step)

/** A fold over the changes of one study. Absorbing the same changes twice changes nothing. */
export class StudyMirror {
  readonly #objective: ObjectiveSpec
  readonly #trials = new Map<number, Known>()
  #revision = 0
  #history: History | undefined

  constructor(objective: ObjectiveSpec) {
    this.#objective = objective
  }

  /** The revision up to which changes were absorbed. */
  get revision(): number {
    return this.#revision
  }

  absorb(changes: Changes): void {
    if (changes.revision <= this.#revision) return
    for (const trial of changes.trials) {
      const known = this.#trials.get(trial.number)
      if (known === undefined) this.#trials.set(trial.number, { trial, points: [], reportsOf: trial.attempt })
      else known.trial = trial
    }
    for (const report of changes.reports) {
      const known = this.#trials.get(report.trial)
      if (known === undefined || report.attempt < known.reportsOf) continue
      if (report.attempt > known.reportsOf) {
        known.reportsOf = report.attempt
        known.points = []
      }
      const point = curvePoint(this.#objective, report)
      if (point !== undefined) known.points = withPoint(known.points, point)
    }
    this.#revision = changes.revision
    this.#history = undefined
  }

  /** The trials as samplers see them. */
  history(): History {
    this.#history ??= {
      revision: this.#revision,
      trials: [...this.#trials.values()]
        .sort((a, b) => a.trial.number - b.trial.number)
        .map((known) => this.#searchTrial(known))
    }
    return this.#history
  }

  /** The curve of a trial in an attempt: the reports of earlier attempts do not count. */
  curve(number: number, attempt: number): Curve {
    const known = this.#trials.get(number)
    return { number, state: known?.trial.state ?? "running", points: known?.reportsOf === attempt ? known.points : [] }
  }

  /** The other trials, as pruners see them. */
  peersOf(number: number): Peers {
    const curves: Array<Curve> = []
    for (const known of this.#trials.values()) {
      if (known.trial.number !== number && known.points.length > 0) {
        curves.push({ number: known.trial.number, state: known.trial.state, points: known.points })
      }
    }
    curves.sort((a, b) => a.number - b.number)
    return {
      curves,
      firstAtOrAfter: (step) => curves.flatMap(({ points }) => firstAtOrAfter(points, step)?.value ?? [])
    }
  }

  /** How many trials are in a state. */
  count(state: StoredTrial["state"]): number {
    let count = 0
    for (const { trial } of this.#trials.values()) if (trial.state === state) count++
    return count
  }

  /** How many trials will not change any more. */
  finished(): number {
    return this.count("complete") + this.count("pruned") + this.count("failed")
  }

  /** The best complete trial; the lowest number wins a tie. */
  incumbent(): (StoredTrial & { readonly value: number }) | undefined {
    let best: (StoredTrial & { readonly value: number }) | undefined
    for (const { trial } of this.#trials.values()) {
      if (trial.state !== "complete" || trial.value === undefined) continue
      const difference =
        best === undefined
          ? -1
          : lowerIsBetter(this.#objective, trial.value) - lowerIsBetter(this.#objective, best.value)
      if (difference < 0 || (difference === 0 && trial.number < best!.number)) best = { ...trial, value: trial.value }
    }
    return best
  }

  #searchTrial({ points, trial }: Known): Trial {
    return {
      number: trial.number,
      state: trial.state,
      params: trial.params,
      curve: points,
      ...(trial.value === undefined ? {} : { values: [lowerIsBetter(this.#objective, trial.value)] }),
      ...(trial.evidence === undefined ? {} : { evidence: trial.evidence })
    }
  }
}
