import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { StudyMirror } from "../../src/schedule/StudyMirror.ts"
import type { TrialState } from "../../src/search/Trial.ts"
import type { Changes, StoredReport, StoredTrial } from "../../src/store/records.ts"

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

/** What happens in a store, one revision each: trials by their number modulo how many there are. */
type StoreEvent =
  | { readonly _tag: "proposed" }
  | { readonly _tag: "claimed" | "pruned"; readonly trial: number }
  | { readonly _tag: "reported"; readonly trial: number; readonly step: number; readonly score: number }
  | { readonly _tag: "completed"; readonly trial: number; readonly score: number }

const [of, score] = [fc.nat({ max: 9 }), fc.integer({ min: -3, max: 3 })]
const eventLists: fc.Arbitrary<ReadonlyArray<StoreEvent>> = fc
  .array(
    fc.oneof(
      fc.record({ _tag: fc.constant("proposed" as const) }),
      fc.record({ _tag: fc.constantFrom("claimed" as const, "pruned" as const), trial: of }),
      fc.record({ _tag: fc.constant("reported" as const), trial: of, step: fc.nat({ max: 5 }), score }),
      fc.record({ _tag: fc.constant("reported" as const), trial: of, step: fc.nat({ max: 5 }), score }),
      fc.record({ _tag: fc.constant("completed" as const), trial: of, score })
    ),
    { maxLength: 40 }
  )
  .map((events) => [{ _tag: "proposed" }, ...events])
const minimizing = fc.constantFrom(maximize, minimize)

const isFinal = ({ state }: StoredTrial): boolean => state === "complete" || state === "pruned"

/** What a store that these events happened to has changed after a revision, as it stood at a later one. */
const storeOf =
  (events: ReadonlyArray<StoreEvent>) =>
  (after: number, upTo: number): Changes => {
    const trials: Array<StoredTrial> = []
    const changedAt: Array<number> = []
    const reports: Array<StoredReport> = []
    events.slice(0, upTo).forEach((event, index) => {
      const revision = index + 1
      const number = event._tag === "proposed" ? trials.length : event.trial % trials.length
      const old = trials[number] ?? trial(number, "waiting", undefined, 0)
      if (isFinal(old)) return
      if (event._tag === "reported") {
        if (old.attempt > 0) reports.push(report(number, event.step, event.score, { attempt: old.attempt, revision }))
        return
      }
      changedAt[number] = revision
      if (event._tag === "claimed") trials[number] = trial(number, "running", undefined, old.attempt + 1)
      else if (event._tag === "pruned") trials[number] = trial(number, "pruned", undefined, old.attempt)
      else if (event._tag === "completed") trials[number] = trial(number, "complete", event.score, old.attempt)
      else trials[number] = old
    })
    return {
      revision: upTo,
      trials: trials.filter(({ number }) => changedAt[number]! > after),
      reports: reports.filter(({ revision }) => revision > after)
    }
  }

