import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { fixture, startSweep, sweep } from "../support/sweep.ts"

interface Verdict {
  readonly winner: number | null
  readonly finished: boolean
  readonly runs: number
  readonly finalists: ReadonlyArray<{ readonly number: number; readonly runs: number; readonly tiedWithFirst: boolean }>
}

const arms = fixture("arms.ts")

const confirmed = async (lead: string, ...flags: ReadonlyArray<string>) => {
  const place = { cwd: temporaryFolder(), env: { LEAD: lead } }
  expect((await sweep(["run", arms], place)).status).toBe(0)
  const { status, stderr, stdout } = await sweep(["confirm", "--json", ...flags], place)
  expect([status, stderr]).toEqual([0, ""])
  return { place, verdict: JSON.parse(stdout) as Verdict }
}

describe("sweep confirm", { timeout: 180_000 }, () => {
  it("names the winner that there is, and shows the same verdict again", async () => {
    const { place, verdict } = await confirmed("3")
    expect(verdict).toMatchObject({ winner: 2, finished: true, runs: 19 })
    expect(verdict.finalists.map(({ tiedWithFirst }) => tiedWithFirst)).toEqual([true, false, false, false])
    const again = await sweep(["confirm"], place)
    expect(again.stdout).toMatch(/Trial 2 wins: every other finalist is worse on fresh seeds \(95 % confidence/)
    expect((await sweep(["best", "--json"], place)).stdout).toContain('"study": "arms"')
  })

  it("says that there is none, where all are the same", async () => {
    const { place, verdict } = await confirmed("0", "--finalists", "3", "--runs", "12")
    expect(verdict.winner).toBeNull()
    expect(verdict.finalists).toHaveLength(3)
    expect((await sweep(["confirm"], place)).stdout).toMatch(/No significant winner: trials [\d, ]+ are tied/)
    const other = await sweep(["confirm", "--runs", "30"], place)
    expect(other.status).toBe(2)
    expect(other.stderr).toContain("--fresh")
    const fresh = await sweep(["confirm", "--fresh", "--runs", "30", "--json"], place)
    expect((JSON.parse(fresh.stdout) as Verdict).runs).toBeGreaterThan(verdict.runs)
  })

  it("is not ended by the rule that ends the search", async () => {
    const place = { cwd: temporaryFolder(), env: { LEAD: "3" } }
    await sweep(["run", arms], place)
    const { stdout } = await sweep(["confirm", "--json"], { ...place, env: { ...place.env, STOP: "0" } })
    expect(JSON.parse(stdout)).toMatchObject({ winner: 2, finished: true, runs: 19 })
  })

  it("goes on after a kill with the runs that it had, to the same verdict", async () => {
    const place = { cwd: temporaryFolder(), env: { LEAD: "3" } }
    await sweep(["run", arms], place)
    const slowly = { ...place, env: { ...place.env, DELAY: "200" } }
    const running = startSweep(["confirm", "--reporter", "lines"], slowly)
    await running.until(/trial 5 complete/)
    running.process.kill("SIGKILL")
    await running.finished
    const after = JSON.parse((await sweep(["confirm", "--json"], place)).stdout) as Verdict
    expect(after).toMatchObject({ winner: 2, finished: true, runs: 19 })
    const list = JSON.parse((await sweep(["leaderboard", "arms~confirm", "--all", "--json"], place)).stdout) as {
      readonly trials: ReadonlyArray<{ readonly number: number; readonly state: string }>
    }
    expect(list.trials.map(({ number }) => number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 19 }, (_, n) => n)
    )
    expect(list.trials.every(({ state }) => state === "complete")).toBe(true)
  })

  it("refuses what it cannot compare, with a hint", async () => {
    const place = { cwd: temporaryFolder() }
    expect((await sweep(["confirm"], place)).status).toBe(3)
    await sweep(["run", arms], place)
    const few = await sweep(["confirm", "--runs", "3"], place)
    expect([few.status, few.stderr]).toEqual([2, expect.stringContaining("each needs two")])
    const one = await sweep(["confirm", "--finalists", "1"], place)
    expect(one.stderr).toContain("at least two complete trials")
  })
})
