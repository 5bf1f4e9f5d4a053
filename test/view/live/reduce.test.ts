import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { endedInRun, finishedTrials, initialState } from "../../../src/view/live/LiveState.ts"
import { reduce } from "../../../src/view/live/reduce.ts"
import { estimateTimeLeft, timeBudgetLeft } from "../../../src/view/live/timeLeft.ts"
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

describe("the time left", () => {
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
