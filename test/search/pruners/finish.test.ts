import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { asha, type AshaOptions } from "../../../src/search/pruners/asha.ts"
import { normalScore, normalScoresOf } from "../../../src/search/math/normalScores.ts"
import { chanceAtTop, relate } from "../../../src/search/pruners/asha/chance.ts"
import { chancePerStep } from "../../../src/search/pruners/asha/worth.ts"
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

/** Normal scores of the places 0 … count − 1. */
const scores = (count: number): ReadonlyArray<number> =>
  Array.from({ length: count }, (_, at) => normalScore(at, count))

describe("the chance to end among the best", () => {
  const ended = fc.array(fc.tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.integer({ min: -20, max: 20 })), {
    minLength: 4,
    maxLength: 30
  })
  const chanceOf = (trials: ReadonlyArray<readonly [number, number]>, score: number): number => {
    const { forecast } = relate(
      trials.map(([here]) => here),
      normalScoresOf(trials.map(([, final]) => final))
    )
    return chanceAtTop(forecast(score), trials.length)
  }

  it("is a probability, which a better place never lowers", () => {
    fc.assert(
      fc.property(ended, fc.double({ min: -3, max: 3, noNaN: true }), (trials, score) => {
        const chance = chanceOf(trials, score)
        expect(chance).toBeGreaterThanOrEqual(0)
        expect(chance).toBeLessThanOrEqual(1)
      })
    )
    const best = scores(60)
    const ordered = best.slice(0, 20).map((score, at) => [score, at] as const)
    for (let at = 1; at < 60; at++)
      expect(chanceOf(ordered, best[at]!)).toBeLessThanOrEqual(chanceOf(ordered, best[at - 1]!))
  })

  it("is that of a regression computed by hand", () => {
    // Scores −1, −1, 1, 1 and ends −e, −f, f, e: spread 4 + 2, products 2 (e + f).
    const [e, f] = [-normalScore(0, 4), -normalScore(1, 4)]
    const { forecast, residual } = relate([-1, -1, 1, 1], [-e, -f, f, e])
    const slope = (e + f) / 3
    expect(residual).toBeCloseTo((20 + 2 * (e - slope) ** 2 + 2 * (f - slope) ** 2) / 23, 12)
    expect(forecast(2)).toEqual({
      mean: expect.closeTo(2 * slope, 12) as number,
      deviation: expect.closeTo(Math.sqrt(residual * (1 + 1 / 4 + 4 / 6)), 12) as number,
      degrees: 22
    })
  })

  it("is small where the best of the rung ended best, and larger where the order came out at random", () => {
    const places = scores(60).slice(0, 20)
    const sharp = places.map((score, at) => [score, at] as const)
    const blurred = places.map((score, at) => [score, (at * 7) % 20] as const)
    expect(chanceOf(sharp, normalScore(30, 60))).toBeLessThan(0.005)
    expect(chanceOf(blurred, normalScore(30, 60))).toBeGreaterThan(0.03)
  })

  it("a handful of ends in the order of the rung proves little", () => {
    const few = scores(60)
      .slice(0, 5)
      .map((score, at) => [score, at] as const)
    expect(chanceOf(few, normalScore(5, 60))).toBeGreaterThan(0.15)
  })
})

describe("what a paused trial is worth per step", () => {
  const now = fc.record({
    mean: fc.double({ min: -3, max: 3, noNaN: true }),
    deviation: fc.double({ min: 0.1, max: 2, noNaN: true }),
    degrees: fc.integer({ min: 3, max: 60 })
  })
  const steps = fc.integer({ min: 1, max: 100 })
  const left = fc.double({ min: 0.01, max: 1, noNaN: true })

  it("lies between its chance over all steps and its chance over those to the next rung", () => {
    fc.assert(
      fc.property(now, steps, steps, left, (forecast, toNext, thence, share) => {
        const worth = chancePerStep(forecast, { toNext, thence, left: share, complete: 12 })
        expect(worth).toBeGreaterThanOrEqual(chanceAtTop(forecast, 12) / (toNext + thence))
        expect(worth).toBeLessThanOrEqual(chanceAtTop(forecast, 12) / toNext)
      })
    )
  })

  it("is the chance over all steps where the next rung tells nothing, and grows with what it tells", () => {
    const forecast = { mean: 0, deviation: 1, degrees: 30 }
    const worth = (share: number) => chancePerStep(forecast, { toNext: 3, thence: 23, left: share, complete: 12 })
    expect(worth(1)).toBeCloseTo(chanceAtTop(forecast, 12) / 26, 7)
    expect(worth(0.5)).toBeGreaterThan(worth(0.9))
    expect(worth(0.1)).toBeGreaterThan(worth(0.5))
  })

  it("is the chance over the steps to the end where no rung comes before", () => {
    const forecast = { mean: 0, deviation: 1, degrees: 30 }
    expect(chancePerStep(forecast, { toNext: 5, thence: 0, left: 1, complete: 12 })).toBe(chanceAtTop(forecast, 12) / 5)
  })
})
