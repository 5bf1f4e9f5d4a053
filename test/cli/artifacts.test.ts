/** A folder of logs and checkpoints that cannot be used ends a run before its first trial. */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { fixture, sweep } from "../support/sweep.ts"

/** A folder "logs" in which a file stands where a study's folder would. */
const taken = (study: string) => {
  const cwd = temporaryFolder()
  mkdirSync(join(cwd, "logs"))
  writeFileSync(join(cwd, "logs", study), "")
  return cwd
}

describe("a folder of logs and checkpoints that cannot be made", () => {
  it("is refused with status 2 where the flag names it, before anything is on record", async () => {
    const cwd = taken("quadratic")
    const { status, stderr, stdout } = await sweep(["run", fixture("quadratic.ts"), "--artifacts", "logs"], {
      cwd
    })
    expect(stderr).toContain(`sweep: Logs and checkpoints cannot be kept in ${join(cwd, "logs/quadratic")}: EEXIST`)
    expect(stderr).toContain("Name a folder that can be written to: --artifacts <folder>.")
    expect(stderr).not.toContain("    at ")
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" })
    expect((await sweep(["list"], { cwd })).stdout).not.toContain("quadratic")
  })

  it.runIf(process.platform === "linux")("ends where no folder can be made in one that is there", async () => {
    const { status, stderr } = await sweep(["run", fixture("quadratic.ts"), "--artifacts", "/proc/logs"], {
      cwd: temporaryFolder()
    })
    expect(stderr).toContain("Logs and checkpoints cannot be kept in /proc/logs/quadratic: ENOENT")
    expect(status).toBe(2)
  })

  it("is refused with status 4 where it is the store's own", async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, "sweep.db.artifacts"), "")
    const { status, stderr } = await sweep(["run", fixture("quadratic.ts")], { cwd })
    expect(stderr).toContain("Mend that, or name another folder: --artifacts <folder>.")
    expect(status).toBe(4)
  })

  it("is refused by a train in the runner's own process too, where the flag names it", async () => {
    const { status, stderr } = await sweep(["run", fixture("cheap.ts"), "--artifacts", "logs"], {
      cwd: taken("cheap")
    })
    expect(stderr).toContain("Logs and checkpoints cannot be kept in")
    expect(status).toBe(2)
  })
})

describe("a folder of logs and checkpoints", () => {
  it("is made with all its parents, or is there already", async () => {
    const cwd = temporaryFolder()
    mkdirSync(join(cwd, "there"))
    for (const folder of ["there", "a/b"]) {
      const flags = ["--artifacts", folder, "--store", `${folder.at(-1)}.db`, "--trials", "1"]
      expect((await sweep(["run", fixture("quadratic.ts"), ...flags], { cwd })).status).toBe(0)
      expect(readdirSync(join(cwd, folder, "quadratic"))).toEqual(["trial-0"])
    }
  })
})
