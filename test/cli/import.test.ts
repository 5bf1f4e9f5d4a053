/** What was exported can be imported: all of it, or nothing. */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { fixture, sweep } from "../support/sweep.ts"

describe("sweep import", () => {
  it("gives back what sweep export printed, and refuses what it did not", { timeout: 240_000 }, async () => {
    const cwd = temporaryFolder()
    const run = (args: ReadonlyArray<string>) => sweep(args, { cwd })
    const studies = ["crashing", "tradeOff", "folds"]
    const exported: Array<string> = []
    for (const name of studies) {
      await run(["run", fixture(`${name}.ts`), "--reporter", "lines"])
      exported.push((await run(["export", name])).stdout)
    }
    const before = readFileSync(join(cwd, "sweep.db"))

    // One study a line.
    writeFileSync(join(cwd, "all.jsonl"), exported.map((text) => `${JSON.stringify(JSON.parse(text))}\n`).join(""))
    const imported = await run(["import", "all.jsonl", "--store", "other.db"])
    expect([imported.status, imported.stderr]).toEqual([0, ""])
    for (const [index, name] of studies.entries()) {
      const again = JSON.parse((await run(["export", name, "--store", "other.db"])).stdout)
      expect(again).toEqual(JSON.parse(exported[index]!))
      expect((await run(["best", name, "--store", "other.db", "--json"])).stdout).toBe(
        (await run(["best", name, "--json"])).stdout
      )
    }
    // It can be recomputed, and gone on with: nothing is left to do.
    expect((await run(["replay", "crashing", "--store", "other.db"])).status).toBe(0)
    const more = await run(["run", fixture("crashing.ts"), "--reporter", "lines", "--store", "other.db"])
    expect(more.stdout).toMatch(/complete \(60 of 60\)/)

    // As it was printed, under another name, beside the first.
    writeFileSync(join(cwd, "one.json"), exported[0]!)
    const taken = await run(["import", "one.json"])
    expect([taken.status, taken.stderr]).toEqual([2, expect.stringContaining('study "crashing"')])
    expect(readFileSync(join(cwd, "sweep.db")).equals(before)).toBe(true)
    expect((await run(["import", "one.json", "--as", "elsewhere"])).status).toBe(0)
    expect((await run(["doctor", "elsewhere"])).stdout).toContain("failed where batchSize >")
  })

  it("says where a file differs from an export, and makes no store of it", async () => {
    const cwd = temporaryFolder()
    const refusals: ReadonlyArray<readonly [text: string, said: string]> = [
      ["", "it is empty"],
      ["{", "it is no JSON"],
      ["[]", "it is not an object"],
      ['{"format":"hypersweep study 2"}', 'format is "hypersweep study 2"'],
      ['{"format":"hypersweep study 1","study":{}}', "study.name is missing"]
    ]
    for (const [text, said] of refusals) {
      writeFileSync(join(cwd, "bad.json"), text)
      const refused = await sweep(["import", "bad.json", "--store", "none.db"], { cwd })
      expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining(said)])
    }
    expect((await sweep(["import", "none.json"], { cwd })).status).toBe(3)
    expect(existsSync(join(cwd, "none.db"))).toBe(false)
  })
})
