/** A space of 12 points under every sampler, from the command line, with a restart in between. */
import { describe, expect, it } from "vitest"
import { samplerNames } from "../../src/cli/names.ts"
import { temporaryFolder } from "../support/folder.ts"
import { fixture, sweep } from "../support/sweep.ts"

describe("a space of 12 points", () => {
  it.each(samplerNames)("is exhausted by %s on 4 slots, in two runs", async (sampler) => {
    const cwd = temporaryFolder()
    const run = (...more: ReadonlyArray<string>) =>
      sweep(["run", fixture("cells.ts"), "--sampler", sampler, "--parallel", "4", ...more], { cwd })
    expect((await run("--trials", "5")).stdout).toContain("complete (5 of 5)")
    const { status, stdout } = await run("--trials", "20")
    expect(stdout).toContain("search space exhausted (12 of 20)")
    expect(status).toBe(0)
    const { stdout: json } = await sweep(["leaderboard", "--all", "--json"], { cwd })
    const { trials } = JSON.parse(json) as { readonly trials: ReadonlyArray<{ readonly params: object }> }
    expect(trials).toHaveLength(12)
    expect(new Set(trials.map(({ params }) => JSON.stringify(params))).size).toBe(12)
  })
})
