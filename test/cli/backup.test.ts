import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import BetterSqlite3 from "better-sqlite3"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { fixture, startSweep, sweep } from "../support/sweep.ts"

describe("a store in use", () => {
  it("is copied as it is at one moment, and printed whole", { timeout: 180_000 }, async () => {
    const cwd = temporaryFolder()
    const running = startSweep(["run", fixture("slow.ts"), "--parallel", "1", "--reporter", "lines"], { cwd })
    await running.until(/trial 1/)
    const copied = await sweep(["backup", "copy.db"], { cwd })
    running.process.kill("SIGKILL")
    await running.finished
    expect(copied.status, copied.stderr).toBe(0)
    const copy = new BetterSqlite3(join(cwd, "copy.db"), { readonly: true })
    expect(copy.pragma("integrity_check", { simple: true })).toBe("ok")
    const trials = Number(copy.prepare("SELECT count(*) FROM trials").pluck().get())
    copy.close()
    expect(trials).toBeGreaterThan(0)
    expect(existsSync(join(cwd, "copy.db-wal"))).toBe(false)

    const exported = await sweep(["export", "--store", "copy.db"], { cwd })
    const whole = JSON.parse(exported.stdout)
    expect(whole.format).toBe("hypersweep study 1")
    expect(whole.trials).toHaveLength(trials)
    expect(whole.study.fileHash).toMatch(/^[0-9a-f]{64}$/)
    expect(Object.values(whole.setups)[0]).toMatchObject({ provenance: { node: process.versions.node } })

    const before = readFileSync(join(cwd, "copy.db"))
    const again = await sweep(["backup", "copy.db"], { cwd })
    expect([again.status, again.stderr]).toEqual([2, expect.stringContaining("already")])
    expect(readFileSync(join(cwd, "copy.db")).equals(before)).toBe(true)
    expect((await sweep(["backup", "x.db", "--store", "none.db"], { cwd })).status).toBe(3)
    expect((await sweep(["backup", "none/x.db"], { cwd })).status).toBe(2)
  })
})
