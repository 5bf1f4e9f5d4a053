/** A training whose process is killed goes on from its checkpoint, to the weights of one that was left alone. */
import { expect, it } from "vitest"
import { fileURLToPath } from "node:url"
import { temporaryFolder } from "../support/folder.ts"
import { sweep } from "../support/sweep.ts"

const studyFile = fileURLToPath(new URL("fixtures/killed.ts", import.meta.url))

it("ends with the same weights, and does not begin again", { timeout: 180_000 }, async () => {
  const cwd = temporaryFolder()
  const run = await sweep(["run", studyFile, "--pruner", "none"], { cwd })
  expect(run.status).toBe(0)
  const { trials } = JSON.parse((await sweep(["leaderboard", "--json"], { cwd })).stdout) as {
    readonly trials: ReadonlyArray<{ readonly number: number; readonly metrics: Record<string, number> }>
  }
  const [alone, killed] = trials.toSorted((a, b) => a.number - b.number).map(({ metrics }) => metrics)
  expect(killed!["attempt"]).toBe(2)
  expect([alone!["batches"], killed!["batches"]]).toEqual([36, 18])
  expect(killed!["weight"]).toBe(alone!["weight"])
  expect(killed!["loss"]).toBe(alone!["loss"])
  expect(killed!["epochs"]).toBe(6)
})
