/** From the command line: a study of two objectives, its front, and what may be asked of it. */
import { mkdtempSync, rmSync } from "node:fs"
import { copyFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { dominates } from "../../src/search/objectives/front.ts"
import { fixture, sweep, type Finished } from "../support/sweep.ts"

interface FrontJson {
  readonly front: ReadonlyArray<{ readonly number: number; readonly values: readonly [number, number] }>
}

interface BoardJson {
  readonly trials: ReadonlyArray<{
    readonly rank: number | null
    readonly number: number
    readonly metrics: { readonly accuracy: number; readonly latency: number }
  }>
}

describe("a study of two objectives", () => {
  let cwd = ""
  let ran: Finished

  beforeAll(async () => {
    cwd = mkdtempSync(join(tmpdir(), "hypersweep-test-"))
    await copyFile(fixture("tradeOff.ts"), join(cwd, "tradeOff.ts"))
    ran = await sweep(["run", "tradeOff.ts", "--parallel", "2", "--durability", "process"], { cwd })
  })

  afterAll(() => rmSync(cwd, { recursive: true, force: true }))

  it("runs, with both objectives in its lines, and ends with the front", () => {
    expect(ran.status, ran.stderr).toBe(0)
    expect(ran.stdout).toContain("study tradeOff: maximize accuracy, minimize latency, 14 trials")
    expect(ran.stdout).toMatch(/trial \d+ complete accuracy [\d.]+, latency [\d.]+ \(on the front\)/)
    expect(ran.stdout).toContain('failed: notFinite, train returned Infinity as "latency"')
    expect(ran.stdout).toMatch(
      /complete \(14 of 14\), 1 failed, front of \d+ trials: accuracy [\d.]+ … [\d.]+, latency/
    )
    expect(ran.stdout).toMatch(/rank +trial +accuracy +latency +width +rate/)
    expect(ran.stdout.replaceAll("\n", " ")).toContain("Rank 1 is the Pareto front")
  })

  it("has as its best what no trial surpasses", async () => {
    const { front } = JSON.parse((await sweep(["best", "--json"], { cwd })).stdout) as FrontJson
    const { trials } = JSON.parse((await sweep(["leaderboard", "--json"], { cwd })).stdout) as BoardJson
    expect(trials).toHaveLength(13)
    const points = new Map(trials.map(({ metrics, number }) => [number, [-metrics.accuracy, metrics.latency]]))
    const unsurpassed = [...points.keys()].filter(
      (one) => ![...points.values()].some((other) => dominates(other, points.get(one)!))
    )
    expect(front.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(unsurpassed.toSorted((a, b) => a - b))
    expect(trials.filter(({ rank }) => rank === 1).map(({ number }) => number)).toEqual(
      front.map(({ number }) => number)
    )
    const accuracies = front.map(({ values }) => values[0])
    expect(accuracies).toEqual(accuracies.toSorted((a, b) => b - a))
    const { stdout } = await sweep(["best"], { cwd })
    expect(stdout).toContain("tradeOff  maximize accuracy, minimize latency")
    expect(stdout.replaceAll("\n", " ")).toContain(`${front.length} trials on the Pareto front`)
  })

  it("gives the params of no one trial as the best, and says how to choose one", async () => {
    for (const flag of ["--params", "--unseal"]) {
      const { status, stderr } = await sweep(["best", flag], { cwd })
      expect(status).toBe(2)
      expect(stderr).toContain(`${flag} shows one trial, but between the objectives of "tradeOff" none of the`)
      expect(stderr).toContain("sweep show tradeOff N --json")
    }
  })

  it("shows both values of a trial, and no incumbent in the list", async () => {
    expect((await sweep(["show", "0"], { cwd })).stdout).toMatch(/trial 0 +complete +accuracy [\d.]+ +latency [\d.]+/)
    expect((await sweep(["list"], { cwd })).stdout).toContain("maximize accuracy, minimize latency")
    expect(JSON.parse((await sweep(["list", "--json"], { cwd })).stdout)).toMatchObject([
      { incumbent: null, objectives: [{ metric: "accuracy" }, { metric: "latency" }] }
    ])
    const markdown = (await sweep(["leaderboard", "--markdown"], { cwd })).stdout
    expect(markdown).toMatch(/^\| rank \| trial \| accuracy \| latency \| state/)
  })

  it("goes on with another sampler, is replayed to the bit, and refuses one that follows one objective", async () => {
    const more = await sweep(["run", "tradeOff.ts", "--sampler", "nsga2", "--trials", "+4"], { cwd })
    expect(more.stdout).toMatch(/store sweep\.db/)
    expect(more.stdout).toMatch(/front of \d+ trials: .*, store/)
    const { status, stdout } = await sweep(["replay"], { cwd })
    expect(stdout).toMatch(/^tradeOff: 18 proposals and \d+ verdicts recomputed: every bit is the same/)
    expect(status).toBe(0)
    const refused = await sweep(["run", "tradeOff.ts", "--sampler", "cmaes", "--trials", "+4"], { cwd })
    expect(refused.status).toBe(2)
    expect(refused.stderr).toContain("cmaes follows one objective, but the study has 2")
  })
})
