/** Real signals to the real command: nothing is lost, nothing is left running, and the same command goes on. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { eventually, fixture, processesWith, startSweep, sweep } from "../support/sweep.ts"

let runs = 0
const place = () => {
  const mark = `${process.pid}-${runs++}`
  return { cwd: temporaryFolder(), env: { SWEEP_TEST: mark }, entry: `SWEEP_TEST=${mark}` }
}

const states = async (cwd: string): Promise<Record<string, number>> => {
  const { stdout } = await sweep(["leaderboard", "--all", "--json"], { cwd })
  const { trials } = JSON.parse(stdout) as { readonly trials: ReadonlyArray<{ readonly state: string }> }
  const counts: Record<string, number> = {}
  for (const { state } of trials) counts[state] = (counts[state] ?? 0) + 1
  return counts
}

const witness = (cwd: string): ReadonlyArray<string> =>
  readFileSync(join(cwd, "witness.txt"), "utf8").trimEnd().split("\n")

describe("Ctrl-C", () => {
  it("once: running trials finish; status 130 with the line that resumes; the same command ends at exactly the budget", async () => {
    const { cwd, entry, env } = place()
    const run = startSweep(["run", fixture("slow.ts"), "--parallel", "2"], { cwd, env })
    await run.until(/trial 1 complete/)
    run.process.kill("SIGINT")
    const { status, stderr } = await run.finished
    expect(status).toBe(130)
    expect(stderr).toContain(`go on with: sweep run ${fixture("slow.ts")}`)
    await eventually(() => processesWith(entry).length === 0, "no process is left")
    const after = await states(cwd)
    expect(Object.keys(after)).toEqual(["complete"])
    expect(after["complete"]).toBeLessThan(8)

    expect((await sweep(["run", fixture("slow.ts"), "--parallel", "2"], { cwd })).status).toBe(0)
    expect(await states(cwd)).toEqual({ complete: 8 })
    expect(witness(cwd).filter((line) => line.startsWith("end"))).toHaveLength(8)
  })

  it("twice: running trials end too, and wait for the next run", async () => {
    const { cwd, entry, env } = place()
    const run = startSweep(["run", fixture("slow.ts"), "--parallel", "2"], { cwd, env })
    await run.until(/trial 0 complete/)
    run.process.kill("SIGINT")
    await run.until(/Ctrl-C again ends them too/)
    run.process.kill("SIGINT")
    expect((await run.finished).status).toBe(130)
    await eventually(() => processesWith(entry).length === 0, "no process is left")
    expect((await states(cwd))["running"]).toBeUndefined()

    expect((await sweep(["run", fixture("slow.ts")], { cwd })).status).toBe(0)
    expect(await states(cwd)).toEqual({ complete: 8 })
  })

  it("three times: a train that is stuck in a loop is killed with the children that ignore SIGTERM", async () => {
    const { cwd, entry, env } = place()
    const run = startSweep(["run", fixture("stuck.ts"), "--parallel", "1"], { cwd, env })
    await eventually(() => {
      try {
        return witness(cwd).length > 0
      } catch {
        return false
      }
    }, "the trial is stuck")
    run.process.kill("SIGINT")
    await run.until(/Ctrl-C again ends them too/)
    run.process.kill("SIGINT")
    await run.until(/Ctrl-C again kills them/)
    run.process.kill("SIGINT")
    expect((await run.finished).status).toBe(130)
    await eventually(() => processesWith(entry).length === 0, "no process is left")
  })

  it("twice ends a stuck train as well, after its grace", async () => {
    const { cwd, entry, env } = place()
    const run = startSweep(["run", fixture("stuck.ts"), "--parallel", "2"], { cwd, env })
    await eventually(() => {
      try {
        return witness(cwd).length === 2
      } catch {
        return false
      }
    }, "both trials are stuck")
    run.process.kill("SIGTERM")
    expect((await run.finished).status).toBe(130)
    await eventually(() => processesWith(entry).length === 0, "no process is left")
    expect(await states(cwd)).toEqual({ waiting: 2 })
  })
})

describe("SIGKILL of the runner", () => {
  it("leaves no process behind, and the same command ends at exactly the budget without repeating finished work", async () => {
    const { cwd, entry, env } = place()
    const run = startSweep(["run", fixture("slow.ts"), "--parallel", "2"], { cwd, env })
    await run.until(/trial 2 complete/)
    run.process.kill("SIGKILL")
    expect((await run.finished).signal).toBe("SIGKILL")
    await eventually(() => processesWith(entry).length === 0, "no process is left")

    expect((await sweep(["run", fixture("slow.ts"), "--parallel", "2"], { cwd })).status).toBe(0)
    expect(await states(cwd)).toEqual({ complete: 8 })
    const ended = witness(cwd).filter((line) => line.startsWith("end"))
    // One more is possible: a trial that had ended, and whose result was on its way to the store.
    expect(new Set(ended.map((line) => line.split(".")[0])).size).toBe(8)
    expect(ended.length).toBeLessThanOrEqual(10)
  })

  it("leaves no stuck train behind either", async () => {
    const { cwd, entry, env } = place()
    const run = startSweep(["run", fixture("stuck.ts"), "--parallel", "1"], { cwd, env })
    await eventually(() => {
      try {
        return witness(cwd).length > 0
      } catch {
        return false
      }
    }, "the trial is stuck")
    run.process.kill("SIGKILL")
    await run.finished
    await eventually(() => processesWith(entry).length === 0, "no process is left")
  })
})

describe("two runners of one study", () => {
  it("share its budget exactly", async () => {
    const { cwd, env } = place()
    await sweep(["run", fixture("slow.ts"), "--trials", "1"], { cwd, env })
    const both = await Promise.all(
      [0, 1].map(() => sweep(["run", fixture("slow.ts"), "--trials", "8", "--parallel", "2"], { cwd, env }))
    )
    expect(both.map(({ status }) => status)).toEqual([0, 0])
    expect(await states(cwd)).toEqual({ complete: 8 })
    expect(witness(cwd).filter((line) => line.startsWith("start"))).toHaveLength(8)
  })
})
