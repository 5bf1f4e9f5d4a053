import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { fixture, sweep } from "../support/sweep.ts"

describe("sweep doctor <study>", () => {
  it("says where trials fail, in numbers, and what to do about it", async () => {
    const cwd = temporaryFolder()
    expect((await sweep(["run", fixture("crashing.ts"), "--reporter", "lines"], { cwd })).status).toBe(0)
    const shown = await sweep(["doctor", "crashing"], { cwd, env: { COLUMNS: "80" } })
    expect(shown.status).toBe(0)
    const text = shown.stdout.replaceAll("\n", " ")
    expect(text).toMatch(
      /\d+ of \d+ trials failed where batchSize > \d\d \(most often: error\), and [01] of \d+ elsewhere \(p < 1e-6, corrected for \d+ places\)/
    )
    expect(text).toMatch(/Look at one of them: sweep leaderboard --where 'batchSize > \d\d && state == "failed"'/)
    for (const line of shown.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80)
    const { findings, unchecked } = JSON.parse((await sweep(["doctor", "crashing", "--json"], { cwd })).stdout)
    expect(findings[0]).toMatchObject({ check: "failures", param: "batchSize", where: ">" })
    expect(findings[0].evidence).toContain("failed where batchSize >")
    expect(unchecked.map(({ check }: { check: string }) => check)).toContain("eagerPruner")

    const [, condition] = /--where '([^']+)'/.exec(text)!
    const board = await sweep(["leaderboard", "--where", condition!, "--json"], { cwd })
    expect(JSON.parse(board.stdout).trials).toHaveLength(findings[0].failedThere)

    await sweep(["run", fixture("tradeOff.ts"), "--reporter", "lines"], { cwd })
    const several = JSON.parse((await sweep(["doctor", "tradeOff", "--json"], { cwd })).stdout)
    const looked = several.unchecked.filter(({ check }: { check: string }) => check === "edge")
    expect(looked.map(({ objective }: { objective: string }) => objective)).toEqual(["accuracy", "latency"])
    expect(several.findings.map(({ check }: { check: string }) => check)).toEqual(["few"])

    const unknown = await sweep(["doctor", "crashin"], { cwd })
    expect(unknown.status).toBe(3)
    expect(unknown.stderr).toContain('Did you mean "crashing"?')
  })
})
