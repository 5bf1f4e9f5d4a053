/** Each metric against a second computation of another kind: by definition, pair by pair, or by hand. */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { isSweepError } from "../../../src/errors.ts"
import {
  accuracy,
  balancedAccuracy,
  confusionMatrix,
  f1,
  precision,
  recall
} from "../../../src/train/metrics/classification.ts"
import { meanAbsoluteError, meanSquaredError, rSquared } from "../../../src/train/metrics/regression.ts"
import { averagePrecision, logLoss, rocAuc } from "../../../src/train/metrics/scores.ts"
import { chooseThreshold } from "../../../src/train/metrics/threshold.ts"
import { holdOut } from "../../../src/train/splits/holdOut.ts"
import { take } from "../../../src/train/splits/sides.ts"
import { refusal } from "../../support/refusal.ts"

const pairsOf = (classes: number) =>
  fc
    .array(fc.tuple(fc.nat({ max: classes - 1 }), fc.nat({ max: classes - 1 })), { minLength: 1, maxLength: 40 })
    .map((pairs) => ({ truth: pairs.map(([truth]) => truth), predicted: pairs.map(([, predicted]) => predicted) }))

const count = (truth: ReadonlyArray<number>, predicted: ReadonlyArray<number>, t: number, p: number) =>
  truth.filter((label, row) => label === t && predicted[row] === p).length

describe("classification", () => {
  // Ten examples, by hand: 0 → 0 0 0 1, 1 → 1 1 0, 2 → 2 1 1.
  const truth = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2]
  const predicted = [0, 0, 0, 1, 1, 1, 0, 2, 1, 1]

  it("agrees with ten examples counted by hand", () => {
    expect(confusionMatrix(truth, predicted)).toEqual({
      classes: [0, 1, 2],
      counts: [
        [3, 1, 0],
        [1, 2, 0],
        [0, 2, 1]
      ]
    })
    expect(accuracy(truth, predicted)).toBeCloseTo(6 / 10, 12)
    expect(balancedAccuracy(truth, predicted)).toBeCloseTo((3 / 4 + 2 / 3 + 1 / 3) / 3, 12)
    expect(precision(truth, predicted)).toBeCloseTo(2 / 5, 12)
    expect(recall(truth, predicted)).toBeCloseTo(2 / 3, 12)
    expect(f1(truth, predicted)).toBeCloseTo(4 / 8, 12)
    expect(precision(truth, predicted, { average: "macro" })).toBeCloseTo((3 / 4 + 2 / 5 + 1) / 3, 12)
    expect(recall(truth, predicted, { average: "weighted" })).toBeCloseTo(0.6, 12)
    expect(f1(truth, predicted, { average: "macro" })).toBeCloseTo((6 / 8 + 4 / 8 + 2 / 4) / 3, 12)
    expect(f1(truth, predicted, { average: "weighted" })).toBeCloseTo(0.4 * 0.75 + 0.3 * 0.5 + 0.3 * 0.5, 12)
    expect(f1(truth, predicted, { average: "micro" })).toBeCloseTo(0.6, 12)
    expect(f1(truth, predicted, { positive: 2 })).toBeCloseTo(2 / 4, 12)
  })

  it("follows from precision and recall, class by class", () => {
    fc.assert(
      fc.property(pairsOf(4), ({ predicted: given, truth: real }) => {
        const classes = [...new Set([...real, ...given])]
        const scores = classes.map((label) => {
          const hits = count(real, given, label, label)
          const asked = real.filter((one) => one === label).length
          const claimed = given.filter((one) => one === label).length
          const p = claimed === 0 ? 0 : hits / claimed
          const r = asked === 0 ? 0 : hits / asked
          expect(precision(real, given, { positive: label })).toBeCloseTo(p, 12)
          expect(recall(real, given, { positive: label })).toBeCloseTo(r, 12)
          const score = p + r === 0 ? 0 : (2 * p * r) / (p + r)
          expect(f1(real, given, { positive: label })).toBeCloseTo(score, 12)
          return { score, r, asked }
        })
        const mean = scores.reduce((sum, { score }) => sum + score, 0) / classes.length
        expect(f1(real, given, { average: "macro" })).toBeCloseTo(mean, 12)
        const weighted = scores.reduce((sum, { asked, score }) => sum + score * asked, 0) / real.length
        expect(f1(real, given, { average: "weighted" })).toBeCloseTo(weighted, 12)
        const present = scores.filter(({ asked }) => asked > 0)
        expect(balancedAccuracy(real, given)).toBeCloseTo(
          present.reduce((sum, { r }) => sum + r, 0) / present.length,
          12
        )
        for (const average of [precision, recall, f1]) {
          expect(average(real, given, { average: "micro" })).toBeCloseTo(accuracy(real, given), 12)
        }
      })
    )
  })

  it("is 0, not NaN, where nothing is positive", () => {
    for (const metric of [precision, recall, f1]) {
      expect(metric([0, 0], [0, 0])).toBe(0)
      expect(metric([1, 1], [0, 0])).toBe(0)
      expect(metric([0, 0], [1, 1])).toBe(0)
    }
    expect(balancedAccuracy([0, 0, 0, 1], [0, 0, 0, 0])).toBe(0.5)
  })

  it("takes names", () => {
    expect(confusionMatrix(["spam", "ham"], ["ham", "ham"]).classes).toEqual(["ham", "spam"])
    expect(recall(["spam", "ham", "spam"], ["ham", "ham", "spam"], { positive: "spam" })).toBe(0.5)
  })

  it("refuses NaN, nothing, and what does not match", () => {
    expect(refusal(() => accuracy([1, NaN], [1, 1])).message).toBe("accuracy was given NaN in row 1 of the truth.")
    expect(refusal(() => f1([1, 1], [NaN, 1])).message).toBe("f1 was given NaN in row 0 of the predictions.")
    expect(refusal(() => recall([], [])).message).toBe("recall was given no examples.")
    expect(refusal(() => precision([1], [1, 0])).message).toContain("1 examples and 2 predictions")
    expect(refusal(() => f1([1], [1], { average: "mean" as never })).message).toContain('no average "mean"')
  })
})

