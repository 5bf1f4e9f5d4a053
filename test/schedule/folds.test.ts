import { describe, expect, it } from "vitest"
import { judgeReport } from "../../src/schedule/judge.ts"
import { StudyMirror } from "../../src/schedule/StudyMirror.ts"
import { median } from "../../src/search/pruners/median.ts"
import { wilcoxon } from "../../src/search/pruners/wilcoxon.ts"
import type { StoredReport, StoredTrial } from "../../src/store/records.ts"

const objective = { metric: "accuracy", direction: "maximize" } as const

const trialOf = (number: number, attempt: number, value?: number): StoredTrial => ({
  number,
  state: value === undefined ? "running" : "complete",
  params: {},
  seed: 0,
  attempt,
  createdAt: 0,
  sawRevision: 0,
  createdRevision: 1,
  ...(value === undefined ? {} : { value, metrics: { accuracy: value } })
})

const reportOf = (trial: number, attempt: number, fold: number, accuracy: number): StoredReport => ({
  trial,
  attempt,
  fold,
  step: 1,
  metrics: { accuracy },
  at: 0,
  revision: 1
})

/** Trial 0 is complete with folds of 0.9, 0.8, 0.7, 0.6; trial 9 is running, and is worse in each of three. */
const mirror = (): StudyMirror => {
  const of = new StudyMirror([objective])
  of.absorb({
    revision: 1,
    trials: [trialOf(0, 1, 0.75), ...Array.from({ length: 9 }, (_, index) => trialOf(index + 1, 1))],
    reports: [
      ...[0.9, 0.8, 0.7, 0.6].map((accuracy, fold) => reportOf(0, 1, fold, accuracy)),
      ...[0.8, 0.7, 0.6].map((accuracy, fold) => reportOf(9, 1, fold, accuracy))
    ]
  })
  return of
}

const judge = (pruner: Parameters<typeof judgeReport>[0], accuracy: number, fold = 3, window?: number) =>
  judgeReport(pruner, [objective], mirror(), { study: 1, trial: 9, attempt: 1 }, reportOf(9, 1, fold, accuracy), window)

describe("the reports of folds", () => {
  it("are judged against the incumbent's by a pruner that judges folds, with values as they were reported", () => {
    expect(judge(wilcoxon(), 0.5)).toEqual({
      _tag: "Prune",
      reason: "mean 0.65 of 4 folds is worse than 0.75 of trial 0 in the same ones: p 0.0625 is below 0.1"
    })
    expect(judge(wilcoxon(), 0.95)._tag).toBe("Continue")
  })

  it("are only recorded where the pruner does not judge them", () => {
    expect(judge(median({ startUpTrials: 1 }), 0)).toEqual({ _tag: "Continue" })
  })

  it("are not judged twice", () => {
    expect(judge(wilcoxon({ p: 0.99, minFolds: 1 }), 0, 2)).toEqual({ _tag: "Continue" })
  })

  it("are judged by what the trial may see only", () => {
    expect(judge(wilcoxon(), 0.5, 3, 9)._tag).toBe("Prune")
    expect(judge(wilcoxon(), 0.5, 3, 10)._tag).toBe("Continue")
  })

  it("of an earlier attempt do not count", () => {
    const again = mirror()
    again.absorb({ revision: 2, trials: [trialOf(9, 2)], reports: [] })
    expect(again.curve(9, 2)).toEqual({ number: 9, state: "running", points: [] })
    expect(mirror().curve(9, 1).folds).toHaveLength(3)
  })
})
