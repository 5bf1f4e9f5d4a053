/** What another pruner would have done with the curves that a study has recorded. */
import { lowerIsBetter, objectivesOf } from "../../search/objectives/direction.ts"
import { peersFrom } from "../../search/pruners/curves.ts"
import type { Curve, Pruner } from "../../search/Pruner.ts"
import type { CurvePoint, Trial, TrialState } from "../../search/Trial.ts"
import type { StudyRecord } from "../../store/StudyRecord.ts"
import { shownValue } from "../judge.ts"
import { Past } from "./timeline.ts"

/** A trial that the pruner would have ended for good although it came to be among the best. */
export interface WrongEnd {
  readonly trial: number
  /** Its place among the complete trials, from 1. */
  readonly rank: number
  /** As reported. */
  readonly value: number
  readonly step: number
  readonly reason: string
}

/** What the pruner would have done. */
export interface WhatIf {
  /** Complete trials that reported: those whose curve is whole. */
  readonly trials: number
  /** Trials that were left out, because their curves are not whole or there are none. */
  readonly leftOut: number
  readonly resumable: boolean
  /** Steps that were trained, and that would have been. */
  readonly steps: number
  readonly trained: number
  /** Trials that would have ended early, for good. */
  readonly ended: number
  /** How often a paused trial would have been resumed. */
  readonly resumed: number
  readonly wrong: ReadonlyArray<WrongEnd>
}

/** The best so many are missed when they are lost. */
const top = 3

/** A trial of the record as it is played again. */
interface Played {
  readonly whole: Trial
  state: TrialState
  /** Reports so far. */
  count: number
  ended: { readonly step: number; readonly reason: string } | undefined
}

const pointsOf = ({ count, whole }: Played): ReadonlyArray<CurvePoint> => whole.curve.slice(0, count)

const asCurve = (one: Played): Curve => ({ number: one.whole.number, state: one.state, points: pointsOf(one) })

const asTrial = (one: Played): Trial => {
  const { number, params, values } = one.whole
  return {
    number,
    params,
    state: one.state,
    curve: pointsOf(one),
    ...(one.state === "complete" ? { values: values! } : {})
  }
}

/** One study, played on one slot in the order of its trials. */
class Play {
  readonly #pruner: Pruner
  readonly #resumable: boolean
  readonly #show: (value: number) => string
  readonly #asReported: (value: number) => number
  readonly started: Array<Played> = []
  resumed = 0

  constructor(pruner: Pruner, resumable: boolean, asReported: (value: number) => number) {
    this.#pruner = pruner
    this.#resumable = resumable
    this.#asReported = asReported
    this.#show = (value) => shownValue(asReported(value))
  }

  run(trials: ReadonlyArray<Trial>): this {
    for (let number = 0; ;) {
      const canStart = number < trials.length
      const paused = this.#next(canStart)
      if (paused !== undefined) this.#train(paused)
      else if (canStart) {
        const one: Played = { whole: trials[number++]!, state: "running", count: 0, ended: undefined }
        this.started.push(one)
        this.#train(one)
      } else return this
    }
  }

  #next(canStart: boolean): Played | undefined {
    if (!this.#resumable) return undefined
    const history = { revision: 0, trials: this.started.map(asTrial) }
    const found = this.#pruner.next?.({ history, canStart, show: this.#show })
    const one = this.started.find(({ whole }) => whole.number === found?.resume)
    if (one !== undefined) this.resumed++
    return one
  }

  #train(one: Played): void {
    one.state = "running"
    one.ended = undefined
    const { curve } = one.whole
    const others = peersFrom(this.started.filter((other) => other !== one).map(asCurve))
    while (one.state === "running") {
      if (one.count === curve.length) {
        one.state = "complete"
        return
      }
      const report = curve[one.count++]!
      const verdict = this.#pruner.judge({
        trial: asCurve(one),
        report,
        peers: others,
        show: this.#show,
        asReported: this.#asReported,
        resumable: this.#resumable
      })
      if (verdict._tag === "Continue") continue
      one.state = verdict._tag === "Pause" ? "paused" : "pruned"
      one.ended = { step: report.step, reason: verdict.reason }
    }
  }
}

/** The study's trials as its record has them at the end. */
const trialsOf = (record: StudyRecord): ReadonlyArray<Trial> => {
  const { spec } = record.study
  return new Past(record, objectivesOf(spec)).at(record.study.revision).history().trials
}

/**
 * Plays the complete trials of a study again under a pruner, one after the other: each report that is on record is judged
 * as it would have been then. Trials pause, and are resumed, where `resumable` says that their training can go on. An end
 * is wrong where the trial came to be among the best three; of those that ended alike any will do.
 */
export const whatIf = (record: StudyRecord, pruner: Pruner, resumable: boolean): WhatIf => {
  const [objective] = objectivesOf(record.study.spec)
  const asReported = (value: number): number => lowerIsBetter(objective, value)
  const all = trialsOf(record)
  const whole = all.filter(
    ({ curve, state, values }) => state === "complete" && values !== undefined && curve.length > 0
  )
  const { resumed, started } = new Play(pruner, resumable, asReported).run(whole)
  const finals = whole.map(({ values }) => values![0]!).sort((a, b) => a - b)
  const last = finals[Math.min(top, finals.length) - 1] ?? -Infinity
  const ended = started.filter(({ state }) => state !== "complete")
  const found = started.filter(({ state, whole: { values } }) => state === "complete" && values![0]! <= last).length
  const lost = Math.max(0, Math.min(top, finals.length) - found)
  const wrong = ended
    .filter(({ whole: { values } }) => values![0]! <= last)
    .sort((a, b) => a.whole.values![0]! - b.whole.values![0]!)
    .slice(0, lost)
    .map(({ ended: end, whole: { number, values } }): WrongEnd => ({
      trial: number,
      rank: finals.indexOf(values![0]!) + 1,
      value: asReported(values![0]!),
      ...end!
    }))
  const lastOf = (points: ReadonlyArray<CurvePoint>): number => points.at(-1)?.step ?? 0
  return {
    trials: whole.length,
    leftOut: all.length - whole.length,
    resumable,
    steps: whole.reduce((sum, { curve }) => sum + lastOf(curve), 0),
    trained: started.reduce((sum, one) => sum + lastOf(pointsOf(one)), 0),
    ended: ended.length,
    resumed,
    wrong
  }
}
