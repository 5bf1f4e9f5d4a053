/** The main job, from the command line: run, go on, look at what came out. */
import { existsSync, readFileSync } from "node:fs"
import { copyFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { fixture, sweep } from "../support/sweep.ts"

interface Row {
  readonly number: number
  readonly value: number | null
  readonly state: string
  readonly metrics: Readonly<Record<string, number>>
  readonly params: { readonly x: number }
}

const rows = async (cwd: string): Promise<ReadonlyArray<Row>> => {
  const { stdout } = await sweep(["leaderboard", "--all", "--json"], { cwd })
  return (JSON.parse(stdout) as { readonly trials: ReadonlyArray<Row> }).trials
}

describe("sweep run", () => {
  it("runs a study to its budget, ends with a leaderboard, and has nothing left to do after that", async () => {
    const cwd = temporaryFolder()
    const first = await sweep(["run", fixture("quadratic.ts")], { cwd })
    expect(first.status).toBe(0)
    expect(first.stdout).toContain("study quadratic: minimize loss, 6 trials")
    expect(first.stdout).toMatch(/rank {2}trial/)
    expect((await rows(cwd)).map(({ number }) => number).sort()).toEqual([0, 1, 2, 3, 4, 5])
    expect(readFileSync(join(cwd, "sweep.db.artifacts", "quadratic", "trial-0", "attempt-1.log"), "utf8")).toContain(
      'step 1 {"loss":'
    )

    const again = await sweep(["run", fixture("quadratic.ts")], { cwd })
    expect(again.stdout).toContain("complete (6 of 6)")
    expect(await rows(cwd)).toHaveLength(6)

    const more = await sweep(["run", fixture("quadratic.ts"), "--trials", "+2"], { cwd })
    expect(more.status).toBe(0)
    expect(await rows(cwd)).toHaveLength(8)
  })

  it("gives the same trials for the same seed, to the last bit, whatever the process", async () => {
    const results = await Promise.all(
      [temporaryFolder(), temporaryFolder()].map(async (cwd) => {
        await sweep(["run", fixture("quadratic.ts"), "--pruner", "none"], { cwd })
        return (await rows(cwd))
          .map(({ metrics, number, params }) => ({ number, params, metrics }))
          .sort((a, b) => a.number - b.number)
      })
    )
    expect(results[0]).toEqual(results[1])
    expect(new Set(results[0]?.map(({ metrics }) => metrics["draw"])).size).toBe(6)
  })

  it("tries crashed trials again, keeps failed ones with their reason, and goes on", async () => {
    const cwd = temporaryFolder()
    const { status, stdout } = await sweep(["run", fixture("dying.ts")], { cwd })
    expect(status).toBe(0)
    expect(stdout).toContain("trial 1 is tried again: crash, the process was killed by SIGKILL")
    expect(stdout).toContain("trial 3 failed: error, RangeError: the batch does not fit")
    const found = await rows(cwd)
    expect(found.find(({ number }) => number === 1)?.metrics["attempt"]).toBe(2)
    expect(found.filter(({ state }) => state === "failed").map(({ number }) => number)).toEqual([2, 3])
    const shown = await sweep(["show", "2"], { cwd })
    expect(shown.stdout).toContain("the process ended with exit status 3 before train had returned")
  })

  it("runs a cheap train in its own process, and ends when a finite space is exhausted", async () => {
    const cwd = temporaryFolder()
    const { status, stdout } = await sweep(["run", fixture("cheap.ts")], { cwd })
    expect(status).toBe(0)
    expect(stdout).toContain("search space exhausted (6 of 10): all 6 points of the grid were tried")
    expect(existsSync(join(cwd, "sweep.db.artifacts"))).toBe(false)
  })

  it("takes a train that returns an Effect, enums and imports without an ending", async () => {
    const { status } = await sweep(["run", fixture("loose/effectful.ts")], { cwd: temporaryFolder() })
    expect(status).toBe(0)
  })

  it("prints one event a line with --json, and nothing else", async () => {
    const { stdout } = await sweep(["run", fixture("cheap.ts"), "--json"], { cwd: temporaryFolder() })
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { readonly _tag: string })
    expect(events[0]?._tag).toBe("StudyStarted")
    expect(events.at(-1)?._tag).toBe("StudyEnded")
    expect(events.filter(({ _tag }) => _tag === "TrialEnded")).toHaveLength(6)
  })

  it("stops at its time budget, gives running trials back, and goes on later", async () => {
    const cwd = temporaryFolder()
    const { status, stdout } = await sweep(["run", fixture("slow.ts"), "--time", "2s"], { cwd })
    expect(stdout).toContain("time budget")
    expect([0, 1]).toContain(status)
    expect((await sweep(["run", fixture("slow.ts")], { cwd })).status).toBe(0)
    expect((await rows(cwd)).filter(({ state }) => state === "complete")).toHaveLength(8)
  })

  it("puts the stored study aside with --fresh and loses nothing of it", async () => {
    const cwd = temporaryFolder()
    await sweep(["run", fixture("quadratic.ts"), "--trials", "2"], { cwd })
    await sweep(["run", fixture("quadratic.ts"), "--trials", "3", "--fresh"], { cwd })
    const list = JSON.parse((await sweep(["list", "--json"], { cwd })).stdout) as ReadonlyArray<{
      readonly study: string
    }>
    expect(list.map(({ study }) => study).sort()).toEqual(["quadratic", "quadratic~1"])
    const old = await sweep(["leaderboard", "quadratic~1", "--all", "--json"], { cwd })
    expect((JSON.parse(old.stdout) as { readonly trials: ReadonlyArray<Row> }).trials).toHaveLength(2)
  })

  it("refuses another file with the same study name, and names both", async () => {
    const cwd = temporaryFolder()
    const other = join(cwd, "other.ts")
    await copyFile(fixture("quadratic.ts"), other)
    await sweep(["run", fixture("quadratic.ts"), "--trials", "1"], { cwd })
    const { status, stderr } = await sweep(["run", other], { cwd })
    expect(status).toBe(2)
    expect(stderr).toContain(fixture("quadratic.ts"))
    expect(stderr).toContain(other)
  })
})

