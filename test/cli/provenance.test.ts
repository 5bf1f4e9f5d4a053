import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { fixture, sweep } from "../support/sweep.ts"

const canary = 'canary"7f3a91\nsecond line'

describe("the record of a run", () => {
  it("says how trials were made, and has no secret of the environment", { timeout: 120_000 }, async () => {
    const cwd = temporaryFolder()
    const env = { CANARY_TOKEN: canary, TZ: "UTC", TF_NUM_INTRAOP_THREADS: "3" }
    const ran = await sweep(["run", fixture("tellsSecrets.ts"), "--parallel", "1"], { cwd, env })
    expect(ran.status, ran.stderr).toBe(0)
    const thrown = JSON.parse((await sweep(["show", "0", "--json"], { cwd })).stdout)
    expect(thrown.trial.failure.message).toBe("Error: cannot log in with [CANARY_TOKEN]")
    expect(thrown.trial.failure.detail).toContain("tellsSecrets.ts")
    const crashed = JSON.parse((await sweep(["show", "1", "--json"], { cwd })).stdout)
    expect(crashed.trial.failure.detail).toContain("using [CANARY_TOKEN]")
    // The log, and whatever else SQLite keeps beside its file.
    for (const file of readdirSync(cwd).filter((name) => name.startsWith("sweep.db") && !name.endsWith(".artifacts"))) {
      const bytes = readFileSync(join(cwd, file), "latin1")
      expect(bytes).not.toContain("7f3a91")
      expect(bytes).not.toContain("second line")
    }
    const { provenance } = thrown.attempts[0]
    expect(provenance).toMatchObject({
      node: process.versions.node,
      environment: { TZ: "UTC", TF_NUM_INTRAOP_THREADS: "3" },
      packages: { "better-sqlite3": expect.stringMatching(/^\d/), effect: expect.stringMatching(/^\d/) }
    })
    expect(provenance.git.commit).toMatch(/^[0-9a-f]{40}$/)
    const shown = (await sweep(["show", "2"], { cwd })).stdout
    expect(shown).toContain("made with")
    expect(shown).toContain(provenance.git.commit)
  })
})
