/** The experiments about rare classes really train: at small scale, from the command line. */
import { describe, expect, it } from "vitest"
import { fileURLToPath } from "node:url"
import { temporaryFolder } from "../support/folder.ts"
import { sweep } from "../support/sweep.ts"

const experiment = (name: string): string => fileURLToPath(new URL(`../../experiments/${name}`, import.meta.url))

interface Board {
  readonly trials: ReadonlyArray<{ readonly state: string; readonly metrics: Readonly<Record<string, number>> }>
}

const board = async (name: string, args: ReadonlyArray<string>, env: Readonly<Record<string, string>>) => {
  const cwd = temporaryFolder()
  const run = await sweep(["run", experiment(name), ...args], { cwd, env })
  expect(run.stderr).toBe("")
  expect(run.status).toBe(0)
  return (JSON.parse((await sweep(["leaderboard", "--all", "--json"], { cwd })).stdout) as Board).trials
}

describe("spam", () => {
  it("shows accuracy beside precision, recall and F1", { timeout: 180_000 }, async () => {
    const trials = await board("spam.ts", ["--trials", "3"], { SWEEP_EXAMPLES: "240", SWEEP_EPOCHS: "4" })
    expect(trials).toHaveLength(3)
    for (const { metrics, state } of trials) {
      expect(state).toBe("complete")
      for (const name of ["f1", "precision", "recall", "averagePrecision"]) {
        expect(metrics[name]).toBeGreaterThanOrEqual(0)
        expect(metrics[name]).toBeLessThanOrEqual(1)
      }
      // The trap: whoever finds no spam at all is right nine times in ten.
      if (metrics["recall"] === 0) expect(metrics["accuracy"]).toBeGreaterThan(0.85)
    }
    expect(Math.max(...trials.map(({ metrics }) => metrics["averagePrecision"]!))).toBeGreaterThan(0.4)
  })
})

describe("weather", () => {
  it("cross-validates five classes, and learns", { timeout: 180_000 }, async () => {
    const trials = await board("weather.ts", ["--trials", "2", "--pruner", "none"], { SWEEP_EPOCHS: "3" })
    expect(trials.map(({ state }) => state)).toEqual(["complete", "complete"])
    // Always rain: accuracy 0.44, macro-F1 0.12.
    expect(Math.max(...trials.map(({ metrics }) => metrics["accuracy"]!))).toBeGreaterThan(0.6)
    expect(Math.max(...trials.map(({ metrics }) => metrics["macroF1"]!))).toBeGreaterThan(0.25)
  })
})
