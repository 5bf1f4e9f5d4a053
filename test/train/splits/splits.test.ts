import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { holdOut } from "../../../src/train/splits/holdOut.ts"
import { groupedKFold, kFold, repeated, stratifiedKFold } from "../../../src/train/splits/kFold.ts"
import { shuffled } from "../../../src/train/splits/shuffled.ts"
import { refusal } from "../../support/refusal.ts"

const labelled = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 6, maxLength: 60 })

const mostOf = (labels: ReadonlyArray<string>) =>
  Math.max(...["a", "b", "c"].map((label) => labels.filter((one) => one === label).length))

describe("stratifiedKFold", () => {
  it("lets every example judge exactly once, and never trains on what it judges by", () => {
    fc.assert(
      fc.property(labelled, fc.integer({ min: 2, max: 6 }), fc.nat(), (labels, folds, seed) => {
        fc.pre(mostOf(labels) >= folds)
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
        fc.pre(mostOf(labels) >= folds)
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
        fc.pre(mostOf(labels) >= folds)
        const sizes = stratifiedKFold(labels, folds, seed).map(({ validation }) => validation.length)
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
      })
    )
  })

  it("takes typed arrays, and as many folds as there are examples", () => {
    const splits = stratifiedKFold(Uint8Array.of(1, 1, 1), 3, 0)
    expect(splits.map(({ validation }) => validation.length)).toEqual([1, 1, 1])
  })

  it("depends on nothing but the labels, the number of folds and the seed", () => {
    const labels = Array.from({ length: 30 }, (_, index) => index % 3)
    expect(stratifiedKFold(labels, 5, 1)).toEqual(stratifiedKFold(labels, 5, 1))
    expect(stratifiedKFold(labels, 5, 1)).not.toEqual(stratifiedKFold(labels, 5, 2))
  })

  it("refuses classes that are all rarer than the folds, and takes some that are", () => {
    const { hint, message } = refusal(() => stratifiedKFold(["a", "a", "b", "b"], 3, 0))
    expect(message).toBe("No class has an example for each of 3 folds: the largest has 2.")
    expect(hint).toBe("Use fewer folds, or kFold where labels are no classes.")
    expect(stratifiedKFold(["a", "a", "a", "b"], 3, 0)).toHaveLength(3)
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

const partition = (splits: ReadonlyArray<{ validation: ReadonlyArray<number> }>) =>
  splits.flatMap(({ validation }) => validation).toSorted((a, b) => a - b)

const indices = (count: number) => Array.from({ length: count }, (_, index) => index)

describe("kFold", () => {
  it("lets every example judge once, in folds of the same size to one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 60 }), fc.integer({ min: 2, max: 6 }), fc.nat(), (count, folds, seed) => {
        const splits = kFold(count, folds, seed)
        expect(partition(splits)).toEqual(indices(count))
        const sizes = splits.map(({ validation }) => validation.length)
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
        for (const { train, validation } of splits) expect(train.length + validation.length).toBe(count)
      })
    )
  })
})

describe("groupedKFold", () => {
  const grouped = fc.array(fc.record({ group: fc.integer({ min: 0, max: 9 }), label: fc.boolean() }), {
    minLength: 30,
    maxLength: 90
  })

  it("never tears a group apart, and lets every example judge once", () => {
    fc.assert(
      fc.property(grouped, fc.nat(), fc.boolean(), (rows, seed, stratified) => {
        const groups = rows.map(({ group }) => group)
        const folds = Math.min(3, new Set(groups).size)
        fc.pre(folds >= 2)
        const labels = rows.map(({ label }) => String(label))
        const splits = groupedKFold(groups, folds, seed, stratified ? labels : undefined)
        expect(partition(splits)).toEqual(indices(rows.length))
        for (const { train, validation } of splits) {
          const judging = new Set(validation.map((index) => groups[index]))
          expect(train.some((index) => judging.has(groups[index]))).toBe(false)
        }
      })
    )
  })

  it("makes folds of about the same size and share of classes", () => {
    const groups = indices(300).map((index) => Math.floor(index / 5))
    // Whole groups are of one class, a third of them of the rare one.
    const labels = groups.map((group) => (group % 3 === 0 ? "rare" : "common"))
    for (const { validation } of groupedKFold(groups, 5, 3, labels)) {
      expect(validation).toHaveLength(60)
      expect(validation.filter((index) => labels[index] === "rare")).toHaveLength(20)
    }
  })

  it("refuses fewer groups than folds", () => {
    const { message } = refusal(() => groupedKFold(["a", "a", "b"], 3, 0))
    expect(message).toBe("2 groups cannot be split into 3 folds.")
  })
})

