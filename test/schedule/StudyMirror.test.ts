import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { none, type Pruner } from "../../src/index.ts"
import { judgeReport } from "../../src/schedule/judge.ts"
import { StudyMirror } from "../../src/schedule/StudyMirror.ts"
import type { TrialState } from "../../src/search/Trial.ts"
import type { StoredReport, StoredTrial } from "../../src/store/records.ts"

const maximize = { metric: "score", direction: "maximize" } as const
const minimize = { metric: "score", direction: "minimize" } as const

const trial = (number: number, state: TrialState, value?: number, attempt = 1): StoredTrial => ({
  number,
  state,
  params: { x: number },
  seed: number,
  attempt,
  createdAt: 0,
  sawRevision: 0,
  createdRevision: 1,
  ...(value === undefined ? {} : { value, metrics: { score: value } })
})

const report = (of: number, step: number, score: number, more: Partial<StoredReport> = {}): StoredReport => ({
  trial: of,
  attempt: 1,
  step,
  metrics: { score },
  at: 0,
  revision: 1,
  ...more
})

describe("StudyMirror", () => {
  it("shows lower-is-better values, whatever the objective's direction", () => {
    for (const [objective, sign] of [
      [maximize, -1],
      [minimize, 1]
    ] as const) {
      const mirror = new StudyMirror(objective)
      mirror.absorb({ revision: 1, trials: [trial(0, "complete", 0.9)], reports: [report(0, 1, 0.5)] })
      expect(mirror.history()).toMatchObject({
        revision: 1,
        trials: [{ values: [0.9 * sign], curve: [{ step: 1, value: 0.5 * sign }] }]
      })
    }
  })

  it("forgets nothing, repeats nothing, and takes older changes for what they are", () => {
    const mirror = new StudyMirror(minimize)
    const first = { revision: 2, trials: [trial(0, "running")], reports: [report(0, 1, 3)] }
    const second = { revision: 4, trials: [trial(0, "complete", 1)], reports: [report(0, 2, 2)] }
    mirror.absorb(first)
    mirror.absorb(second)
    const history = mirror.history()
    mirror.absorb(second)
    mirror.absorb(first)
    expect(mirror.history()).toEqual(history)
    expect(history.trials[0]?.curve).toEqual([
      { step: 1, value: 3 },
      { step: 2, value: 2 }
    ])
    expect(mirror.revision).toBe(4)
  })

  it("keeps the first report of a step, sorts late ones in, and leaves out step 0, folds and other metrics", () => {
    const mirror = new StudyMirror(minimize)
    const reports = [
      report(0, 3, 30),
      report(0, 1, 10),
      report(0, 3, 99),
      report(0, 0, 5),
      report(0, 2, 20, { fold: 1 }),
      { ...report(0, 4, 0), metrics: { other: 1 } }
    ]
    mirror.absorb({ revision: 1, trials: [trial(0, "running")], reports })
    expect(mirror.curve(0, 1).points).toEqual([
      { step: 1, value: 10 },
      { step: 3, value: 30 }
    ])
  })

  it("starts a trial's curve anew with a new attempt", () => {
    const mirror = new StudyMirror(minimize)
    mirror.absorb({ revision: 1, trials: [trial(0, "running")], reports: [report(0, 1, 10), report(0, 2, 20)] })
    mirror.absorb({
      revision: 2,
      trials: [trial(0, "running", undefined, 2)],
      reports: [report(0, 1, 7, { attempt: 2 })]
    })
    expect(mirror.curve(0, 2).points).toEqual([{ step: 1, value: 7 }])
    expect(mirror.curve(0, 1).points).toEqual([])
  })

  it("has the best complete trial as the incumbent; the lowest number wins a tie", () => {
    const trials = [
      trial(3, "complete", 2),
      trial(1, "complete", 1),
      trial(2, "complete", 2),
      trial(0, "pruned"),
      trial(4, "failed")
    ]
    const [high, low] = [new StudyMirror(maximize), new StudyMirror(minimize)]
    expect(high.incumbent()).toBeUndefined()
    high.absorb({ revision: 1, trials, reports: [] })
    low.absorb({ revision: 1, trials, reports: [] })
    expect(high.incumbent()?.number).toBe(2)
    expect(low.incumbent()?.number).toBe(1)
    expect(high.finished()).toBe(5)
  })

  it("shows a trial every other one that has reported, and the first value at or after a step", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(4), fc.integer({ min: 1, max: 9 }), fc.integer({ min: -5, max: 5 })), {
          maxLength: 30
        }),
        fc.integer({ min: 1, max: 10 }),
        (points, step) => {
          const mirror = new StudyMirror(minimize)
          const trials = [0, 1, 2, 3, 4].map((number) => trial(number, "running"))
          mirror.absorb({ revision: 1, trials, reports: points.map(([of, at, value]) => report(of, at, value)) })
          const peers = mirror.peersOf(2)
          const curves = [...peers.curves]
          expect(curves.map(({ number }) => number)).not.toContain(2)
          expect(curves.every((curve) => curve.points.length > 0)).toBe(true)
          const expected = curves.flatMap((curve) =>
            curve.points
              .filter((point) => point.step >= step)
              .slice(0, 1)
              .map(({ value }) => value)
          )
          expect([...peers.firstAtOrAfter(step)].sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b))
        }
      )
    )
  })
})

describe("judgeReport", () => {
  const strict: Pruner = {
    ...none(),
    judge: ({ report: point, show }) => ({ _tag: "Prune", reason: show(point.value) })
  }
  const lease = { study: 1, trial: 0, attempt: 1 }
  const judged = (
    objective: typeof maximize | typeof minimize,
    step: number,
    metrics: Record<string, number>,
    fold?: number
  ) => {
    const mirror = new StudyMirror(objective)
    mirror.absorb({ revision: 1, trials: [trial(0, "running")], reports: [report(0, 5, 1)] })
    return judgeReport(strict, objective, mirror, lease, { step, metrics, ...(fold === undefined ? {} : { fold }) })
      ._tag
  }

  it("records without judging: step 0, folds, other metrics, late and repeated steps", () => {
    expect(judged(maximize, 0, { score: 1 })).toBe("Continue")
    expect(judged(maximize, 6, { score: 1 }, 0)).toBe("Continue")
    expect(judged(maximize, 6, { loss: 1 })).toBe("Continue")
    expect(judged(maximize, 4, { score: 1 })).toBe("Continue")
    expect(judged(maximize, 5, { score: 1 })).toBe("Continue")
    expect(judged(maximize, 6, { score: 1 })).toBe("Prune")
  })

  it("shows values in the study's own direction", () => {
    for (const objective of [maximize, minimize]) {
      const verdict = judgeReport(strict, objective, new StudyMirror(objective), lease, {
        step: 1,
        metrics: { score: 0.123456 }
      })
      expect(verdict).toEqual({ _tag: "Prune", reason: "0.1235" })
    }
  })
})
