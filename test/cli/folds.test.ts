import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { fixture, sweep } from "../support/sweep.ts"

/** What the trials said, by rising number. */
const metricsOf = async (cwd: string): Promise<ReadonlyArray<Readonly<Record<string, number>>>> => {
  const { stdout } = await sweep(["leaderboard", "--all", "--json"], { cwd })
  const { trials } = JSON.parse(stdout) as {
    readonly trials: ReadonlyArray<{ readonly number: number; readonly metrics: Record<string, number> }>
  }
  return trials.toSorted((a, b) => a.number - b.number).map(({ metrics }) => metrics)
}

describe("the folds of a study", () => {
  it(
    "are the same in every trial, process, attempt and run, and refused for other data",
    { timeout: 180_000 },
    async () => {
      const cwd = temporaryFolder()
      expect((await sweep(["run", fixture("folds.ts"), "--trials", "2"], { cwd })).status).toBe(0)
      expect((await sweep(["run", fixture("folds.ts"), "--trials", "+1"], { cwd })).status).toBe(0)
      const trials = await metricsOf(cwd)
      expect(trials.map(({ attempt }) => attempt)).toEqual([1, 2, 1])
      expect(new Set(trials.map(({ folds }) => folds)).size).toBe(1)

      const { status, stderr } = await sweep(["run", fixture("folds.ts"), "--trials", "4"], {
        cwd,
        env: { ROWS: "61" }
      })
      expect(status).toBe(2)
      expect(stderr).toMatch(/its data had the fingerprint [0-9a-f]{16}, and have [0-9a-f]{16}; splits would not pair/)
    }
  )

  it("follow the seed that the command line gives", { timeout: 180_000 }, async () => {
    const folds = await Promise.all(
      ["4", "5"].map(async (seed) => {
        const cwd = temporaryFolder()
        await sweep(["run", fixture("folds.ts"), "--trials", "1", "--seed", seed], { cwd })
        return (await metricsOf(cwd))[0]!["folds"]
      })
    )
    expect(folds[0]).toBeGreaterThan(0)
    expect(folds[0]).not.toBe(folds[1])
  })
})
