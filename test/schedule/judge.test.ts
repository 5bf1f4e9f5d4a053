import { describe, expect, it } from "vitest"
import { asha, none, type JudgeRequest, type Pruner } from "../../src/index.ts"
import { judgeReport } from "../../src/schedule/judge.ts"
import { StudyMirror } from "../../src/schedule/StudyMirror.ts"
import type { Report } from "../../src/search/Trial.ts"
import type { StoredReport, StoredTrial } from "../../src/store/records.ts"

const maximize = { metric: "score", direction: "maximize" } as const
const minimize = { metric: "score", direction: "minimize" } as const
type Spec = typeof maximize | typeof minimize

const trial = (number: number, attempt = 1): StoredTrial => ({
  number,
  state: "running",
  params: {},
  seed: 0,
  attempt,
  createdAt: 0,
  sawRevision: 0,
  createdRevision: 1
})

const report = (of: number, step: number, score: number, attempt = 1): StoredReport => ({
  trial: of,
  attempt,
  step,
  metrics: { score },
  at: 0,
  revision: 1
})

/** A pruner that prunes whatever it is asked about, and remembers what that was. */
const strict = () => {
  const asked: Array<JudgeRequest> = []
  const pruner: Pruner = {
    ...none(),
    judge: (request) => {
      asked.push(request)
      return { _tag: "Prune", reason: request.show(request.report.value) }
    }
  }
  return { asked, pruner }
}

const mirrorOf = (
  objective: Spec,
  reports: ReadonlyArray<StoredReport>,
  trials: ReadonlyArray<StoredTrial> = [trial(0), trial(1), trial(2)]
): StudyMirror => {
  const mirror = new StudyMirror([objective])
  mirror.absorb({ revision: 1, trials, reports })
  return mirror
}

const judged = (mirror: StudyMirror, objective: Spec, given: Report, attempt = 1) => {
  const { asked, pruner } = strict()
  const verdict = judgeReport(pruner, [objective], mirror, { study: 1, trial: 0, attempt }, given)
  return { verdict, asked }
}

describe("a report", () => {
  const before = [report(0, 5, 1)]
  it.each([
    ["at step 0", { step: 0, metrics: { score: 1 } }],
    ["of a fold", { step: 6, metrics: { score: 1 }, fold: 0 }],
    ["without the objective's metric", { step: 6, metrics: { loss: 1 } }],
    ["without metrics", { step: 6, metrics: {} }],
    ["older than one that was judged", { step: 4, metrics: { score: 1 } }],
    ["of a step that was judged", { step: 5, metrics: { score: 1 } }]
  ])("%s is recorded without being judged", (_what, given) => {
    const { asked, verdict } = judged(mirrorOf(minimize, before), minimize, given)
    expect(asked).toEqual([])
    expect(verdict._tag).toBe("Continue")
  })

  it.each([1, NaN, Infinity])("of a later step is judged, also when it says %d", (score) => {
    const { asked, verdict } = judged(mirrorOf(minimize, before), minimize, { step: 6, metrics: { score } })
    expect(asked).toHaveLength(1)
    expect(verdict._tag).toBe("Prune")
  })

  it("is judged as the last point of its trial, among the other trials, lower being better", () => {
    const mirror = mirrorOf(maximize, [report(0, 1, 10), report(1, 1, 20), report(1, 3, 40), report(2, 2, 30)])
    const [asked] = judged(mirror, maximize, { step: 3, metrics: { score: 15 } }).asked
    expect(asked?.report).toEqual({ step: 3, value: -15 })
    expect(asked?.trial).toMatchObject({
      number: 0,
      points: [
        { step: 1, value: -10 },
        { step: 3, value: -15 }
      ]
    })
    expect([...asked!.peers.curves].map(({ number }) => number)).toEqual([1, 2])
    expect(asked!.peers.firstAtOrAfter(2)).toEqual([-40, -30])
  })

  it("of a new attempt is judged without what earlier attempts reported", () => {
    const mirror = mirrorOf(minimize, [report(0, 5, 1)], [trial(0, 1)])
    mirror.absorb({ revision: 2, trials: [trial(0, 2)], reports: [] })
    const [asked] = judged(mirror, minimize, { step: 1, metrics: { score: 3 } }, 2).asked
    expect(asked?.trial.points).toEqual([{ step: 1, value: 3 }])
  })

  it("of a trial that nothing is known of yet is judged alone", () => {
    const [asked] = judged(new StudyMirror([minimize]), minimize, { step: 1, metrics: { score: 3 } }).asked
    expect(asked?.trial.points).toEqual([{ step: 1, value: 3 }])
    expect([...asked!.peers.curves]).toEqual([])
  })

  it("leaves the mirror as it was", () => {
    const mirror = mirrorOf(minimize, before)
    const history = structuredClone(mirror.history())
    judged(mirror, minimize, { step: 6, metrics: { score: 1 } })
    expect(mirror.history()).toEqual(history)
  })
})

describe("a verdict's reason", () => {
  it("shows values as the study has them, with four digits", () => {
    for (const objective of [maximize, minimize]) {
      const show = (score: number) =>
        judged(new StudyMirror([objective]), objective, { step: 1, metrics: { score } }).verdict
      expect(show(0.123456)).toEqual({ _tag: "Prune", reason: "0.1235" })
      expect(show(-1234567)).toEqual({ _tag: "Prune", reason: "-1235000" })
      expect(show(0)).toEqual({ _tag: "Prune", reason: "0" })
      expect(show(NaN)).toEqual({ _tag: "Prune", reason: "NaN" })
      expect(show(Infinity)).toEqual({ _tag: "Prune", reason: "Infinity" })
    }
  })

  it("reads the same way round as the objective", () => {
    const pruner = asha({ minStep: 1, maxStep: 9, reduction: 3 })
    const lease = { study: 1, trial: 0, attempt: 1 }
    const verdict = (objective: Spec, score: number) =>
      judgeReport(pruner, [objective], mirrorOf(objective, [report(1, 1, 0.9), report(2, 1, 0.5)]), lease, {
        step: 1,
        metrics: { score }
      })
    expect(verdict(maximize, 0.7)).toMatchObject({
      _tag: "Prune",
      reason: expect.stringMatching(/^0\.7 .* with 0\.9$/)
    })
    expect(verdict(maximize, 0.95)._tag).toBe("Continue")
    expect(verdict(minimize, 0.7)).toMatchObject({
      _tag: "Prune",
      reason: expect.stringMatching(/^0\.7 .* with 0\.5$/)
    })
    expect(verdict(minimize, 0.4)._tag).toBe("Continue")
  })
})
