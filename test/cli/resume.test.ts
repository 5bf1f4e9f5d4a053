/** A real training with dropout and shuffling that is paused, or killed, ends as one that nobody disturbed. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { tmpdir } from "node:os"
import { isInForce } from "../../src/store/checkpoints.ts"
import type { TrialHistory } from "../../src/store/StudyReader.ts"
import { temporaryFolder } from "../support/folder.ts"
import { fixture, sweep } from "../support/sweep.ts"

const study = fixture("training.ts")
const epochs = 5
/** Each of a dozen processes loads TensorFlow.js; a busy machine takes its time. */
const patience = 240_000

const show = async (cwd: string, trial: number): Promise<TrialHistory> => {
  const { stdout } = await sweep(["show", String(trial), "--json"], { cwd })
  return JSON.parse(stdout) as TrialHistory
}

const run = (cwd: string, args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) =>
  sweep(["run", study, "--parallel", "1", ...args], { cwd, env })

const stepsOf = ({ reports, trial }: TrialHistory): ReadonlyArray<number> =>
  reports
    .filter((report) => isInForce(trial, report))
    .map(({ step }) => step)
    .sort((a, b) => a - b)

const whole = Array.from({ length: epochs }, (_, index) => index + 1)

let undisturbed: ReadonlyArray<TrialHistory["trial"]>

/** The same weights as the undisturbed training's, and each epoch reported once. */
const expectSame = (history: TrialHistory): void => {
  expect(history.trial.state).toBe("complete")
  expect(stepsOf(history)).toEqual(whole)
  const expected = undisturbed[history.trial.number]!
  expect(history.trial.params).toEqual(expected.params)
  const weights = Object.entries(expected.metrics!)
  expect(weights.length).toBeGreaterThan(20)
  for (const [name, value] of weights) expect(Math.abs(history.trial.metrics![name]! - value), name).toBeLessThan(1e-6)
}

describe("a training on WASM with dropout and shuffling", () => {
  beforeAll(async () => {
    const cwd = mkdtempSync(join(tmpdir(), "hypersweep-test-"))
    expect((await run(cwd, ["--pruner", "none"])).status).toBe(0)
    undisturbed = await Promise.all([0, 1, 2].map(async (number) => (await show(cwd, number)).trial))
    rmSync(cwd, { recursive: true, force: true })
  }, patience)

  it(
    "ends with the same weights after it was paused and resumed",
    async () => {
      const cwd = temporaryFolder()
      const { status, stdout } = await run(cwd, [])
      expect(status, stdout).toBe(0)
      expect(stdout).toMatch(/trial \d is paused at step 1: .* at rung 1/)
      const histories = await Promise.all([0, 1, 2].map((number) => show(cwd, number)))
      const resumed = histories.filter(({ attempts, trial }) => trial.state === "complete" && attempts.length > 1)
      expect(resumed.length).toBeGreaterThan(0)
      for (const history of resumed) expectSame(history)
      expect(new Set(resumed.flatMap(({ attempts }) => attempts.map(({ ended }) => ended)))).toEqual(
        new Set(["paused", "complete"])
      )
    },
    patience
  )

  it(
    "ends with the same weights after its process, and then its runner, were killed",
    async () => {
      const cwd = temporaryFolder()
      const args = ["--pruner", "none", "--trials", "1"]
      // The runner dies in the second attempt, which began after the first had died behind its second report.
      const first = await run(cwd, args, { SWEEP_TEST_KILL: "0 1 2", SWEEP_TEST_KILL_RUNNER: "0 2 4" })
      expect(first.stdout).toContain("trial 0 is tried again: crash")
      expect(first.stdout).toContain("trial 0 goes on from step 2")
      expect(first.signal).toBe("SIGKILL")
      const second = await run(cwd, args)
      expect(second.status, second.stderr).toBe(0)
      const history = await show(cwd, 0)
      expectSame(history)
      expect(history.attempts.map(({ ended }) => ended)).toEqual(["retry", "lost", "complete"])
      expect(history.attempts.map(({ source }) => source?.step)).toEqual([undefined, 2, expect.any(Number)])
      expect(history.attempts[2]?.source?.step).toBeGreaterThanOrEqual(4)
    },
    patience
  )

  it(
    "ends with the same weights after its latest checkpoint was cut short",
    async () => {
      const cwd = temporaryFolder()
      const args = ["--pruner", "none", "--trials", "1"]
      expect((await run(cwd, args, { SWEEP_TEST_KILL_RUNNER: "0 1 4" })).signal).toBe("SIGKILL")
      const folder = join(cwd, "sweep.db.artifacts", "training", "trial-0", "attempt-1")
      writeFileSync(join(folder, "step-4"), "half of it")
      const again = await run(cwd, args)
      expect(again.stdout).toMatch(/goes on from step 3; the checkpoint of step 4 .* digest differs/)
      const history = await show(cwd, 0)
      expectSame(history)
      expect(history.attempts[1]?.problems).toHaveLength(1)
    },
    patience
  )
})
