import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { asha, type AshaOptions } from "../../../src/search/pruners/asha.ts"
import { chanceAtTop, type Ended } from "../../../src/search/pruners/asha/chance.ts"
import type { Trial } from "../../../src/search/Trial.ts"
import { shown } from "../../support/curves.ts"
import { refusal } from "../../support/refusal.ts"

const paused = (number: number, value: number): Trial => ({
  number,
  state: "paused",
  params: {},
  curve: [{ step: 1, value }]
})

/** A complete trial with its value at the first rung and at its end, step 10. */
const complete = (number: number, first: number, final: number): Trial => ({
  number,
  state: "complete",
  params: {},
  curve: [
    { step: 1, value: first },
    { step: 10, value: final }
  ],
  values: [final]
})

const next = (trials: ReadonlyArray<Trial>, options: AshaOptions = {}, canStart = false) =>
  asha({ minStep: 1, maxStep: 10, spacing: 10, reduction: 100, finish: 1, ...options }).next!({
    history: { revision: 1, trials },
    canStart,
    show: shown
  })

/** Trials that end in the order of their first value, or in the opposite one, and others that wait behind them. */
const ordered = (count: number, sign: 1 | -1, waiting: number): ReadonlyArray<Trial> => [
  ...Array.from({ length: count }, (_, at) => complete(at, at, sign * at)),
  ...Array.from({ length: waiting }, (_, at) => paused(count + at, count + at))
]

describe("once no new trial can start", () => {
  it("the best goes on while fewer than four are complete", () => {
    expect(next([complete(0, 1, 1), paused(1, 3), paused(2, 2)])).toEqual({
      resume: 2,
      reason: "<2> is rank 2 of 3 at rung 1; no new trial can start, and only 1 are complete"
    })
    expect(next([complete(0, 1, 1), paused(1, 3), paused(2, 2)], {}, true)).toBeUndefined()
  })

  it("a trial that waits is left where the rung tells how trials end", () => {
    expect(next(ordered(30, 1, 30))).toBeUndefined()
  })

  it("a trial that waits goes on where the rung says nothing, and is told its chance", () => {
    const found = next(ordered(30, -1, 30))
    expect(found?.resume).toBe(30)
    expect(found?.reason).toMatch(
      /^<30> is rank 31 of 60 at rung 1; no new trial can start, and its chance to end among the best 3 is 0\.\d+ by 30 complete trials$/
    )
  })

  it("nobody goes on beyond the share of the steps", () => {
    // Four whole trainings and ten first steps are 50 of 140 steps; one more of 9 would make 59.
    const trials = [
      ...Array.from({ length: 4 }, (_, at) => complete(at, at, -at)),
      ...Array.from({ length: 10 }, (_, at) => paused(4 + at, 4 + at))
    ]
    expect(next(trials, { finish: 59 / 140 })?.resume).toBe(4)
    expect(next(trials, { finish: 58 / 140 })).toBeUndefined()
    expect(next(trials, { finish: 0 })).toBeUndefined()
  })

  it("a share is between 0 and 1", () => {
    expect(refusal(() => asha({ finish: 2 })).message).toBe(
      "asha: finish must be a share between 0 and 1, but it is 2."
    )
    expect(refusal(() => asha({ finish: -1 })).message).toContain("a share between 0 and 1")
  })
})

describe("the chance to end among the best", () => {
  const ended = fc
    .array(fc.integer({ min: 0, max: 99 }), { minLength: 4, maxLength: 30 })
    .chain((places) =>
      fc.tuple(...places.map((place) => fc.integer({ min: -20, max: 20 }).map((final): Ended => ({ place, final }))))
    )

  it("is a probability", () => {
    fc.assert(
      fc.property(ended, fc.integer({ min: 0, max: 99 }), (trials, place) => {
        const chance = chanceAtTop(place, 100, trials)
        expect(chance).toBeGreaterThanOrEqual(0)
        expect(chance).toBeLessThanOrEqual(1)
      })
    )
  })

  it("depends on the order of the ends alone", () => {
    fc.assert(
      fc.property(ended, fc.integer({ min: 0, max: 99 }), (trials, place) => {
        const mapped = trials.map((one) => ({ ...one, final: Math.exp(one.final / 7) }))
        expect(chanceAtTop(place, 100, mapped)).toBe(chanceAtTop(place, 100, trials))
      })
    )
  })

  it("is small where the best of the rung ended best, and larger where the order came out at random", () => {
    const sharp = Array.from({ length: 20 }, (_, at) => ({ place: at, final: at }))
    const blurred = Array.from({ length: 20 }, (_, at) => ({ place: at, final: (at * 7) % 20 }))
    expect(chanceAtTop(20, 60, sharp)).toBeLessThan(0.001)
    expect(chanceAtTop(20, 60, blurred)).toBeGreaterThan(0.03)
  })
})