/** Examples with scores among which many are equal. */
const scored = fc.array(fc.tuple(fc.nat({ max: 1 }), fc.integer({ min: 0, max: 6 })), { minLength: 1, maxLength: 30 })

describe("scores", () => {
  it("the ROC area counts the pairs that are in order, ties half", () => {
    fc.assert(
      fc.property(scored, (pairs) => {
        const positives = pairs.filter(([label]) => label === 1)
        const negatives = pairs.filter(([label]) => label === 0)
        let wins = 0
        for (const [, a] of positives) for (const [, b] of negatives) wins += a > b ? 1 : a === b ? 0.5 : 0
        const expected = wins / (positives.length * negatives.length)
        const found = rocAuc(
          pairs.map(([label]) => label),
          pairs.map(([, score]) => score)
        )
        if (Number.isNaN(expected)) expect(found).toBeNaN()
        else expect(found).toBeCloseTo(expected, 12)
      })
    )
    expect(rocAuc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])).toBe(0.75)
    expect(rocAuc([1, 1], [0.2, 0.3])).toBeNaN()
  })

  it("average precision sums precision over the steps of recall", () => {
    fc.assert(
      fc.property(scored, (pairs) => {
        const thresholds = [...new Set(pairs.map(([, score]) => score))].sort((a, b) => b - a)
        const all = pairs.filter(([label]) => label === 1).length
        let expected = 0
        let before = 0
        for (const threshold of thresholds) {
          const chosen = pairs.filter(([, score]) => score >= threshold)
          const hits = chosen.filter(([label]) => label === 1).length
          expected += (hits / all - before) * (hits / chosen.length)
          before = hits / all
        }
        const found = averagePrecision(
          pairs.map(([label]) => label),
          pairs.map(([, score]) => score)
        )
        if (all === 0) expect(found).toBeNaN()
        else expect(found).toBeCloseTo(expected, 12)
      })
    )
    expect(averagePrecision([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])).toBeCloseTo(0.5 * 1 + 0.5 * (2 / 3), 12)
  })

  it("log loss is the mean surprise, also of two and of three classes, and finite at 0 and 1", () => {
    const expected = -(Math.log(0.9) + Math.log(0.8) + Math.log(0.3)) / 3
    expect(logLoss([1, 0, 1], [0.9, 0.2, 0.3])).toBeCloseTo(expected, 12)
    expect(logLoss([1, 0, 1], [0.1, 0.9, 0.8, 0.2, 0.7, 0.3], 2)).toBeCloseTo(expected, 12)
    expect(logLoss([2, 0], [0.2, 0.3, 0.5, 0.6, 0.3, 0.1], 3)).toBeCloseTo(-(Math.log(0.5) + Math.log(0.6)) / 2, 12)
    expect(logLoss([1, 0], [1, 0])).toBeCloseTo(0, 12)
    expect(logLoss([1], [0])).toBeCloseTo(-Math.log(1e-15), 9)
  })

  it("refuses NaN", () => {
    for (const metric of [rocAuc, averagePrecision, logLoss]) {
      expect(refusal(() => metric([1, 0], [0.5, NaN])).message).toContain("NaN in row 1 of the predictions")
    }
  })
})