describe("repeated", () => {
  it("shuffles anew each time, by the seed", () => {
    const splits = repeated(3, 5, (seed) => kFold(20, 4, seed))
    expect(splits).toHaveLength(12)
    for (const k of [0, 4, 8]) expect(partition(splits.slice(k, k + 4))).toEqual(indices(20))
    expect(splits[0]).not.toEqual(splits[4])
    expect(repeated(3, 5, (seed) => kFold(20, 4, seed))).toEqual(splits)
    expect(refusal(() => repeated(0, 5, () => [])).message).toContain("0 times")
  })
})

describe("holdOut", () => {
  it("gives each side its size, and each example one side", () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 80 }), fc.nat(), (count, seed) => {
        const { test, train, validation } = holdOut(count, { seed, validation: 0.2, test: 0.1 })
        expect(validation).toHaveLength(Math.round(0.2 * count))
        expect(test).toHaveLength(Math.round(0.1 * count))
        expect([...train, ...validation, ...test].toSorted((a, b) => a - b)).toEqual(indices(count))
      })
    )
  })

  it("gives each side its share of each class, to one example", () => {
    fc.assert(
      fc.property(labelled, fc.nat(), (labels, seed) => {
        const { validation } = holdOut(labels.length, { seed, validation: 0.3, labels })
        const share = Math.round(0.3 * labels.length) / labels.length
        for (const label of new Set(labels)) {
          const wanted = share * labels.filter((other) => other === label).length
          const found = validation.filter((index) => labels[index] === label).length
          expect(Math.abs(found - wanted)).toBeLessThan(1.0001)
        }
      })
    )
  })

  it("keeps groups together", () => {
    const groups = indices(100).map((index) => index % 17)
    const { test, train, validation } = holdOut(100, { seed: 4, validation: 0.2, test: 0.2, groups })
    const sideGroups = [train, validation, test].map((side) => new Set(side.map((index) => groups[index])))
    expect(sideGroups.reduce((sum, { size }) => sum + size, 0)).toBe(17)
    expect(Math.abs(validation.length - 20)).toBeLessThan(6)
  })

  it("follows its seed", () => {
    expect(holdOut(30, { seed: 1, validation: 0.2 })).toEqual(holdOut(30, { seed: 1, validation: 0.2 }))
    expect(holdOut(30, { seed: 1, validation: 0.2 })).not.toEqual(holdOut(30, { seed: 2, validation: 0.2 }))
  })

  it.each([
    [{ validation: 0 }, "A validation share of 0 leaves 0 of 4 examples for validation."],
    [{ validation: 0.5, test: 0.5 }, "Nothing is left for train."],
    [{ validation: 0.5, labels: [1, 2] }, "There are 2 labels for 4 examples."],
    [{ validation: 0.5, labels: [1, 1, 1, 2], groups: [1, 2, 3, 4] }, "holdOut takes labels or groups, not both."],
    [{ validation: 0.5, groups: [1, 1, 1, 1] }, "Nothing is left for validation."]
  ])("refuses %j", (options, message) => {
    expect(refusal(() => holdOut(4, { seed: 0, ...options })).message).toBe(message)
  })
})