describe("looking at what came out", () => {
  it("answers best, leaderboard, show and list, for people and for scripts", async () => {
    const cwd = temporaryFolder()
    await sweep(["run", fixture("quadratic.ts"), "--pruner", "none"], { cwd })
    const ranked = await rows(cwd)
    const lowest = Math.min(...ranked.map(({ value }) => value ?? Infinity))

    const best = JSON.parse((await sweep(["best", "--json"], { cwd })).stdout) as Row & { readonly seed: number }
    expect(best.value).toBe(lowest)
    expect(best.number).toBe(ranked[0]?.number)
    expect(JSON.parse((await sweep(["best", "--params"], { cwd })).stdout)).toEqual(best.params)
    expect((await sweep(["best", "quadratic"], { cwd })).stdout).toContain(String(lowest))

    const csv = (await sweep(["leaderboard", "--csv"], { cwd })).stdout.split("\r\n")
    expect(csv).toHaveLength(8)
    expect(
      (await sweep(["leaderboard", "--markdown", "--top", "2"], { cwd })).stdout
        .split("\n")
        .filter((line) => line.startsWith("|"))
    ).toHaveLength(4)
    const show = await sweep(["show", "quadratic", String(best.number), "--json"], { cwd })
    expect((JSON.parse(show.stdout) as { readonly reports: ReadonlyArray<unknown> }).reports).toHaveLength(3)
  })

  it.each(["run", "best", "leaderboard", "list", "show", "doctor"])(
    "sweep %s --help explains itself with examples",
    async (command) => {
      const { status, stdout } = await sweep([command, "--help"], { cwd: temporaryFolder() })
      expect(status).toBe(0)
      expect(stdout).toContain("EXAMPLES")
      expect(stdout).toContain("--json")
    }
  )

  it("says what this machine has", async () => {
    const { status, stdout } = await sweep(["doctor", "--json"], { cwd: temporaryFolder() })
    expect(status).toBe(0)
    const { checks } = JSON.parse(stdout) as {
      readonly checks: ReadonlyArray<{ readonly name: string; readonly status: string; readonly fix?: string }>
    }
    expect(checks.find(({ name }) => name === "TensorFlow.js on wasm")?.status).toBe("ok")
    for (const check of checks) if (check.status !== "ok") expect(check.fix).toBeTruthy()
  })
})
