/** Output into a real pipe, whose reader is slow, or goes away. */
import { spawn } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { fixture, sweep, sweepBin } from "../support/sweep.ts"

/** What is left when `sweep` was piped into something: its status, its words on stderr, and what came out at the end. */
const piped = (cwd: string, args: ReadonlyArray<string>, into: string) =>
  new Promise<{ readonly status: number; readonly stderr: string; readonly stdout: string }>((resolve) => {
    writeFileSync(join(cwd, "pipe.sh"), `{ "$@" 2> stderr.txt; echo $? > status.txt; } | { ${into}; }\n`)
    const child = spawn("sh", ["pipe.sh", process.execPath, sweepBin, ...args], {
      cwd,
      stdio: ["ignore", "pipe", "inherit"]
    })
    let stdout = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text))
    child.on("close", () =>
      resolve({
        status: Number(readFileSync(join(cwd, "status.txt"), "utf8")),
        stderr: readFileSync(join(cwd, "stderr.txt"), "utf8"),
        stdout
      })
    )
  })

describe("output into a pipe", () => {
  it("goes nowhere when its reader is gone: the study goes on to its end", async () => {
    const cwd = temporaryFolder()
    const run = ["run", fixture("cheap.ts"), "--reporter", "json"]
    const { status, stderr, stdout } = await piped(cwd, run, "head -n 1")
    expect(JSON.parse(stdout)).toHaveProperty("_tag", "StudyStarted")
    expect(stderr).toBe("Nobody reads the output any more. The study goes on; Ctrl-C ends it.\n")
    expect(status).toBe(0)
    const { stdout: listed } = await sweep(["list", "--json"], { cwd })
    expect(JSON.parse(listed)).toMatchObject([{ counts: { complete: 6 }, finished: 6 }])
  })

  it("comes whole to a reader that takes its time, and is no failure where that one has seen enough", async () => {
    const cwd = temporaryFolder()
    await sweep(["run", fixture("cheap.ts"), "--trials", "3"], { cwd })
    const whole = await piped(cwd, ["report", "--output", "-"], "sleep 3; cat")
    expect(whole.stdout.length).toBeGreaterThan(500_000)
    expect(whole.stdout.trimEnd().endsWith("</html>")).toBe(true)
    const begun = await piped(cwd, ["report", "--output", "-"], "head -c 15")
    expect(begun).toEqual({ status: 0, stderr: "", stdout: "<!doctype html>" })
  })
})
