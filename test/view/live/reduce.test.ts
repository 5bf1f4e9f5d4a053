import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { endedInRun, finishedTrials, initialState } from "../../../src/view/live/LiveState.ts"
import { reduce } from "../../../src/view/live/reduce.ts"
import { budgetUsed, estimateTimeLeft, timeBudgetLeft } from "../../../src/view/live/timeLeft.ts"
import { anyEvent } from "../arbitraries.ts"
import { eventsOfRun } from "../run.ts"
import { epoch, params, started } from "../samples.ts"

const after = (events: Parameters<typeof reduce>[1][]) => events.reduce(reduce, initialState)

const start = (number: number, at = epoch, attempt = 1) =>
  ({ _tag: "TrialStarted", at, number, attempt, params: params(0.1, 16), slot: `cpu ${number % 4}` }) as const

const end = (number: number, durationMillis: number) =>
  ({
    _tag: "TrialEnded",
    at: epoch + durationMillis,
    number,
    params: params(0.1, 16),
    durationMillis,
    end: { state: "complete", value: 0.5, metrics: {}, incumbent: true }
  }) as const

describe("reduce", () => {
  it("follows a whole run", () => {
    const state = after([...eventsOfRun(16)])
    assert.deepStrictEqual([state.complete, state.pruned, state.failed], [12, 3, 1])
    assert.deepStrictEqual([...state.running.keys()], [16, 17, 18, 19])
    assert.strictEqual(state.incumbent?.number, 0)
    assert.deepStrictEqual(
      state.recent.slice(0, 3).map(({ event, step }) => [event.number, step]),
      [
        [15, 27],
        [14, 27],
        [13, 3]
      ]
    )
  })

  it("starts from what earlier runs have finished, and forgets the run before", () => {
    const incumbent = { number: 3, value: 0.9, params: params(0.1, 16) }
    const state = after([...eventsOfRun(8), { ...started, finished: 41, incumbent }])
    assert.strictEqual(finishedTrials(state), 41)
    assert.strictEqual(endedInRun(state), 0)
    assert.strictEqual(state.running.size, 0)
    assert.deepStrictEqual(state.incumbent, incumbent)
  })

  it("begins a trial's curve anew with each attempt, behind the others", () => {
    const report = { _tag: "TrialReported", at: epoch, number: 0, step: 1, metrics: {}, value: 0.5 } as const
    const failure = { reason: "crash", message: "exit 139" } as const
    const state = after([
      started,
      start(0),
      start(1),
      report,
      { _tag: "TrialReturned", at: epoch, number: 0, because: { retry: failure } },
      start(0, epoch + 5, 2)
    ])
    assert.deepStrictEqual([...state.running.keys()], [1, 0])
    assert.deepStrictEqual(state.running.get(0)?.curve, [])
    assert.isUndefined(state.running.get(0)?.step)
    assert.strictEqual(state.retried, 1)
  })

  it("holds its laws whatever happens", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        let state = initialState
        for (const event of events) {
          const before = JSON.stringify([...state.running])
          const next = reduce(state, event)
          // Nothing that was handed out is changed.
          assert.strictEqual(JSON.stringify([...state.running]), before)
          if (event._tag === "TrialStarted") assert.isTrue(next.running.has(event.number))
          if (event._tag === "TrialEnded" || event._tag === "TrialReturned") {
            assert.isFalse(next.running.has(event.number))
          }
          const counted = event._tag === "TrialEnded" ? 1 : 0
          if (event._tag !== "StudyStarted") assert.strictEqual(endedInRun(next), endedInRun(state) + counted)
          assert.isAtMost(next.recent.length, 8)
          state = next
        }
      })
    )
  })

  it("keeps a long curve short, and its ends", () => {
    const reports = Array.from({ length: 5000 }, (_, index) => ({
      _tag: "TrialReported" as const,
      at: epoch,
      number: 0,
      step: index + 1,
      metrics: {},
      value: index
    }))
    const curve = after([started, start(0), ...reports]).running.get(0)?.curve ?? []
    assert.isAtMost(curve.length, 256)
    assert.deepStrictEqual([curve[0], curve.at(-1)], [0, 4999])
  })
})

const pause = (number: number, at: number) =>
  ({ _tag: "TrialReturned", at, number, because: { paused: "best 4 of 9", step: 3 } }) as const

describe("the budget used", () => {
  const trialsOnly = { ...started, trials: 30, timeMillis: undefined }

  it("counts a trial that is paused, also before this run, and one that runs again no longer", () => {
    const events = [{ ...trialsOnly, finished: 4, paused: 20 }, start(0), pause(0, epoch + 1000)]
    assert.deepStrictEqual(budgetUsed(after(events), epoch), { of: "trials", share: 25 / 30 })
    const resumed = { ...start(0, epoch + 2000, 2), resumedBecause: "the best of rung 1" }
    assert.deepStrictEqual(budgetUsed(after([...events, resumed]), epoch), { of: "trials", share: 24 / 30 })
  })

  it("is that of the time where that ends first, and never above the whole", () => {
    const state = after([{ ...started, trials: 30, timeMillis: 10_000 }, start(0), end(0, 1000)])
    assert.deepStrictEqual(budgetUsed(state, epoch + 100), { of: "trials", share: 1 / 30 })
    assert.deepStrictEqual(budgetUsed(state, epoch + 5000), { of: "time", share: 0.5 })
    assert.deepStrictEqual(budgetUsed(state, epoch + 60_000), { of: "time", share: 1 })
  })

  it("is that of the GPU seconds, of this run and before, by the share that a trial takes", () => {
    const gpu = { seconds: 40, used: 10, share: 0.5 }
    const state = after([{ ...trialsOnly, gpu }, start(0), start(1), pause(0, epoch + 8000)])
    assert.deepStrictEqual(budgetUsed(state, epoch + 12_000), { of: "GPU seconds", share: 20 / 40 })
  })
})

describe("the time left", () => {
  it("does not wait for paused trials, and counts what they took", () => {
    const events = [{ ...started, trials: 4 }, start(0), pause(0, epoch + 1000), start(1), end(1, 3000)]
    // Two trials that have stopped took four seconds; two more wait.
    assert.strictEqual(estimateTimeLeft(after(events), epoch + 3000), (2 * 2000) / 4)
  })

  it("is unknown before a trial has ended", () => {
    assert.isUndefined(estimateTimeLeft(after([started, start(0)]), epoch))
  })

  it("is the work that is left, shared between the slots", () => {
    const four = { ...started, trials: 9 }
    const state = after([four, start(0), end(0, 1000), start(1, epoch + 1000)])
    // Seven trials wait for a second each, and one has half a second to go.
    assert.strictEqual(estimateTimeLeft(state, epoch + 1500), 7500 / 4)
  })

  it("is that of the slowest running trial when no new ones come", () => {
    const stopping = { _tag: "StudyStopping", at: epoch, reason: "interrupted", running: 1 } as const
    const state = after([started, start(0), end(0, 1000), start(1), stopping])
    assert.strictEqual(estimateTimeLeft(state, epoch + 200), 800)
    assert.strictEqual(estimateTimeLeft(state, epoch + 9000), 0)
  })

  it("of the time budget counts from the start of the run", () => {
    assert.strictEqual(timeBudgetLeft(after([started]), epoch + 200_000), 1_000_000)
    assert.isUndefined(timeBudgetLeft(after([{ ...started, timeMillis: undefined }]), epoch))
  })
})
