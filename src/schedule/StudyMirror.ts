/** What a runner knows of its study: the store's changes, folded into what samplers and pruners are given. */
import { isFeasible, violationsOf, type ConstraintSpec } from "../search/objectives/constraints.ts"
import { lowerIsBetter, valuesIn, type Objectives } from "../search/objectives/direction.ts"
import { joinFront } from "../search/objectives/front.ts"
import { bestUpTo, firstAtOrAfter } from "../search/pruners/curves.ts"
import type { Curve, Peers } from "../search/Pruner.ts"
import { type Group, type Ranking, without } from "../search/pruners/Ranking.ts"
import type { Evidence, History, Trial, TrialState } from "../search/Trial.ts"
import type { StoredCheckpoint } from "../store/checkpoints.ts"
import { present } from "../store/present.ts"
import type { Changes, StoredTrial } from "../store/records.ts"
import { Curves } from "./Curves.ts"
import { StepIndex } from "./StepIndex.ts"

/** A complete trial with its value. */
export type Incumbent = StoredTrial & { readonly value: number }

interface OnFront {
  readonly trial: StoredTrial
  readonly values: ReadonlyArray<number>
}

/**
 * A fold over the changes of one study: what it holds depends on the revision alone, not on the pieces in which the
 * changes came. Absorbing the same changes twice changes nothing.
 */
