import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import type { EndReason, StudyEnded, StudyEvent } from "../../src/schedule/events.ts"
import { eventLine } from "../../src/view/json.ts"
import { initialState } from "../../src/view/live/LiveState.ts"
import { lineFor, linesReporter } from "../../src/view/lines.ts"
import { endSummary } from "../../src/view/summary.ts"
import { anyEvent } from "./arbitraries.ts"
import { eventsOfRun } from "./run.ts"
import { epoch, params, started } from "./samples.ts"

const ended = (reason: EndReason, complete = 41, pruned = 15, failed = 4): StudyEnded => ({
  _tag: "StudyEnded",
  at: epoch,
  reason,
  complete,
  pruned,
  failed,
  trials: 60
})

const linesOf = (events: ReadonlyArray<StudyEvent>): ReadonlyArray<string> => {
  const lines: Array<string> = []
  const reporter = linesReporter((line) => lines.push(line))
  events.forEach(reporter.onEvent)
  return lines
}

describe("linesReporter", () => {
  it("has a line for the start, for each end of a trial and for the end", () => {
    const failure = { reason: "outOfMemory", message: "killed at\n512 MiB" } as const
    const lines = linesOf([
      ...eventsOfRun(4).filter((event) => !("number" in event) || event.number < 4),
      { _tag: "TrialReturned", at: epoch, number: 5, because: { retry: failure } },
      { _tag: "TrialReturned", at: epoch, number: 6, because: { released: "interrupted" } },
      {
        _tag: "TrialEnded",
        at: epoch,
        number: 5,
        params: params(0.1, 16),
        durationMillis: 10,
        end: { state: "failed", failure }
      },
      { _tag: "StudyStopping", at: epoch, reason: "interrupted", running: 1 },
      ended({ _tag: "interrupted" }, 3, 1, 1)
    ])
    assert.deepStrictEqual(lines, [
      "study digits: maximize accuracy, 60 trials, for at most 20m 00s, 4 slots, sampler gp, pruner asha, backend wasm (no native TensorFlow is installed; not tensorflow: not installed), store sweep.db",
      "trial 0 complete accuracy 0.9657 (best) in 2.7s  learningRate 1e-4  units 16  optimizer adam  data digits",
      "trial 1 complete accuracy 0.8957 in 2.7s  learningRate 1.3e-4  units 17  optimizer sgd  optimizer.momentum 0.9  data digits",
      "trial 2 complete accuracy 0.9357 in 2.7s  learningRate 1.69e-4  units 18  optimizer adam  data digits",
      "trial 3 pruned at step 3: 0.71 at step 3 is below the median 0.83 of 4 trials",
      "trial 5 is tried again: outOfMemory, killed at 512 MiB",
      "trial 6 waits again: interrupted",
      "trial 5 failed: outOfMemory, killed at 512 MiB",
      "stopping: interrupted, 1 trial still running",
      "interrupted (5 of 60), 1 pruned, 1 failed, best 0.9657 (trial 0: learningRate 1e-4  units 16  optimizer adam  data digits)"
    ])
  })

  it("says what earlier runs have left", () => {
    const incumbent = { number: 12, value: 0.9731, params: params(0.0021, 64) }
    const [line] = linesOf([{ ...started, finished: 41, incumbent }])
    assert.include(line, "60 trials (41 finished)")
    assert.include(line, "best 0.9731 (trial 12)")
  })

  it("has no line for what happens too often", () => {
    const reports = eventsOfRun(4).filter((event) => event._tag === "TrialReported" || event._tag === "TrialStarted")
    assert.isAbove(reports.length, 0)
    for (const event of reports) assert.isUndefined(lineFor(event, initialState))
  })

  it("gives single lines, whatever the texts", () => {
    fc.assert(
      fc.property(fc.array(anyEvent), (events) => {
        for (const line of linesOf(events)) assert.notMatch(line, /[\p{Cc}\p{Zl}\p{Zp}]/u)
      })
    )
  })
})

describe("eventLine", () => {
  it("is one line of JSON with the whole event, in which NaN is a word", () => {
    const event = { _tag: "TrialReported", at: epoch, number: 1, step: 2, metrics: { loss: Number.NaN } } as const
    assert.strictEqual(
      eventLine(event),
      `{"_tag":"TrialReported","at":${epoch},"number":1,"step":2,"metrics":{"loss":"NaN"}}`
    )
    fc.assert(
      fc.property(anyEvent, (some) => {
        const line = eventLine(some)
        assert.isFalse(line.includes("\n"))
        assert.strictEqual(JSON.parse(line)._tag, some._tag)
      })
    )
  })
})

describe("endSummary", () => {
  it("says how the run ended, and how far it came", () => {
    assert.deepStrictEqual(
      [
        endSummary(ended({ _tag: "budget" }, 60, 0, 0)),
        endSummary(ended({ _tag: "budget" })),
        endSummary(ended({ _tag: "time" }, 20, 0, 0)),
        endSummary(ended({ _tag: "exhausted", message: "the grid has 12 points" }, 12, 0, 0)),
        endSummary(ended({ _tag: "failures", message: "10 trials in a row failed" }, 1, 0, 10)),
        endSummary(ended({ _tag: "interrupted" }, 17, 0, 0))
      ],
      [
        "complete (60 of 60)",
        "complete (60 of 60), 15 pruned, 4 failed",
        "time budget used up (20 of 60)",
        "search space exhausted (12 of 60): the grid has 12 points",
        "stopped by failures (11 of 60): 10 trials in a row failed, 10 failed",
        "interrupted (17 of 60)"
      ]
    )
  })
})
