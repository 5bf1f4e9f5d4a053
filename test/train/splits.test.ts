import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { shuffled, stratifiedKFold } from "../../src/train/splits.ts"
import { refusal } from "../support/refusal.ts"

const labelled = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 6, maxLength: 60 })

describe("stratifiedKFold", () => {
  it("lets every example judge exactly once, and never trains on what it judges by", () => {
    fc.assert(
      fc.property(labelled, fc.integer({ min: 2, max: 6 }), fc.nat(), (labels, folds, seed) => {
        const splits = stratifiedKFold(labels, folds, seed)
        expect(splits).toHaveLength(folds)
        expect(splits.flatMap(({ validation }) => validation).sort((a, b) => a - b)).toEqual(
          labels.map((_, index) => index)
        )
        for (const { train, validation } of splits) {
          expect(new Set([...train, ...validation]).size).toBe(labels.length)
          expect(train.length + validation.length).toBe(labels.length)
        }
      })
    )
  })

  it("gives each fold its share of each class, to one example", () => {
    fc.assert(
      fc.property(labelled, fc.integer({ min: 2, max: 6 }), fc.nat(), (labels, folds, seed) => {
        for (const { validation } of stratifiedKFold(labels, folds, seed)) {
          for (const label of new Set(labels)) {
            const share = labels.filter((other) => other === label).length / folds
            const found = validation.filter((index) => labels[index] === label).length
            expect(Math.abs(found - share)).toBeLessThanOrEqual(1)
          }
        }
      })
    )
  })

  it("makes folds of the same size, to one example", () => {
    fc.assert(
      fc.property(labelled, fc.integer({ min: 2, max: 6 }), fc.nat(), (labels, folds, seed) => {
        const sizes = stratifiedKFold(labels, folds, seed).map(({ validation }) => validation.length)
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
      })
    )
  })

  it("takes typed arrays, and as many folds as there are examples", () => {
    const splits = stratifiedKFold(Uint8Array.of(0, 1, 1), 3, 0)
    expect(splits.map(({ validation }) => validation.length)).toEqual([1, 1, 1])
  })

  it("depends on nothing but the labels, the number of folds and the seed", () => {
    const labels = Array.from({ length: 30 }, (_, index) => index % 3)
    expect(stratifiedKFold(labels, 5, 1)).toEqual(stratifiedKFold(labels, 5, 1))
    expect(stratifiedKFold(labels, 5, 1)).not.toEqual(stratifiedKFold(labels, 5, 2))
  })

  it.each([1, 0, 2.5, 4])("refuses %s folds of three examples", (folds) => {
    const { hint, message } = refusal(() => stratifiedKFold(["a", "b", "a"], folds, 0))
    expect(message).toBe(`3 examples cannot be split into ${folds} folds.`)
    expect(hint).toBe("Use between 2 folds and one per example.")
  })
})

describe("shuffled", () => {
  it("is a permutation that the seed decides", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.nat(), (count, seed) => {
        const order = shuffled(count, seed)
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index))
        expect(shuffled(count, seed)).toEqual(order)
      })
    )
  })

  it("puts each number in each place about equally often", () => {
    const counts = [0, 0, 0, 0]
    for (let seed = 0; seed < 4000; seed++) counts[shuffled(4, seed)[0]!]!++
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120)
  })
})