export class StudyMirror {
  readonly #objectives: Objectives
  readonly #constraints: ReadonlyArray<ConstraintSpec>
  /** By number: numbers are dense. */
  readonly #trials: Array<Trial> = []
  readonly #curves: Curves
  /** The latest checkpoint of each trial that has one, by its number. */
  readonly #checkpoints = new Map<number, Pick<StoredCheckpoint, "attempt" | "step">>()
  /** What is known of trials that were paused, by number. */
  readonly #pauses = new Map<number, Pick<StoredTrial, "pausedStep" | "pausedBecause">>()
  readonly #counts = new Map<TrialState, number>()
  readonly #first = new StepIndex(({ curve }, step) => firstAtOrAfter(curve, step))
  readonly #bestOfComplete = new StepIndex(({ curve, state }, step) =>
    state === "complete" ? bestUpTo(curve, step) : undefined
  )
  #revision = 0
  /** The evidence of the latest trial that gave some. */
  #said: Evidence | undefined
  #best: Incumbent | undefined
  #front: ReadonlyArray<OnFront> = []
  readonly #followers: Array<(changes: Changes) => void> = []

  constructor(objectives: Objectives, constraints: ReadonlyArray<ConstraintSpec> = []) {
    this.#objectives = objectives
    this.#constraints = constraints
    this.#curves = new Curves(objectives)
  }

  /** The revision up to which changes were absorbed. */
  get revision(): number {
    return this.#revision
  }

  /** How many trials there are. */
  get size(): number {
    return this.#trials.length
  }

  absorb(changes: Changes): void {
    if (changes.revision <= this.#revision) return
    const { checkpoints = [], reports, trials } = changes
    for (const trial of trials) this.#absorbTrial(trial)
    for (const { attempt, step, trial } of checkpoints) this.#checkpoints.set(trial, { attempt, step })
    const changed = new Set(checkpoints.map(({ trial }) => trial))
    for (const report of reports) if (this.#curves.add(report)) changed.add(report.trial)
    for (const number of changed) this.#refresh(number)
    this.#revision = changes.revision
    for (const follow of this.#followers) follow(changes)
  }

  /** From here on, gives every change to another mirror of the study, which has to begin with this one. */
  follow(follower: (changes: Changes) => void): void {
    this.#followers.push(follower)
  }

  /** The trials as samplers see them, by rising number. Good until the next changes: a copy for each trial would be costly. */
  history(): History {
    return { revision: this.#revision, trials: this.#trials }
  }

  /** The curve of a trial in an attempt, with what it goes on from: other reports of earlier attempts do not count. */
  curve(number: number, attempt: number): Curve {
    const known = this.#trials[number]
    if (known === undefined || this.#curves.attemptOf(number) !== attempt)
      return { number, state: known?.state ?? "running", points: [] }
    return this.#curveOf(known)
  }

  /** The step up to which a trial was judged before it was paused; 0 where it never was. */
  judgedUpTo(number: number): number {
    return this.#pauses.get(number)?.pausedStep ?? 0
  }

  /** Why a trial is paused; undefined where it is not. */
  pausedBecause(number: number): string | undefined {
    return this.#pauses.get(number)?.pausedBecause
  }

  /**
   * Whether an attempt that is paused at a step can be resumed: it has a checkpoint, and no more than half of the steps up
   * to there would be trained again.
   */
  isResumable(number: number, attempt: number, step: number): boolean {
    const latest = this.#checkpoints.get(number)
    const origin = this.#curves.attemptOf(number) === attempt ? this.#curves.originOf(number) : undefined
    const saved = latest?.attempt === attempt ? latest.step : origin?.upTo
    return saved !== undefined && saved <= step && 2 * saved >= step
  }

  /** Whether there ever was a checkpoint. */
  get hasCheckpoints(): boolean {
    return this.#checkpoints.size > 0
  }

  /** The other trials up to a number, as pruners see them until the next changes. */
  peersOf(number: number, upTo = Infinity): Peers {
    const trials = this.#trials
    const curveOf = (trial: Trial) => this.#curveOf(trial)
    function* curves(): Generator<Curve> {
      for (const trial of trials) {
        if (trial.number > upTo) return
        const curve = curveOf(trial)
        if (trial.number !== number && (curve.points.length > 0 || curve.folds !== undefined)) yield curve
      }
    }
    const others = (column: Ranking, group?: Group) => {
      const values = column.values(group)
      const left: Array<number> = []
      const leave = (other: number) => {
        const value = column.byNumber[other]
        if (value !== undefined && group?.(other) !== false) left.push(value)
      }
      if (number <= upTo) leave(number)
      for (let other = Math.max(0, upTo + 1); other < trials.length; other++) leave(other)
      return left.length === 0 ? values : without(values, left)
    }
    return {
      curves: { [Symbol.iterator]: curves },
      firstAtOrAfter: (step, group) => others(this.#first.column(step, trials), group),
      latestAt: (step, later, most, group) => {
        const first = this.#first.column(step, trials).byNumber
        const second = this.#first.column(later, trials).byNumber
        const here: Array<number> = []
        const next: Array<number | undefined> = []
        for (let other = Math.min(first.length - 1, upTo); other >= 0 && here.length < most; other--) {
          const value = first[other]
          if (value === undefined || other === number || group?.(other) === false) continue
          here.push(value)
          next.push(second[other])
        }
        return { here: here.reverse(), later: next.reverse() }
      },
      bestOfCompleteUpTo: (step) => others(this.#bestOfComplete.column(step, trials))
    }
  }

  /** How many trials are in a state. */
  count(state: TrialState): number {
    return this.#counts.get(state) ?? 0
  }

  /** How many trials will not change any more. */
  finished(): number {
    return this.count("complete") + this.count("pruned") + this.count("failed")
  }

  /** The best complete trial by the first objective that is inside the outcome constraints; the lowest number wins a tie. */
  incumbent(): Incumbent | undefined {
    return this.#best
  }

  /** Of several objectives, the Pareto front: the complete trials inside the outcome constraints that none surpasses, by rising number. */
  front(): ReadonlyArray<StoredTrial> {
    return this.#front.map(({ trial }) => trial).sort((a, b) => a.number - b.number)
  }

  /** The best complete trial up to a number, inside the outcome constraints; the lowest number wins a tie. */
  bestUpTo(upTo: number): Curve | undefined {
    let best: Trial | undefined
    for (const trial of this.#trials) {
      if (trial.number > upTo) break
      if (
        trial.state === "complete" &&
        trial.values !== undefined &&
        isFeasible(trial.violations) &&
        !(trial.values[0]! >= (best?.values?.[0] ?? Infinity))
      )
        best = trial
    }
    return best === undefined ? undefined : this.#curveOf(best)
  }

  #curveOf({ curve, number, state }: Trial): Curve {
    const { folds } = this.#curves.of(number)
    return { number, state, points: curve, ...(folds.length === 0 ? {} : { folds }) }
  }

  /** Gives a trial the curve and the checkpoint that it has come to. */
  #refresh(number: number): void {
    const known = this.#trials[number]
    if (known !== undefined) this.#put({ ...known, ...this.#progressOf(number) })
  }

  #progressOf(number: number): Pick<Trial, "curve" | "checkpoint"> {
    const { curve } = this.#curves.of(number)
    const checkpoint = this.#checkpoints.get(number)?.step
    return checkpoint === undefined ? { curve } : { curve, checkpoint }
  }

  #put(trial: Trial): void {
    this.#trials[trial.number] = trial
    this.#first.change(trial)
    this.#bestOfComplete.change(trial)
  }

  /** What a complete trial came to, whether or not it is inside of the constraints. */
  #resultOf(trial: StoredTrial): Partial<Trial> {
    const { finishedAt, metrics, startedAt, state } = trial
    const values = this.#valuesOf(trial)
    if (state !== "complete" || values === undefined) return {}
    return {
      values,
      ...(this.#constraints.length === 0 ? {} : { violations: violationsOf(this.#constraints, metrics ?? {}) }),
      ...(finishedAt === undefined || startedAt === undefined ? {} : { durationMillis: finishedAt - startedAt })
    }
  }

  #absorbTrial(trial: StoredTrial): void {
    const { evidence, number, params, parent, pausedBecause, pausedStep, sourceStep, state, value } = trial
    const result = this.#resultOf(trial)
    const known = this.#trials[number]
    if (known !== undefined) this.#counts.set(known.state, this.count(known.state) - 1)
    this.#counts.set(state, this.count(state) + 1)
    this.#curves.put(trial)
    this.#put({
      number,
      state,
      params: known?.params ?? params,
      ...this.#progressOf(number),
      ...(parent === undefined ? {} : { parent: { trial: parent, step: sourceStep ?? 0 } }),
      ...result,
      ...(evidence === undefined ? {} : { evidence: known?.evidence ?? this.#shared(evidence) })
    })
    if (pausedStep !== undefined) this.#pauses.set(number, { pausedStep, ...present({ pausedBecause }) })
    const { values } = result
    if (value === undefined || values === undefined) return
    if (values.length > 1) this.#front = joinFront(this.#front, { trial, values })
    const best = this.#best
    const first = this.#objectives[0]
    const difference = best === undefined ? -1 : lowerIsBetter(first, value) - lowerIsBetter(first, best.value)
    if (difference < 0 || (difference === 0 && number < best!.number)) this.#best = { ...trial, value }
  }

  /** The same evidence, kept once for trials in a row: a sampler without a model says the same of all of them. */
  #shared(evidence: Evidence): Evidence {
    const said = this.#said
    const isSame =
      said?.model === evidence.model &&
      said.reason === evidence.reason &&
      (said.fitted ?? evidence.fitted) === undefined
    if (!isSame) this.#said = evidence
    return this.#said!
  }

  /** What a complete trial ended with; undefined where it lacks one of the objectives. */
  #valuesOf({ infeasible, metrics, value }: StoredTrial): ReadonlyArray<number> | undefined {
    // A trial outside of a constraint has metrics and no value.
    if (value === undefined && infeasible === undefined) return undefined
    const first = this.#objectives[0]
    return valuesIn(this.#objectives, value === undefined ? metrics! : { ...metrics, [first.metric]: value })
  }
}
