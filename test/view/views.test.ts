import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import type { StudySummary, TrialHistory } from "../../src/store/StudyReader.ts"
import { bestJson, renderBest } from "../../src/view/best.ts"
import { doctorJson, renderDoctor, type DoctorCheck } from "../../src/view/doctor.ts"
import { listJson, renderList } from "../../src/view/list.ts"
import { renderShow, showJson } from "../../src/view/show.ts"
import { displayWidth } from "../../src/view/text.ts"
import { colourTheme, plainTheme as theme } from "../../src/view/theme.ts"
import { anyNumber, anyText, anyTrial } from "./arbitraries.ts"
import { epoch, study, trials } from "./samples.ts"

const fits = (text: string, width: number) => {
  for (const line of text.split("\n")) assert.isAtMost(displayWidth(line), width)
}
const anyWidth = fc.integer({ min: 30, max: 120 })

const incumbent = trials[0]
assert.isDefined(incumbent)
const summary: StudySummary = {
  study,
  counts: { complete: 3, pruned: 1, failed: 1, running: 1 },
  incumbent,
  lastActivityAt: epoch
}
const empty: StudySummary = { study: { ...study, name: "empty" }, counts: {}, lastActivityAt: epoch }

describe("best", () => {
  it("shows the incumbent with every digit", () => {
    assert.deepStrictEqual(renderBest({ summary, width: 80, theme }).split("\n"), [
      "digits  maximize accuracy  3 complete, 1 pruned, 1 failed, 1 running, budget 60",
      "",
      "best accuracy 0.9731  trial 0  in 12.3s",
      "",
      "params",
      "learningRate  0.00213",
      "units         64",
      "optimizer     adam",
      "data          digits",
      "seed          4242424242",
      "",
      "other metrics",
      "loss  0.0821",
      "",
      "Ranking from single runs: differences smaller than the noise between seeds are",
      "not significant."
    ])
    assert.strictEqual(bestJson(summary)?.value, 0.9731)
  })

  it("says so while there is none", () => {
    assert.match(renderBest({ summary: empty, width: 80, theme }), /No trial is complete yet\.$/)
    assert.isNull(bestJson(empty))
  })
})

describe("list", () => {
  it("has a row for each study", () => {
    const request = { summaries: [summary, empty], now: epoch + 200_000, theme }
    assert.deepStrictEqual(renderList({ ...request, width: 130 }).split("\n"), [
      "study   objective          finished    best  trial  state    running  failed  last activity     age  file",
      "digits  maximize accuracy      5/60  0.9731      0  running        1       1         3m ago  3m 20s  /home/ada/digits.ts",
      "empty   maximize accuracy      0/60       –      –  open           0       0         3m ago  3m 20s  /home/ada/digits.ts"
    ])
    assert.match(renderList({ ...request, summaries: [], width: 80 }), /^No studies yet/)
    assert.deepStrictEqual(
      listJson([summary, empty]).map((one) => [one.study, one.state, one.finished, one.incumbent?.number]),
      [
        ["digits", "running", 5, 0],
        ["empty", "open", 0, undefined]
      ]
    )
  })
})

