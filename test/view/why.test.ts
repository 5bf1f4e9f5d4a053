import { describe, expect, it } from "vitest"
import type { StoredAttempt, StoredDecision, StoredTrial } from "../../src/store/records.ts"
import type { TrialHistory } from "../../src/store/StudyReader.ts"
import { decidedOf, renderWhy, whyJson } from "../../src/view/why.ts"
import { plainTheme } from "../../src/view/theme.ts"
import { epoch, study, trials } from "./samples.ts"

const [sample] = trials as readonly [StoredTrial]

const attempt = (number: number, more: Partial<StoredAttempt>): StoredAttempt => ({
  trial: sample.number,
  attempt: number,
  host: "ada.local",
  pid: 42,
  startedAt: epoch,
  endedAt: epoch + 12_000,
  ...more
})

const decision = (step: number, verdict: StoredDecision["verdict"], more: Partial<StoredDecision> = {}) => ({
  trial: sample.number,
  attempt: 1,
  step,
  verdict,
  sawRevision: 3,
  ...more
})

const history = (trial: Partial<StoredTrial>, more: Partial<TrialHistory> = {}): TrialHistory => ({
  study,
  trial: { ...sample, evidence: { model: "gp", reason: "log expected improvement −1.20 after 12 complete" }, ...trial },
  attempts: [],
  reports: [],
  decisions: [],
  checkpoints: [],
  children: [],
  ...more
})

const decided = (trial: Partial<StoredTrial>, more: Partial<TrialHistory> = {}) =>
  decidedOf(history(trial, more), epoch + 60_000).map(({ what, why }) => `${what}: ${why}`)

describe("why a trial", () => {
  it("was proposed", () => {
    expect(decided({ state: "running" })[0]).toBe(
      "proposed: by gp: log expected improvement −1.20 after 12 complete; it saw the study at revision 3"
    )
    expect(decided({ createdRevision: 9 })[0]).toContain("revision 3, 5 before it was written down")
    expect(decided({ parent: 4, sourceStep: 16 })[0]).toContain("as a copy of trial 4 at step 16: log expected")
  })

  it("was pruned, with the numbers of the verdict", () => {
    const reason = "0.71 at step 9 is rank 5 of 12 at rung 9; the best 3 pass, the last of them with 0.74"
    expect(
      decided(
        { state: "pruned", prunedBecause: reason },
        {
          attempts: [attempt(1, { ended: "pruned" })],
          decisions: [decision(4, "Continue"), decision(9, "Prune", { reason })]
        }
      )[1]
    ).toBe(`pruned at step 9: ${reason}`)
  })

  it("was pruned without an attempt, when the budget ended", () => {
    expect(
      decided(
        { state: "pruned", prunedBecause: "the budget ended" },
        {
          attempts: [attempt(1, { ended: "paused" })],
          decisions: [decision(1, "Pause", { reason: "rank 3 of 4", rung: 1 })]
        }
      ).slice(1)
    ).toEqual(["paused at step 1: rank 3 of 4", "pruned: the budget ended"])
  })

  it("was paused, resumed from a checkpoint, and is complete", () => {
    const lines = decided(
      { state: "complete" },
      {
        attempts: [
          attempt(1, { ended: "paused" }),
          attempt(2, {
            ended: "complete",
            resumption: { reason: "0.8 is rank 1 of 8 at rung 1; the best 1 go on", sawRevision: 40, couldStart: true },
            source: { trial: 0, attempt: 1, step: 1 }
          })
        ],
        decisions: [decision(1, "Pause", { reason: "0.8 at step 1 is rank 2 of 7", rung: 1 })]
      }
    )
    expect(lines.slice(1)).toEqual([
      "paused at step 1: 0.8 at step 1 is rank 2 of 7",
      "resumed: 0.8 is rank 1 of 8 at rung 1; the best 1 go on, from the checkpoint at step 1 of attempt 1",
      "complete: train came to its end after 12.0s"
    ])
  })

  it("is retried, was lost or given back, or has failed", () => {
    const failure = { reason: "crash", message: "its process died with SIGSEGV" } as const
    expect(
      decided(
        { state: "failed", failure },
        {
          attempts: [
            attempt(1, { ended: "retry", failure }),
            attempt(2, { ended: "lost", failure: { reason: "lost", message: "its runner died" } }),
            attempt(3, { ended: "released" }),
            attempt(4, { ended: "failed", failure })
          ]
        }
      ).slice(1)
    ).toEqual([
      "to be retried: crash: its process died with SIGSEGV",
      "lost: lost: its runner died",
      "given back: its run was interrupted after 12.0s, which is no failure",
      "failed: crash: its process died with SIGSEGV"
    ])
  })

  it("waits, runs, or is paused", () => {
    expect(decided({ state: "waiting" }).at(-1)).toContain("waiting: no slot has been free for it yet")
    expect(decided({ state: "waiting" }, { attempts: [attempt(1, { ended: "released" })] }).at(-1)).toContain(
      "attempt 1 ended without a result, and attempt 2 has not begun"
    )
    const { endedAt: _, ...running } = attempt(1, {})
    expect(decided({ state: "running" }, { attempts: [running] }).at(-1)).toBe(
      "running: for 1m 00s, by process 42 on ada.local"
    )
    const stopped = { ...study, stopped: { rule: "target", reason: "0.99 has reached 0.98", trials: 9, at: epoch } }
    expect(decided({ state: "paused", pausedStep: 4 }, { study: stopped }).at(-1)).toBe(
      "waiting: it goes on from step 4 when the pruner asha finds it worth more than a new trial. target has stopped the study: 0.99 has reached 0.98."
    )
  })

  it("is shown in lines that fit, and as data", () => {
    const of = history(
      { state: "pruned" },
      { attempts: [attempt(1, { ended: "pruned" }), attempt(2, { ended: "pruned" })] }
    )
    const text = renderWhy({ history: of, now: epoch, width: 60, theme: plainTheme })
    expect(text.split("\n")[0]).toBe("digits, trial 0  pruned")
    expect(text.split("\n").every((line) => line.length <= 60)).toBe(true)
    expect(text).toContain("pruned (attempt 2)")
    expect(JSON.parse(JSON.stringify(whyJson(of, epoch)))).toMatchObject({ study: "digits", trial: 0, state: "pruned" })
  })
})
