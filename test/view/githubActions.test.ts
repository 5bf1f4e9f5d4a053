import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import type { StudyEvent } from "../../src/schedule/events.ts"
import { githubReporter, githubSummary } from "../../src/view/githubActions.ts"
import { anyEvent } from "./arbitraries.ts"
import { epoch, params, started, study, trials } from "./samples.ts"

const written = (events: ReadonlyArray<StudyEvent>): ReadonlyArray<string> => {
  const lines: Array<string> = []
  const reporter = githubReporter((line) => lines.push(line))
  events.forEach(reporter.onEvent)
  reporter.stop()
  return lines
}

const failed = (number: number, message: string): StudyEvent => ({
  _tag: "TrialEnded",
  at: epoch,
  number,
  params: params(0.01, 16),
  durationMillis: 5,
  end: { state: "failed", failure: { reason: "error", message } }
})
const best: StudyEvent = {
  _tag: "TrialEnded",
  at: epoch,
  number: 1,
  params: params(0.02, 32),
  durationMillis: 5,
  end: { state: "complete", value: 0.97, metrics: { accuracy: 0.97 }, incumbent: true }
}
const ended = {
  _tag: "StudyEnded",
  at: epoch,
  reason: { _tag: "budget" },
  complete: 1,
  pruned: 0,
  failed: 1,
  trials: 2
} as const

describe("github-actions", () => {
  it("folds the log, and annotates failures and the best", () => {
    const lines = written([started, failed(0, "no data: 50%\nat all"), best, ended])
    assert.strictEqual(lines[0], "::group::study digits")
    assert.include(
      lines,
      "::error title=trial 0 failed%3A error::no data: 50%25%0Aat all (learningRate 0.01  units 16  optimizer adam  data digits)"
    )
    const close = lines.indexOf("::endgroup::")
    assert.isAbove(close, 3)
    assert.deepStrictEqual(lines.slice(close + 1), [
      "::notice title=digits%3A complete (2 of 2)%2C 1 failed::best accuracy 0.97, trial 1: learningRate 0.02  units 32  optimizer adam  data digits"
    ])
  })

  it("keeps to the annotations that GitHub shows, and counts the others", () => {
    const lines = written([started, ...Array.from({ length: 30 }, (_, number) => failed(number, "no")), ended])
    assert.strictEqual(lines.filter((line) => line.startsWith("::error")).length, 10)
    assert.include(lines, "::error title=digits::21 more trials failed")
  })

  it("is made of lines, with no command but its own, whatever trials say", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 20 }), (events) => {
        const lines = written(events)
        for (const line of lines) {
          for (const character of ["\r", "\n", "\u001B"]) assert.notInclude(line, character)
          if (line.startsWith("::")) assert.match(line, /^::(group::|endgroup::$|(error|notice) title=[^:,\n]*::)/)
        }
        const opened = lines.filter((line) => line.startsWith("::group::")).length
        assert.strictEqual(lines.filter((line) => line === "::endgroup::").length, opened)
      })
    )
  })

  it("sums up in Markdown", () => {
    const summary = githubSummary(ended, { study, trials, top: 2 })
    assert.match(summary, /^## digits\n\ncomplete \(2 of 2\), 1 failed\n\n\| rank \| trial \| accuracy \|/)
    assert.strictEqual(summary.split("\n").filter((line) => /^\| =?\d/.test(line)).length, 2)
  })
})