describe("regression", () => {
  it("agrees with four examples computed by hand", () => {
    const truth = [3, -0.5, 2, 7]
    const predicted = [2.5, 0, 2, 8]
    expect(meanSquaredError(truth, predicted)).toBeCloseTo((0.25 + 0.25 + 0 + 1) / 4, 12)
    expect(meanAbsoluteError(truth, predicted)).toBeCloseTo(0.5, 12)
    // Mean 2.875; squared distances from it 0.015625 + 11.390625 + 0.765625 + 17.015625 = 29.1875.
    expect(rSquared(truth, predicted)).toBeCloseTo(1 - 1.5 / 29.1875, 12)
  })

  it("is 0 for the mean and 1 for the truth", () => {
    expect(rSquared([1, 2, 3], [2, 2, 2])).toBe(0)
    expect(rSquared([1, 2, 3], [1, 2, 3])).toBe(1)
    expect(rSquared([2, 2], [2, 2])).toBe(1)
    expect(rSquared([2, 2], [2, 3])).toBe(0)
    expect(refusal(() => rSquared([1], [NaN])).message).toContain("NaN")
  })
})

describe("chooseThreshold", () => {
  const count = 40
  const labels = Array.from({ length: count }, (_, row) => (row % 4 === 0 ? 1 : 0))
  const scores = labels.map((label, row) => (label === 1 ? 0.2 : 0.05) + ((row * 7) % 11) / 60)
  const split = holdOut(count, { seed: 1, validation: 0.5, test: 0.2, labels })
  const truth = take(split.validation, labels)
  const given = take(split.validation, scores)

  it("finds the best of all thresholds", () => {
    const { apply, score, value } = chooseThreshold(truth, given)
    const every = [...given, Infinity].map((at) =>
      f1(
        truth,
        given.map((one) => (one >= at ? 1 : 0))
      )
    )
    expect(score).toBeCloseTo(Math.max(...every), 12)
    expect(score).toBeGreaterThan(
      f1(
        truth,
        given.map((one) => (one >= 0.5 ? 1 : 0))
      )
    )
    expect(f1(truth, apply(given))).toBe(score)
    expect([...apply([value - 1e-9, value])]).toEqual([0, 1])
  })

  it("takes another metric, and of equally good thresholds the one nearest to one half", () => {
    const { value } = chooseThreshold(truth, given, () => 1)
    expect(Math.abs(value - 0.5)).toBeLessThan(0.3)
    expect(chooseThreshold(truth, given, accuracy).score).toBeGreaterThanOrEqual(0.75)
  })

  it.each(["train", "test"] as const)("refuses the %s side, with the reason", (side) => {
    let refused: unknown
    try {
      chooseThreshold(take(split[side], labels) as never, take(split[side], scores))
    } catch (error) {
      refused = error
    }
    expect(isSweepError(refused) && refused._tag).toBe("DataLeak")
    expect((refused as Error).message).toContain("A threshold is a setting")
  })

  it("refuses labels of no split", () => {
    expect(() => chooseThreshold(labels as never, scores)).toThrow("rows that come from no split")
  })
})
