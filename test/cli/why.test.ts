/** From the command line: why a trial is where it is, and what another pruner would have done. */
import { copyFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { fixture, sweep } from "../support/sweep.ts"

describe("a finished study", () => {
  it("says why of each trial, and plays its curves again under another pruner", async () => {
    const cwd = temporaryFolder()
    await copyFile(fixture("quadratic.ts"), join(cwd, "quadratic.ts"))
    const run = await sweep(["run", "quadratic.ts", "--pruner", "none", "--durability", "process"], { cwd })
    expect(run.status, run.stderr).toBe(0)

    const why = await sweep(["why", "0"], { cwd })
    expect(why.stdout).toMatch(
      /^quadratic, trial 0 {2}complete\nproposed +by random: .*\n(.*\n)*complete +train came to its end after /
    )
    const rule = ["--pruner", "asha", "--reduction", "2", "--max-step", "3"]
    const played = await sweep(["replay", "quadratic", ...rule, "--json"], { cwd })
    expect(played.status, played.stderr).toBe(0)
    const json = JSON.parse(played.stdout)
    expect(json).toMatchObject({ study: "quadratic", pruner: { name: "asha" }, trials: 6, steps: 18, resumable: false })
    expect(json.trained).toBeLessThan(18)

    const refused = await sweep(["replay", "--reduction", "4"], { cwd })
    expect([refused.status, refused.stderr.split("\n")[0]]).toEqual([2, "sweep: --reduction is a setting of a pruner."])
  }, 240_000)
})
