/** From the command line: decisions are derived again, and the same trials come out whatever the number of slots. */
import { appendFileSync } from "node:fs"
import { copyFile } from "node:fs/promises"
import { join } from "node:path"
import BetterSqlite3 from "better-sqlite3"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { fixture, sweep } from "../support/sweep.ts"

/** A finished study in a folder of its own, with its file. */
const studied = async (flags: ReadonlyArray<string> = []): Promise<string> => {
  const cwd = temporaryFolder()
  await copyFile(fixture("quadratic.ts"), join(cwd, "quadratic.ts"))
  const { status, stderr } = await sweep(["run", "quadratic.ts", ...flags], { cwd })
  expect(status, stderr).toBe(0)
  return cwd
}

const inStore = <A>(cwd: string, use: (database: BetterSqlite3.Database) => A): A => {
  const database = new BetterSqlite3(join(cwd, "sweep.db"))
  try {
    return use(database)
  } finally {
    database.close()
  }
}

describe("sweep replay", () => {
  it("comes to every proposal and verdict again, of all runs and of one trial", async () => {
    const cwd = await studied(["--parallel", "3"])
    const more = ["--trials", "+6", "--sampler", "gp", "--pruner", "asha", "--parallel", "2", "--durability", "process"]
    expect((await sweep(["run", "quadratic.ts", ...more], { cwd })).status).toBe(0)
    const { status, stdout } = await sweep(["replay"], { cwd })
    expect(stdout).toMatch(/^quadratic: 12 proposals and \d+ verdicts recomputed: every bit is the same\.\n$/)
    expect(status).toBe(0)
    const one = await sweep(["replay", "quadratic", "8", "--json"], { cwd })
    expect(JSON.parse(one.stdout)).toMatchObject({ study: "quadratic", proposals: 1, differences: [], passedOver: [] })
    expect((await sweep(["replay", "--all"], { cwd })).stdout).toBe(stdout)
  })

  it("ends with 1 and says what differs", async () => {
    const cwd = await studied()
    inStore(cwd, (database) =>
      database.exec("UPDATE reports SET verdict = 'Prune', reason = 'out of spite' WHERE trial = 0 AND step = 2")
    )
    const { status, stdout } = await sweep(["replay"], { cwd })
    expect(status).toBe(1)
    expect(stdout).toContain("2 values differ")
    expect(stdout).toMatch(/0\s+verdict at step 2\s+verdict\s+"Prune"\s+"Continue"/)
    expect(stdout).toContain('"out of spite"')
  })

  it("refuses a study file that is not as it was, what is no trial, and both a trial and --all", async () => {
    const cwd = await studied()
    expect((await sweep(["replay", "6"], { cwd })).status).toBe(3)
    expect((await sweep(["replay", "quadratic", "six"], { cwd })).stderr).toContain(
      '"six" is not the number of a trial'
    )
    const both = await sweep(["replay", "3", "--all"], { cwd })
    expect([both.status, both.stderr]).toEqual([2, expect.stringContaining("or --all?")])
    appendFileSync(join(cwd, "quadratic.ts"), "// one more thought\n")
    const { status, stderr } = await sweep(["replay"], { cwd })
    expect(status).toBe(2)
    expect(stderr).toContain("is not as it was")
    expect(stderr).toContain("git log")
  })
})

describe("sweep run --deterministic", () => {
  const trialsOf = (cwd: string) =>
    inStore(cwd, (database) =>
      database.prepare("SELECT number, params, state, value FROM trials ORDER BY number").all()
    )

  it("has the same trials on 1 and on 4 slots", async () => {
    const flags = ["--deterministic", "--sampler", "gp", "--trials", "14", "--parallel"]
    const one = trialsOf(await studied([...flags, "1"]))
    expect(one).toHaveLength(14)
    expect(trialsOf(await studied([...flags, "4"]))).toEqual(one)
  })

  it("is refused together with a time budget", async () => {
    const cwd = temporaryFolder()
    const { status, stderr } = await sweep(["run", fixture("quadratic.ts"), "--deterministic", "--time", "1m"], { cwd })
    expect(status).toBe(2)
    expect(stderr).toContain("--deterministic does not go with a time budget")
  })
})
