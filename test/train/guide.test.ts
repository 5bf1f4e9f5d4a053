/** The example of docs/training.md is a study that runs. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { sweep } from "../support/sweep.ts"

const studyFile = fileURLToPath(new URL("fixtures/guide.ts", import.meta.url))
const page = fileURLToPath(new URL("../../docs/training.md", import.meta.url))

describe("docs/training.md", () => {
  it("shows the study as it is run here", () => {
    const [, shown] = /```ts\n([\s\S]*?)\n```/.exec(readFileSync(page, "utf8"))!
    expect(shown).toBe(readFileSync(studyFile, "utf8").trimEnd())
  })

  it("whose example finds the points in the circle", { timeout: 180_000 }, async () => {
    const cwd = temporaryFolder()
    const run = await sweep(["run", studyFile, "--trials", "4", "--pruner", "none"], { cwd })
    expect(run.stderr).toBe("")
    expect(run.status).toBe(0)
    const best = JSON.parse((await sweep(["best", "--json"], { cwd })).stdout) as { readonly value: number }
    // Calling everything positive gets 0.25, everything negative 0.
    expect(best.value).toBeGreaterThan(0.3)
  })
})
