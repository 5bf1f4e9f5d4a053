/** From nothing to a result, and two looks at it. */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { sweep } from "../support/sweep.ts"

describe("sweep init", () => {
  it(
    "writes a study that runs at once, whose trials compare; and writes over nothing",
    { timeout: 180_000 },
    async () => {
      const cwd = temporaryFolder()
      const made = await sweep(["init"], { cwd })
      expect([made.status, made.stdout]).toEqual([0, "study.ts is a study that runs at once: sweep run study.ts\n"])
      const written = readFileSync(join(cwd, "study.ts"))
      const again = await sweep(["init"], { cwd })
      expect([again.status, again.stderr]).toEqual([2, expect.stringContaining("already")])
      expect(readFileSync(join(cwd, "study.ts")).equals(written)).toBe(true)
      expect((await sweep(["init", "notes.txt"], { cwd })).status).toBe(2)
      expect(existsSync(join(cwd, "notes.txt"))).toBe(false)
      expect((await sweep(["init", "none/study.ts"], { cwd })).status).toBe(2)

      const run = await sweep(["run", "study.ts", "--trials", "6", "--pruner", "none", "--reporter", "lines"], { cwd })
      expect(run.stderr).toBe("")
      expect(run.status).toBe(0)

      const trials = await sweep(["compare", "0", "1"], { cwd })
      expect(trials.stdout).toMatch(/^study {2}trial 0 and trial 1\n/)
      expect(trials.stdout).toMatch(/^curve +[▁-█]+ +[▁-█]+/m)
      const json = JSON.parse((await sweep(["compare", "study", "0", "1", "--json"], { cwd })).stdout)
      expect(json.trials[0].curve).toHaveLength(10)
      expect(json.better).toBeNull()
      const studies = JSON.parse((await sweep(["compare", "study", "study", "--json"], { cwd })).stdout)
      expect(studies.studies[0].bestSoFar).toHaveLength(6)
      expect((await sweep(["compare", "study", "1"], { cwd })).status).toBe(2)
      expect((await sweep(["compare", "0", "99"], { cwd })).status).toBe(3)

      const board = await sweep(["leaderboard", "--markdown", "--columns", "trial,loss,degree", "--sort", "trial"], {
        cwd
      })
      const lines = board.stdout.trimEnd().split("\n")
      expect(lines.slice(0, 2)).toEqual(["| trial | loss | degree |", "| --: | --: | --: |"])
      expect(lines.slice(2).map((line) => line.split(" ")[1])).toEqual(["0", "1", "2", "3", "4", "5"])
      const csv = await sweep(["leaderboard", "--csv", "--columns", "rank,decay"], { cwd })
      expect(csv.stdout).toMatch(/^rank,decay\r\n1,(true|false)\r\n/)
      expect((await sweep(["export", "--csv"], { cwd })).stdout.trimEnd().split("\r\n")).toHaveLength(7)
    }
  )
})