describe("StudyMirror", () => {
  it("shows lower-is-better values, whatever the objective's direction", () => {
    for (const [objective, sign] of [
      [maximize, -1],
      [minimize, 1]
    ] as const) {
      const mirror = new StudyMirror([objective])
      mirror.absorb({ revision: 1, trials: [trial(0, "complete", 0.9)], reports: [report(0, 1, 0.5)] })
      expect(mirror.history()).toMatchObject({
        revision: 1,
        trials: [{ values: [0.9 * sign], curve: [{ step: 1, value: 0.5 * sign }] }]
      })
    }
  })

  it("has a value for each of several objectives, in reports as in results, and the trials that none surpasses", () => {
    const latency = { metric: "latency", direction: "minimize" } as const
    const mirror = new StudyMirror([maximize, latency])
    const ended = (number: number, value: number, milliseconds: number): StoredTrial => ({
      ...trial(number, "complete", value),
      metrics: { score: value, latency: milliseconds }
    })
    mirror.absorb({
      revision: 1,
      trials: [ended(0, 0.5, 5), ended(1, 0.9, 9), trial(2, "running"), ended(3, 0.4, 6), ended(4, 0.5, 5)],
      reports: [
        report(2, 1, 0.1, { metrics: { score: 0.1, latency: 4 } }),
        report(2, 2, 0.2),
        report(2, 3, 0.3, { metrics: { latency: 4 } })
      ]
    })
    const { trials } = mirror.history()
    expect(trials.map(({ values }) => values)).toEqual([[-0.5, 5], [-0.9, 9], undefined, [-0.4, 6], [-0.5, 5]])
    expect(trials[2]?.curve).toEqual([
      { step: 1, value: -0.1, values: [-0.1, 4] },
      { step: 2, value: -0.2 }
    ])
    expect(mirror.front().map(({ number }) => number)).toEqual([0, 1, 4])
    mirror.absorb({ revision: 2, trials: [ended(2, 0.9, 5)], reports: [] })
    expect(mirror.front().map(({ number }) => number)).toEqual([2])
    expect(mirror.incumbent()?.number).toBe(1)
  })

  it("lets no trial outside of an outcome constraint be the incumbent, but shows what it came to", () => {
    const mirror = new StudyMirror([minimize], [{ metric: "latency", atMost: 20 }])
    const { value: _, ...outside } = trial(0, "complete", 1)
    const trials = [
      { ...outside, metrics: { [minimize.metric]: 1, latency: 25 }, infeasible: "latency 25 is above 20" },
      { ...trial(1, "complete", 3), metrics: { [minimize.metric]: 3, latency: 18 }, startedAt: 10, finishedAt: 40 }
    ]
    mirror.absorb({ revision: 1, trials, reports: [] })
    expect(mirror.incumbent()?.number).toBe(1)
    expect(mirror.bestUpTo(0)).toBeUndefined()
    expect(mirror.bestUpTo(1)?.number).toBe(1)
    expect(mirror.history().trials).toMatchObject([
      { values: [1], violations: [5] },
      { values: [3], violations: [-2], durationMillis: 30 }
    ])
  })

  it("forgets nothing, repeats nothing, and takes older changes for what they are", () => {
    const mirror = new StudyMirror([minimize])
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
    const mirror = new StudyMirror([minimize])
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
    const mirror = new StudyMirror([minimize])
    mirror.absorb({ revision: 1, trials: [trial(0, "running")], reports: [report(0, 1, 10), report(0, 2, 20)] })
    mirror.absorb({
      revision: 2,
      trials: [trial(0, "running", undefined, 2)],
      reports: [report(0, 1, 7, { attempt: 2 })]
    })
    expect(mirror.curve(0, 2).points).toEqual([{ step: 1, value: 7 }])
    expect(mirror.curve(0, 1).points).toEqual([])
  })

  it("forgets a curve when the next attempt begins, before that has reported anything", () => {
    const mirror = new StudyMirror([minimize])
    mirror.absorb({ revision: 1, trials: [trial(0, "running")], reports: [report(0, 1, 10)] })
    mirror.absorb({ revision: 2, trials: [trial(0, "running", undefined, 2)], reports: [] })
    expect(mirror.history().trials[0]?.curve).toEqual([])
    expect([...mirror.peersOf(1).curves]).toEqual([])
    mirror.absorb({ revision: 3, trials: [], reports: [report(0, 2, 5)] })
    expect(mirror.curve(0, 2).points).toEqual([])
  })

  it("holds the same, in whatever pieces the changes came", () => {
    fc.assert(
      fc.property(
        eventLists,
        fc.array(fc.nat({ max: 40 }), { maxLength: 8 }),
        minimizing,
        (events, cuts, objective) => {
          const changesBetween = storeOf(events)
          const whole = new StudyMirror([objective])
          whole.absorb(changesBetween(0, events.length))
          const piecewise = new StudyMirror([objective])
          const readings = [...cuts.filter((cut) => cut < events.length), events.length].sort((a, b) => a - b)
          for (const upTo of readings) {
            piecewise.absorb(changesBetween(piecewise.revision, upTo))
            // What another part of the runner had read meanwhile comes late, and overlaps.
            piecewise.absorb(changesBetween(Math.floor(upTo / 2), upTo))
          }
          expect(piecewise.history()).toEqual(whole.history())
          expect(piecewise.incumbent()).toEqual(whole.incumbent())
          expect(piecewise.finished()).toBe(whole.finished())
          for (const { number } of whole.history().trials)
            expect([...piecewise.peersOf(number).curves]).toEqual([...whole.peersOf(number).curves])
        }
      )
    )
  })

  it("counts trials by their state", () => {
    const mirror = new StudyMirror([minimize])
    mirror.absorb({ revision: 1, trials: [trial(0, "running"), trial(1, "running"), trial(2, "waiting")], reports: [] })
    expect([mirror.count("running"), mirror.count("waiting"), mirror.finished()]).toEqual([2, 1, 0])
    mirror.absorb({
      revision: 2,
      trials: [trial(0, "complete", 1), trial(1, "failed"), trial(2, "running")],
      reports: []
    })
    expect([mirror.count("running"), mirror.count("waiting"), mirror.finished()]).toEqual([1, 0, 2])
  })

  it("has the best complete trial as the incumbent; the lowest number wins a tie", () => {
    const trials = [
      trial(3, "complete", 2),
      trial(1, "complete", 1),
      trial(2, "complete", 2),
      trial(0, "pruned"),
      trial(4, "failed")
    ]
    const [high, low] = [new StudyMirror([maximize]), new StudyMirror([minimize])]
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
          const mirror = new StudyMirror([minimize])
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

  it("leaves a resumed trial where it was paused until its attempt has loaded or reported something", () => {
    const mirror = new StudyMirror([minimize], [])
    const paused = { pausedStep: 6, continues: [{ attempt: 1, upTo: 3 }] }
    const reports = [
      report(0, 3, 5),
      report(0, 4, 9),
      report(0, 4, 4, { attempt: 2 }),
      report(0, 6, 3, { attempt: 2 }),
      report(1, 6, 2)
    ]
    const stepsAndValues = () => mirror.history().trials[0]!.curve.map(({ step, value }) => [step, value])
    mirror.absorb({
      revision: 1,
      trials: [{ ...trial(0, "paused", undefined, 2), ...paused }, trial(1, "running")],
      reports
    })
    const before = stepsAndValues()
    expect(before).toStrictEqual([
      [3, 5],
      [4, 4],
      [6, 3]
    ])
    const resumed = { ...trial(0, "running", undefined, 3), pausedStep: 6 }
    mirror.absorb({ revision: 2, trials: [resumed], reports: [] })
    expect(stepsAndValues()).toStrictEqual(before)
    expect(mirror.peersOf(1).firstAtOrAfter(6)).toStrictEqual([3])
    // A runner that comes now sees the same, in whichever order it learns of it.
    const late = new StudyMirror([minimize], [])
    late.absorb({ revision: 2, trials: [resumed, trial(1, "running")], reports: reports.toReversed() })
    expect(late.history().trials[0]!.curve).toStrictEqual(mirror.history().trials[0]!.curve)
    // One that begins at the beginning after all is judged by its own reports.
    mirror.absorb({ revision: 3, trials: [], reports: [report(0, 1, 8, { attempt: 3 })] })
    expect(stepsAndValues()).toStrictEqual([[1, 8]])
  })
})
