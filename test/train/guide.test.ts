/** The studies that the guides print run as they are printed. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { sweep } from "../support/sweep.ts"

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url))
const page = (name: string): string => fileURLToPath(new URL(`../../docs/${name}.md`, import.meta.url))

const firstExample = (name: string): string => /```ts\n([\s\S]*?)\n```/.exec(readFileSync(page(name), "utf8"))![1]!

const bestOf = async (name: string, trials: number): Promise<number> => {
  const cwd = temporaryFolder()
  const env = { XDG_CACHE_HOME: cwd }
  const run = await sweep(["run", fixture(name), "--trials", String(trials), "--pruner", "none"], { cwd, env })
  expect(run.stderr).toBe("")
  expect(run.status).toBe(0)
  return (JSON.parse((await sweep(["best", "--json"], { cwd })).stdout) as { readonly value: number }).value
}

describe("a guide", () => {
  it.each([
    ["training", "guide"],
    ["fine-tuning", "tuning"]
  ])("docs/%s.md shows the study that is run here as %s.ts", (guide, name) => {
    expect(firstExample(guide)).toBe(readFileSync(fixture(name), "utf8").trimEnd())
  })

  it("docs/training.md finds the points in the circle", { timeout: 180_000 }, async () => {
    // Calling everything positive gets 0.25, everything negative 0.
    expect(await bestOf("guide", 4)).toBeGreaterThan(0.3)
  })

  it("docs/fine-tuning.md tells praise from complaints", { timeout: 300_000 }, async () => {
    expect(await bestOf("tuning", 2)).toBeGreaterThanOrEqual(0.5)
  })
})
