import { describe, expect, it } from "vitest"
import { asha, type AshaOptions } from "../../../src/search/pruners/asha.ts"
import type { Trial, TrialState } from "../../../src/search/Trial.ts"
import { completed, judge, requestFor, shown, type Points } from "../../support/curves.ts"

const trial = (number: number, state: TrialState, points: Points): Trial => ({
  number,
  state,
  params: {},
  curve: points.map(([step, value]) => ({ step, value }))
})

/** Trials paused at step 1 with these values. */
const paused = (...values: ReadonlyArray<number>): ReadonlyArray<Trial> =>
  values.map((value, number) => trial(number, "paused", [[1, value]]))

const next = (trials: ReadonlyArray<Trial>, options: AshaOptions = {}, canStart = true) =>
  asha({ minStep: 1, maxStep: 27, reduction: 3, ...options }).next!({
    history: { revision: 1, trials },
    canStart,
    show: shown
  })

describe("a trial that can be resumed", () => {
  const at = (value: number, ...others: ReadonlyArray<number>) =>
    asha({ reduction: 3 }).judge({
      ...requestFor([[1, value]], completed(...others.map((other) => [[1, other]] as Points))),
      resumable: true
    })

  it.each([
    ["alone", at(1), "Pause"],
    ["best of two", at(1, 2), "Pause"],
    ["best of three", at(1, 2, 3), "Continue"],
    ["tied with the best of three", at(2, 2, 3), "Continue"],
    ["second of three", at(2, 1, 3), "Pause"],
    ["second of six", at(2, 1, 3, 4, 5, 6), "Continue"],
    ["third of six", at(3, 1, 2, 4, 5, 6), "Pause"],
    ["best of three whose others are NaN", at(3, NaN, NaN), "Continue"],
    ["NaN", at(NaN, 1, 2), "Prune"],
    ["infinite", at(Infinity, 1, 2), "Prune"]
  ])("%s", (_what, verdict, tag) => {
    expect(verdict._tag).toBe(tag)
  })

  it("is told why it pauses", () => {
    expect(at(5, 1)).toEqual({
      _tag: "Pause",
      rung: 1,
      reason: "<5> at step 1 is rank 2 of 2 at rung 1; none passes yet"
    })
  })
})

describe("next", () => {
  it("resumes nobody while a rung has fewer trials than the reduction", () => {
    expect(next([])).toBeUndefined()
    expect(next(paused(1, 2))).toBeUndefined()
  })

  it("resumes the best of a rung, and says why", () => {
    expect(next(paused(3, 1, 2))).toEqual({ resume: 1, reason: "<1> is rank 1 of 3 at rung 1; the best 1 go on" })
  })

  it("resumes the second best once the best has gone on and six are there", () => {
    const [first, second, ...others] = paused(1, 2, 3, 4, 5, 6)
    expect(next([{ ...first!, state: "running" }, second!, ...others.slice(0, 3)])).toBeUndefined()
    expect(next([{ ...first!, state: "running" }, second!, ...others])?.resume).toBe(1)
  })

  it("counts those that were pruned or failed at the rung, and resumes none of them", () => {
    expect(
      next([trial(0, "pruned", [[1, 1]]), trial(1, "paused", [[1, 2]]), trial(2, "failed", [[1, 3]])])
    ).toBeUndefined()
    expect(
      next([trial(0, "pruned", [[1, 9]]), trial(1, "paused", [[1, 2]]), trial(2, "failed", [[1, 3]])])?.resume
    ).toBe(1)
  })

  it("takes the lowest number of a tie", () => {
    expect(next(paused(2, 1, 1))?.resume).toBe(1)
  })

  it("looks at the highest rung first", () => {
    const high = [4, 5, 6].map((value, index) =>
      trial(10 + index, "paused", [
        [1, 0],
        [3, value]
      ])
    )
    expect(next([...paused(1, 2, 3), ...high])).toEqual({
      resume: 10,
      reason: "<4> is rank 1 of 3 at rung 3; the best 1 go on"
    })
  })

  it("knows a trial by the first report at or after its rung, whatever steps were skipped", () => {
    // Rung 3 was reached with step 4; step 5 came before the pause was told.
    const late = (number: number, value: number) =>
      trial(number, "paused", [
        [2, 9],
        [4, value],
        [5, 0]
      ])
    expect(next([late(0, 3), late(1, 1), late(2, 2)])?.resume).toBe(1)
  })

  it("lets the best go on early, while the level above has had less than half the steps of the first rung", () => {
    // Level 1 costs 2 steps for each: half of 3 steps is not enough, half of 4 is. Ranks alone would ask for 9.
    const options = { reduction: 9, maxStep: 3 }
    expect(next(paused(1, 2, 3), options)).toBeUndefined()
    expect(next(paused(3, 1, 2, 4), options)).toEqual({
      resume: 1,
      reason: "<1> is rank 1 of 4 at rung 1; only 0 steps were spent above it, and 4 up to the first rung"
    })
    const gone = trial(9, "running", [[1, 0]])
    expect(next([...paused(3, 1, 2, 4, 5, 6), gone], options)).toBeUndefined()
    expect(next([...paused(3, 1, 2, 4, 5, 6, 7), gone], options)?.resume).toBe(1)
  })
})

describe("re-judging", () => {
  const others = (...values: ReadonlyArray<number>) => completed(...values.map((value) => [[1, value]] as Points))
  const later: Points = [
    [1, 5],
    [2, 0]
  ]

  it("stops a trial at a later report, once others were better at the rung that it passed", () => {
    const rejudging = asha({ reduction: 3, rejudge: true })
    expect(judge(rejudging, later, others(6, 7))._tag).toBe("Continue")
    expect(judge(rejudging, later, others(1, 2))).toEqual({
      _tag: "Prune",
      reason: "<5> at step 1 is rank 3 of 3 at rung 1; the best 1 pass, the last of them with <1>"
    })
  })

  it("is off unless it is asked for, and never pauses", () => {
    expect(judge(asha({ reduction: 3 }), later, others(1, 2))._tag).toBe("Continue")
    const request = { ...requestFor(later, others(1, 2)), resumable: true }
    expect(asha({ reduction: 3, rejudge: true }).judge(request)._tag).toBe("Continue")
  })
})