describe("show", () => {
  const trial = trials[4]
  assert.isDefined(trial)
  const attempt = { trial: 4, host: "lovelace", startedAt: epoch }
  const history: TrialHistory = {
    study,
    trial,
    checkpoints: [],
    children: [],
    attempts: [
      {
        ...attempt,
        attempt: 1,
        pid: 4711,
        endedAt: epoch + 3000,
        ended: "retry",
        failure: { reason: "crash", message: "exit 139" }
      },
      { ...attempt, attempt: 2, pid: 4712, endedAt: epoch + 2000, ended: "failed" }
    ],
    reports: Array.from({ length: 14 }, (_, index) => ({
      trial: 4,
      attempt: index < 2 ? 1 : 2,
      step: index < 2 ? index + 1 : index - 1,
      at: epoch,
      revision: 1,
      metrics: { loss: 1 / (index + 1), accuracy: index === 5 ? Number.NaN : 1 - 1 / (index + 1) }
    })),
    decisions: Array.from({ length: 4 }, (_, index) => ({
      trial: 4,
      attempt: 2,
      step: index + 1,
      verdict: index === 3 ? "Prune" : "Continue",
      reason: `value 0.4 at step ${index + 1} against the median 0.5 of 12 trials that got there before`,
      sawRevision: index + 10
    }))
  }

  it("shows what an attempt used", () => {
    const attempts = history.attempts.map((attempt) => ({
      ...attempt,
      usage: { wallMillis: 3000, cpuMillis: 2500, peakMiB: 240.4, gpuSeconds: 0.75, gpuMiB: 1200 }
    }))
    const shown = renderShow({ history: { ...history, attempts }, now: epoch, width: 120, theme })
    assert.include(shown, "cpu 2.5s, 240 MiB, gpu 750ms, 1200 MiB of it")
  })

  it("shows everything that is known of a trial", () => {
    assert.deepStrictEqual(renderShow({ history, now: epoch, width: 80, theme }).split("\n"), [
      "digits, trial 4  failed  in 2.0s",
      "",
      "params",
      "learningRate  0.01",
      "units         256",
      "optimizer     adam",
      "data          digits",
      "",
      "record",
      "seed          4242424242",
      "attempts      2",
      "proposal saw  revision 3",
      "",
      "reports",
      "accuracy  ▁▃▅ ▆▇▇█████",
      "loss      █▆▄▃▃▂▂▁▁▁▁▁",
      "",
      "the last 10 of 12 reports",
      "step  accuracy     loss",
      "   3       0.8      0.2",
      "   4       NaN   0.1667",
      "   5    0.8571   0.1429",
      "   6     0.875    0.125",
      "   7    0.8889   0.1111",
      "   8       0.9      0.1",
      "   9    0.9091  0.09091",
      "  10    0.9167  0.08333",
      "  11    0.9231  0.07692",
      "  12    0.9286  0.07143",
      "2 reports of earlier attempts, superseded",
      "",
      "verdicts",
      "3 times Continue, the last one shown",
      "step 3  Continue: value 0.4 at step 3 against the median 0.5 of 12 trials that",
      "        got there before",
      "step 4  Prune: value 0.4 at step 4 against the median 0.5 of 12 trials that got",
      "        there before",
      "",
      "attempts",
      "attempt  ended   duration  host       pid  failure",
      "      1  retry       3.0s  lovelace  4711  crash: exit 139",
      "      2  failed      2.0s  lovelace  4712",
      "",
      "failure",
      "outOfMemory: the trial's process was killed at 512 MiB",
      "RangeError: Array buffer allocation failed",
      "    at train (/home/ada/digits.ts:31:9)"
    ])
  })

  it("has the rows of the store as data", () => {
    const data = showJson(history)
    assert.strictEqual(data.trial.durationMillis, 2000)
    assert.strictEqual(data.reports.length, 14)
  })

  it("is never wider than the terminal", () => {
    const metrics = fc.dictionary(anyText, anyNumber, { maxKeys: 5 })
    fc.assert(
      fc.property(
        anyTrial,
        fc.array(metrics, { maxLength: 12 }),
        anyText,
        anyWidth,
        (some, reported, reason, width) => {
          const reports = reported.map((one, step) => ({ ...report, attempt: some.attempt, step, metrics: one }))
          const decisions = history.decisions.map((decision) => ({ ...decision, reason }))
          const drawn = { ...history, trial: some, reports, decisions }
          fits(renderShow({ history: drawn, now: epoch, width, theme: colourTheme }), width)
          fits(renderBest({ summary: { ...summary, incumbent: some }, width, theme: colourTheme }), width)
          const named = { ...summary, study: { ...study, name: reason } }
          fits(renderList({ summaries: [named], now: epoch, width, theme: colourTheme }), width)
        }
      )
    )
  })
})

const report = { trial: 1, at: epoch, revision: 1 }

describe("doctor", () => {
  const checks: ReadonlyArray<DoctorCheck> = [
    { name: "Node.js", status: "ok", found: "24.21.0" },
    {
      name: "GPU",
      status: "missing",
      found: "no NVIDIA driver",
      fix: "install the driver, then run sweep doctor again"
    },
    { name: "memory", status: "warning", found: "512 MiB" }
  ]

  it("shows what was found, and how to get the rest", () => {
    assert.deepStrictEqual(renderDoctor({ checks, width: 80, theme }).split("\n"), [
      "check    status   found",
      "Node.js  ok       24.21.0",
      "GPU      missing  no NVIDIA driver",
      "memory   warning  512 MiB",
      "",
      "GPU: install the driver, then run sweep doctor again",
      "",
      "1 missing, 1 warning."
    ])
    assert.match(renderDoctor({ checks: checks.slice(0, 1), width: 80, theme }), /\n\nEverything is there\.$/)
    assert.deepStrictEqual(doctorJson(checks), { ok: false, checks })
  })

  it("is never wider than the terminal", () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, anyWidth, (name, found, fix, width) => {
        fits(renderDoctor({ checks: [{ name, status: "missing", found, fix }], width, theme: colourTheme }), width)
      })
    )
  })
})
