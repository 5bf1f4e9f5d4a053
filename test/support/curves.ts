/** What pruners are asked with, written briefly. */
import { peersFrom } from "../../src/search/pruners/curves.ts"
import type { Curve, JudgeRequest, Pruner, Verdict } from "../../src/search/Pruner.ts"
import type { TrialState } from "../../src/search/Trial.ts"

/** A curve as pairs of step and value. */
export type Points = ReadonlyArray<readonly [step: number, value: number]>

/** A curve of a trial. */
export const curve = (number: number, points: Points, state: TrialState = "running"): Curve => ({
  number,
  state,
  points: points.map(([step, value]) => ({ step, value }))
})

/** Complete trials that have these curves, numbered from 1. */
export const completed = (...curves: ReadonlyArray<Points>): ReadonlyArray<Curve> =>
  curves.map((points, index) => curve(index + 1, points, "complete"))

/** A value as the requests' `show` writes it. */
export const shown = (value: number): string => `<${value}>`

/** The request for a verdict on the last point of trial 0. */
export const requestFor = (points: Points, peers: ReadonlyArray<Curve>): JudgeRequest => {
  const trial = curve(0, points)
  return { trial, report: trial.points.at(-1)!, peers: peersFrom(peers), show: shown }
}

/** The verdict on the last point of trial 0. */
export const judge = (pruner: Pruner, points: Points, peers: ReadonlyArray<Curve>): Verdict =>
  pruner.judge(requestFor(points, peers))
