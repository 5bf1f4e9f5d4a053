/** One runner with one slot, playing a study over recorded curves: steps instead of hours. */
import { rngFor } from "../../src/search/math/rng.ts"
import { bestUpTo } from "../../src/search/pruners/curves.ts"
import { Ranking } from "../../src/search/pruners/Ranking.ts"
import type { Curve, Peers, Pruner, Verdict } from "../../src/search/Pruner.ts"
import type { CurvePoint, Trial, TrialState } from "../../src/search/Trial.ts"
import type { CurveSet } from "./CurveSet.ts"

/** A pruner for one study, and whether its trials can be resumed. */
export interface Rule {
  readonly name: string
  readonly make: (set: CurveSet, study: string) => Pruner
  readonly resumable: boolean
}

/** A simulated trial: one configuration of the set. */
export interface Played extends Trial, Curve {
  readonly configuration: number
  state: TrialState
  values?: ReadonlyArray<number>
  readonly points: Array<CurvePoint>
  readonly curve: Array<CurvePoint>
}

/** Chooses the configuration of the next trial; undefined leaves it to the repeat's random order. */
export type Choose = (trials: ReadonlyArray<Played>) => number | undefined

/** How far a study goes. */
export interface Limits {
  readonly trials: number
  readonly steps: number
}

/** What a study looks like after so many steps. */
export interface Snapshot {
  readonly steps: number
  /** The final value of the incumbent; Infinity where no trial is complete. */
  readonly incumbent: number
}

const show = (value: number): string => String(value)

/** The configurations in the random order in which a repeat tries them: the same for every rule. */
const randomOrder = (set: CurveSet, repeat: number): ReadonlyArray<number> => {
  const rng = rngFor(repeat, 0, set.name)
  const order = set.curves.map((_, index) => index)
  for (let index = order.length - 1; index > 0; index--) {
    const other = rng.below(index + 1)
    ;[order[index], order[other]] = [order[other]!, order[index]!]
  }
  return order
}

/** A study under a rule. */
export class Simulation {
  readonly trials: Array<Played> = []
  readonly #set: CurveSet
  readonly #order: ReadonlyArray<number>
  readonly #pruner: Pruner
  readonly #resumable: boolean
  /** By step, the values reported there. */
  readonly #byStep: ReadonlyArray<Ranking>
  /** By step, the best values up to it of the complete trials. */
  readonly #bestOfComplete: ReadonlyArray<Ranking>
  readonly #peers: Peers
  readonly #limits: Limits
  readonly #proposed: Choose
  readonly #tried = new Set<number>()
  steps = 0
  incumbent = Infinity

  constructor(rule: Rule, set: CurveSet, repeat: number, limits: Limits, choose: Choose = () => undefined) {
    this.#set = set
    this.#proposed = choose
    this.#order = randomOrder(set, repeat)
    this.#pruner = rule.make(set, `${set.name}-${repeat}`)
    this.#resumable = rule.resumable
    this.#limits = { ...limits, trials: Math.min(limits.trials, set.curves.length) }
    this.#byStep = Array.from({ length: set.steps + 1 }, () => new Ranking())
    this.#bestOfComplete = Array.from({ length: set.steps + 1 }, () => new Ranking())
    // A judged trial's own value at a step is filed after its verdict, and no trial reports a step twice.
    this.#peers = {
      curves: this.trials,
      firstAtOrAfter: (step, group) => this.#byStep[Math.ceil(step)]?.values(group) ?? [],
      latestAt: (step, later, most, group) => {
        const at = Math.ceil(step) - 1
        const next = Math.ceil(later) - 1
        const values: { here: Array<number>; later: Array<number | undefined> } = { here: [], later: [] }
        for (let other = this.trials.length - 1; other >= 0 && values.here.length < most; other--) {
          const { number, points, state } = this.trials[other]!
          // The judged trial is the one that runs.
          if (points.length <= at || state === "running" || group?.(number) === false) continue
          values.here.push(points[at]!.value)
          values.later.push(points.length > next ? points[next]!.value : undefined)
        }
        values.here.reverse()
        values.later.reverse()
        return values
      },
      bestOfCompleteUpTo: (step) => this.#bestOfComplete[step]!.values()
    }
  }

  /** Plays until the limits; tells of every step. */
  run(onStep: (snapshot: Snapshot) => void = () => {}): this {
    while (this.steps < this.#limits.steps) {
      const trial = this.#choose()
      if (trial === undefined) return this
      trial.state = "running"
      while (trial.state === "running" && this.steps < this.#limits.steps) {
        this.#trainOneStep(trial)
        onStep(this)
      }
    }
    return this
  }

  #choose(): Played | undefined {
    const canStart = this.trials.length < this.#limits.trials
    const next = this.#pruner.next?.({ history: { revision: this.steps, trials: this.trials }, canStart, show })
    if (next !== undefined) return this.trials[next.resume]!
    if (!canStart) return undefined
    const number = this.trials.length
    const points: Array<CurvePoint> = []
    const inOrder = () => this.#order.find((one) => !this.#tried.has(one))!
    const configuration = this.#proposed(this.trials) ?? inOrder()
    this.#tried.add(configuration)
    const params = this.#set.configurations?.params[configuration] ?? {}
    const trial: Played = { number, configuration, state: "running", params, points, curve: points }
    this.trials.push(trial)
    return trial
  }

  #trainOneStep(trial: Played): void {
    this.steps++
    const step = trial.points.length + 1
    const value = this.#set.curves[trial.configuration]![step - 1]!
    const report = { step, value }
    trial.points.push(report)
    if (step === this.#set.steps) {
      trial.state = Number.isFinite(value) ? "complete" : "failed"
      if (trial.state === "complete") {
        trial.values = [value]
        this.incumbent = Math.min(this.incumbent, value)
        for (const point of trial.points)
          this.#bestOfComplete[point.step]!.set(trial.number, bestUpTo(trial.points, point.step) ?? Infinity)
      }
    } else {
      const verdict = this.#pruner.judge({
        trial,
        report,
        peers: this.#peersOf(trial),
        show,
        resumable: this.#resumable
      })
      trial.state = stateAfter(verdict)
    }
    this.#byStep[step]!.set(trial.number, value)
  }

  #peersOf(trial: Played): Peers {
    const { trials } = this
    function* curves() {
      for (const other of trials) if (other !== trial) yield other
    }
    return { ...this.#peers, curves: { [Symbol.iterator]: curves } }
  }
}

const stateAfter = (verdict: Verdict): TrialState => {
  if (verdict._tag === "Continue") return "running"
  return verdict._tag === "Pause" ? "paused" : "pruned"
}
