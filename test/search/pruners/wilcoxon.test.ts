import { describe, expect, it } from "vitest"
import type { Curve, Verdict } from "../../../src/search/Pruner.ts"
import { wilcoxon, type WilcoxonOptions } from "../../../src/search/pruners/wilcoxon.ts"
import { signedRankGreater } from "../../../src/search/pruners/wilcoxon/signedRank.ts"
import { curve, requestFor, shown } from "../../support/curves.ts"
import { refusal } from "../../support/refusal.ts"

describe("the signed-rank test", () => {
  it.each([
    ["nothing", [], 1],
    ["zeros only", [0, 0], 1],
    ["one worse", [1], 1 / 2],
    ["four worse: 1 of 16 signs", [1, 2, 3, 4], 1 / 16],
    ["rank sum 9 of 10: all, and all but rank 1", [3, -1, 2, 4], 2 / 16],
    ["ties at rank 2.5, three of four: 4 + 1 signs", [1, 1, 1, -1], 5 / 16],
    ["a zero at rank 1 has no sign", [0, 1, 2, 3], 1 / 8],
    ["all better", [-1, -2, -3], 1],
    ["five worse", [1, 1, 1, 1, 1], 1 / 32]
  ])("%s", (_what, differences, probability) => {
    expect(signedRankGreater(differences)).toBeCloseTo(probability, 12)
  })
})

/** A trial whose folds ended with these values; undefined: the fold is still to come. */
const folded = (number: number, ...values: ReadonlyArray<number | undefined>): Curve => ({
  ...curve(number, [], number === 0 ? "running" : "complete"),
  folds: values.flatMap((value, fold) => (value === undefined ? [] : { fold, step: 1, value }))
})

const verdictOn = (options: WilcoxonOptions, trial: Curve, incumbent?: Curve, others: ReadonlyArray<Curve> = []) => {
  const { peers } = requestFor([[1, 0]], incumbent === undefined ? others : [incumbent, ...others])
  return wilcoxon(options).judgeFold!({
    trial,
    report: trial.folds!.at(-1)!,
    peers,
    show: shown,
    ...(incumbent === undefined ? {} : { incumbent })
  })
}

const reasonOf = (verdict: Verdict): string => (verdict._tag === "Continue" ? "" : verdict.reason)
const incumbent = folded(7, 1, 2, 3, 4, 5)

describe("wilcoxon", () => {
  it("prunes a trial that is worse in each of four folds", () => {
    expect(verdictOn({}, folded(0, 2, 3, 4), incumbent)._tag).toBe("Continue")
    expect(verdictOn({}, folded(0, 2, 3, 4, 5), incumbent)).toEqual({
      _tag: "Prune",
      reason: "mean <3.5> of 4 folds is worse than <2.5> of trial 7 in the same ones: p 0.0625 is below 0.1"
    })
  })

  it("pairs by fold, whatever the order in which they came", () => {
    expect(verdictOn({}, folded(0, undefined, 3, 4, 5, 6), incumbent)._tag).toBe("Prune")
    expect(verdictOn({}, folded(0, undefined, 2, 3, 4, 5), incumbent)._tag).toBe("Continue")
  })

  it("pairs within a fold by step: with what the incumbent had reported there", () => {
    const long = (number: number, values: ReadonlyArray<number>, steps: number): Curve => ({
      ...curve(number, []),
      folds: values.flatMap((value, fold) =>
        Array.from({ length: steps }, (_, index) => ({ fold, step: index + 1, value: value - index }))
      )
    })
    // The incumbent improves by 1 from step 1 to step 2. At step 1 both are equal.
    expect(verdictOn({}, long(0, [1, 2, 3, 4], 1), long(7, [1, 2, 3, 4], 2))._tag).toBe("Continue")
    expect(verdictOn({}, long(0, [1.5, 2.5, 3.5, 4.5], 1), long(7, [1, 2, 3, 4], 2))._tag).toBe("Prune")
  })

  it("lets a trial go on whose mean is not worse, and one without an incumbent", () => {
    expect(verdictOn({ p: 0.99 }, folded(0, 1, 2, 3, 4), incumbent)._tag).toBe("Continue")
    expect(verdictOn({ p: 0.99 }, folded(0, 2, 3, 4, 0), incumbent)._tag).toBe("Continue")
    expect(verdictOn({}, folded(0, 9, 9, 9, 9))._tag).toBe("Continue")
  })

  it("prunes NaN at once", () => {
    expect(reasonOf(verdictOn({}, folded(0, NaN)))).toBe("not a number at step 1")
  })

  it("stops a hopeless trial after two folds of five", () => {
    // Best on record in the folds 2, 3, 4: 3, 3, 5. (8 + 9 + 3 + 3 + 5) / 5 = 5.6, and the incumbent has 3.
    const others = [folded(8, 1, 2, 9, 3, 9), folded(9, 9, 9, 9, 9, 9)]
    expect(reasonOf(verdictOn({ folds: 5 }, folded(0, 8, 9), incumbent, others))).toBe(
      "after 2 of 5 folds, the best value on record in each of the others would give <5.6>, worse than <3> of trial 7"
    )
    expect(verdictOn({ folds: 5 }, folded(0, 1, 3), incumbent, others)._tag).toBe("Continue")
    expect(verdictOn({}, folded(0, 8, 9), incumbent, others)._tag).toBe("Continue")
  })

  it("lets a trial complete whose folds have all ended", () => {
    expect(verdictOn({ folds: 5 }, folded(0, 2, 3, 4, 5, 6), incumbent)._tag).toBe("Continue")
    expect(verdictOn({ folds: 6 }, folded(0, 2, 3, 4, 5, 6), incumbent)._tag).toBe("Prune")
  })

  it("calls no trial hopeless by the word of two trials about an open fold", () => {
    const others = (fifth?: number) => [folded(8, 1, 2, 9, 3, 9), folded(9, 9, 9, 9, 9, fifth)]
    expect(verdictOn({ folds: 5 }, folded(0, 8, 9), incumbent, others(undefined))._tag).toBe("Continue")
    expect(verdictOn({ folds: 5 }, folded(0, 8, 9), incumbent, others(NaN))._tag).toBe("Continue")
    expect(verdictOn({ folds: 5 }, folded(0, 8, 9), incumbent, others(9))._tag).toBe("Prune")
  })

  it("leaves reports without a fold alone", () => {
    expect(wilcoxon().judge(requestFor([[1, NaN]], []))._tag).toBe("Continue")
  })

  it.each([
    [{ p: 0 }, "wilcoxon: p must be between 0 and 1, but it is 0."],
    [{ minFolds: 0 }, "wilcoxon: minFolds must be at least 1, but it is 0."],
    [{ folds: 1 }, "wilcoxon: folds must be at least 2, but it is 1."]
  ])("refuses %j", (options, message) => {
    expect(refusal(() => wilcoxon(options)).message).toBe(message)
  })
})
