import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { rngFor } from "../../../src/search/math/rng.ts"
import { fitEffects } from "../../../src/search/ranking/effects.ts"
import { meanFactor, type Measured } from "../../../src/search/ranking/Measured.ts"
import { rankMeasured } from "../../../src/search/ranking/rank.ts"
import { shrink } from "../../../src/search/ranking/shrink.ts"

const measured = (...rows: ReadonlyArray<ReadonlyArray<number | undefined>>): ReadonlyArray<Measured> =>
  rows.map((row, number) => ({
    number,
    values: new Map(row.flatMap((value, fold) => (value === undefined ? [] : [[fold, value] as const])))
  }))

describe("effects of trials and folds", () => {
  it("are the two-way analysis of variance of a textbook where every trial has every fold", () => {
    // Trial means 2, 4, 9; fold means 4, 5, 6; residuals by hand.
    const effects = fitEffects(measured([1, 2, 3], [3, 4, 5], [8, 9, 10]), "folds")!
    expect(effects.means).toEqual([2, 4, 9])
    expect(effects.residualVariance).toBeCloseTo(0, 12)
    expect(effects.degrees).toBe(4)
    expect(effects.withinVariance).toBeCloseTo(1, 12)
    const noisy = fitEffects(measured([1, 2], [4, 3]), "folds")!
    expect(noisy.residualVariance).toBeCloseTo(1, 12)
    expect(noisy.degrees).toBe(1)
  })

  it("give a trial that lacks a hard fold no advantage", () => {
    const effects = fitEffects(measured([1, 1, 9], [1, 1, undefined], [2, 2, 10]), "folds")!
    expect(effects.means[1]!).toBeCloseTo(effects.means[0]!, 6)
  })

  it("do not notice how hard the folds are", () => {
    const values = fc.double({ min: -1, max: 1, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(fc.array(values, { minLength: 4, maxLength: 4 }), { minLength: 2, maxLength: 6 }),
        fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 4, maxLength: 4 }),
        (rows, shifts) => {
          const centre = shifts.reduce((sum, value) => sum + value, 0) / 4
          const plain = fitEffects(measured(...rows), "folds")!
          const shifted = fitEffects(
            measured(...rows.map((row) => row.map((value, fold) => value + shifts[fold]! - centre))),
            "folds"
          )!
          expect(shifted.residualVariance).toBeCloseTo(plain.residualVariance, 6)
          for (const [index, mean] of plain.means.entries()) expect(shifted.means[index]!).toBeCloseTo(mean, 6)
        }
      )
    )
  })

  it("cannot be told from single values", () => {
    expect(fitEffects(measured([1], [2]), "repeats")).toBeUndefined()
    expect(fitEffects(measured([1], [2]), "folds")).toBeUndefined()
    expect(rankMeasured([], "folds")).toBeUndefined()
  })
})

describe("shrinkage", () => {
  it("pulls means together that differ no more than their noise, and leaves those alone that do", () => {
    expect(shrink([0.9, 1, 1.1], [1, 1, 1]).means).toEqual([1, 1, 1])
    const apart = shrink([0, 10, 20, 30], [0.01, 0.01, 0.01, 0.01])
    for (const [index, mean] of apart.means.entries()) expect(Math.abs(mean - 10 * index)).toBeLessThan(0.01)
  })

  it("solves the equation of Paule and Mandel", () => {
    const { between } = shrink([0, 2, 4], [1, 1, 1])
    // Σ (m − 2)²/(τ² + 1) = 8/(τ² + 1) = 2
    expect(between).toBeCloseTo(3, 9)
  })
})

describe("a ranking", () => {
  it("counts the overlap of the folds' training sets", () => {
    expect(meanFactor(5, "repeats")).toBeCloseTo(0.2, 12)
    expect(meanFactor(5, "folds")).toBeCloseTo(0.45, 12)
  })

  it("names a winner only where every other is worse beyond doubt", () => {
    const clear = rankMeasured(measured([1, 2, 1.1], [5, 6, 5.2], [7, 8, 7.1]), "folds")!
    expect(clear.winner).toBe(0)
    expect(clear.trials.map(({ isTied }) => isTied)).toEqual([true, false, false])
    const close = rankMeasured(measured([1, 2, 3], [2, 1.1, 3], [9, 9.5, 10]), "folds")!
    expect(close.winner).toBeUndefined()
    expect(close.trials.map(({ isTied }) => isTied)).toEqual([true, true, false])
  })

  it("calls equal trials different in at most 5 % of cases, whatever the number of trials", () => {
    for (const trials of [2, 10, 50]) {
      let wrong = 0
      for (let round = 0; round < 200; round++) {
        const rng = rngFor(round, trials, "ranking")
        const rows = Array.from({ length: trials }, () => Array.from({ length: 5 }, () => rng.normal()))
        if (rankMeasured(measured(...rows), "repeats")!.winner !== undefined) wrong++
      }
      expect(wrong).toBeLessThanOrEqual(18)
    }
  })
})
