/** What trials reported, attempt by attempt, put together to the curve that each of them has. */
import type { Objectives } from "../search/objectives/direction.ts"
import type { FoldPoint } from "../search/Pruner.ts"
import type { CurvePoint } from "../search/Trial.ts"
import type { Segment } from "../store/checkpoints.ts"
import type { StoredReport, StoredTrial } from "../store/records.ts"
import { foldPoint, withFoldPoint } from "./folds.ts"
import { curvePoint } from "./points.ts"

/** The points of one attempt, or of a trial: both by rising step. */
export interface Points {
  readonly curve: ReadonlyArray<CurvePoint>
  readonly folds: ReadonlyArray<FoldPoint>
}

const none: Points = { curve: [], folds: [] }

const nothing: ReadonlyArray<Segment> = []

/** Points with one more, by rising step. The first report of a step counts. */
const withPoint = (points: ReadonlyArray<CurvePoint>, point: CurvePoint): ReadonlyArray<CurvePoint> => {
  const last = points.at(-1)
  if (last === undefined || last.step < point.step) return [...points, point]
  if (points.some(({ step }) => step === point.step)) return points
  return [...points, point].sort((a, b) => a.step - b.step)
}

const between = ({ curve, folds }: Points, after: number, upTo: number): Points => ({
  curve: curve.filter(({ step }) => step > after && step <= upTo),
  folds: folds.filter(({ step }) => step > after && step <= upTo)
})

const joined = (parts: ReadonlyArray<Points>): Points => ({
  curve: parts.flatMap(({ curve }) => curve),
  folds: parts.flatMap(({ folds }) => folds).sort((a, b) => a.fold - b.fold || a.step - b.step)
})

/** What attempts reported up to a step, a later one's points in place of those that an earlier one had from there on. */
const curveUpTo = (upTo: number, latestFirst: ReadonlyArray<Points>): ReadonlyArray<CurvePoint> => {
  const parts: Array<ReadonlyArray<CurvePoint>> = []
  let before = upTo + 1
  for (const { curve } of latestFirst) {
    const part = curve.filter(({ step }) => step < before)
    parts.push(part)
    before = part[0]?.step ?? before
  }
  return parts.reverse().flat()
}

/** The curves of a study's trials, by their numbers. The order in which reports and trials come does not matter. */
export class Curves {
  readonly #objectives: Objectives
  /** By number and attempt. */
  readonly #points: Array<Map<number, Points>> = []
  /** The attempt that each trial is in, by number. */
  readonly #attempts: Array<number> = []
  /** Which earlier attempts it goes on from, of those that go on from some. */
  readonly #continues = new Map<number, ReadonlyArray<Segment>>()
  /** The step at which it was paused, of those that are to go on from there, or do. */
  readonly #pausedAt = new Map<number, number>()

  constructor(objectives: Objectives) {
    this.#objectives = objectives
  }

  /** The attempt whose curve a trial has; 0 where it was never executed. */
  attemptOf(number: number): number {
    return this.#attempts[number] ?? 0
  }

  /** The checkpoint that a trial's attempt went on from. */
  originOf(number: number): Segment | undefined {
    return this.#continues.get(number)?.at(-1)
  }

  /** Takes note of the attempt that a trial is in. */
  put({ attempt, continues = nothing, number, pausedStep, state }: StoredTrial): void {
    this.#attempts[number] = attempt
    if (continues.length > 0) this.#continues.set(number, continues)
    else this.#continues.delete(number)
    if (pausedStep !== undefined && (state === "waiting" || state === "running")) this.#pausedAt.set(number, pausedStep)
    else this.#pausedAt.delete(number)
  }

  /** Takes note of a report. Says whether it may have changed the trial's curve. */
  add(report: StoredReport): boolean {
    const current = this.#attempts[report.trial]
    const fold = foldPoint(this.#objectives, report)
    const point = curvePoint(this.#objectives, report)
    if (current === undefined || (fold === undefined && point === undefined)) return false
    const attempts = (this.#points[report.trial] ??= new Map<number, Points>())
    const { curve, folds } = attempts.get(report.attempt) ?? none
    attempts.set(report.attempt, {
      curve: point === undefined ? curve : withPoint(curve, point),
      folds: fold === undefined ? folds : withFoldPoint(folds, fold)
    })
    return report.attempt === current || this.#continues.has(report.trial) || this.#pausedAt.has(report.trial)
  }

  /**
   * What a trial has reported so far: the attempts that it goes on from, each up to its step, and its own. Until a resumed
   * attempt has loaded its checkpoint or reported, the trial stands where it was paused: others are not to be compared as
   * though it had never been there.
   */
  of(number: number): Points {
    const attempt = this.attemptOf(number)
    const continues = this.#continues.get(number) ?? nothing
    const attempts = this.#points[number]
    const own = attempts?.get(attempt) ?? none
    const pausedAt = this.#pausedAt.get(number)
    if (continues.length === 0 && own.curve.length === 0 && own.folds.length === 0 && pausedAt !== undefined) {
      const earlier = [...(attempts ?? [])].filter(([one]) => one < attempt).sort(([a], [b]) => b - a)
      const latestFirst = earlier.map(([, points]) => points)
      return { ...none, curve: curveUpTo(pausedAt, latestFirst) }
    }
    if (continues.length === 0) return own
    const earlier = continues.map((segment, index) =>
      between(attempts?.get(segment.attempt) ?? none, continues[index - 1]?.upTo ?? 0, segment.upTo)
    )
    return joined([...earlier, between(own, continues.at(-1)!.upTo, Infinity)])
  }
}
