/** Outcome constraints from the study file to what is shown: what competes, what is named, what fails, and replay. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { sweep } from "../support/sweep.ts"

const file = (bounds: string, result = "{ loss: -params.x, latency: 30 * params.x }") => `
import { float, gp, study } from "hypersweep"

export default study({
  space: { x: float(0, 1) },
  objective: { minimize: "loss" },
  constraints: { latency: ${bounds} },
  sampler: gp({ startup: 4 }),
  budget: { trials: 10 },
  isolation: "none",
  train: ({ params }) => (${result})
})
`

const written = (text: string): string => {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, "mine.ts"), text)
  return cwd
}

interface Board {
  readonly trials: ReadonlyArray<{
    readonly rank: number | null
    readonly infeasible?: string
    readonly metrics: { readonly latency: number }
  }>
}

describe("outcome constraints", () => {
  it("only feasible trials compete; the others are listed with the constraint that they violate; replay agrees", async () => {
    const cwd = written(file("{ atMost: 20 }"))
    const ran = await sweep(["run", "mine.ts"], { cwd })
    expect(ran.status).toBe(0)
    const best = JSON.parse((await sweep(["best", "--json"], { cwd })).stdout) as { metrics: { latency: number } }
    expect(best.metrics.latency).toBeLessThanOrEqual(20)
    const { trials } = JSON.parse((await sweep(["leaderboard", "--all", "--json"], { cwd })).stdout) as Board
    expect(trials).toHaveLength(10)
    for (const { infeasible, metrics, rank } of trials) {
      expect(rank === null).toBe(metrics.latency > 20)
      expect(infeasible).toBe(metrics.latency > 20 ? `latency ${metrics.latency} is above 20` : undefined)
    }
    expect(trials.some(({ rank }) => rank === null)).toBe(true)
    const replayed = await sweep(["replay"], { cwd })
    expect(replayed.status).toBe(0)
  })

  it("are part of what a study is: another bound is refused, and the leaderboard says what it leaves out", async () => {
    const cwd = written(file("{ atMost: 20 }"))
    await sweep(["run", "mine.ts"], { cwd })
    expect((await sweep(["leaderboard"], { cwd })).stdout).toContain("outside of the constraints not shown; --all")
    expect((await sweep(["leaderboard", "--all"], { cwd })).stdout).toMatch(/infeasible/)
    writeFileSync(join(cwd, "mine.ts"), file("{ atMost: 25 }"))
    const changed = await sweep(["run", "mine.ts"], { cwd })
    expect(changed.status).toBe(2)
    expect(changed.stderr).toContain("its outcome constraints were latency at most 20, and are latency at most 25")
    expect(changed.stderr).toContain("--fresh")
  })

  it("that nothing satisfies leave no best trial, and say why", async () => {
    const cwd = written(file("{ atLeast: 99 }"))
    await sweep(["run", "mine.ts"], { cwd })
    const { status, stderr } = await sweep(["best"], { cwd })
    expect(status).toBe(3)
    expect(stderr).toContain("No complete trial satisfies the constraints: latency at least 99.")
  })

  it("beside declared noise leave sweep best a trial that is believed best, inside of them", async () => {
    const cwd = written(file("{ atMost: 20 }").replace("sampler:", "noise: { sd: 0.1 },\n  sampler:"))
    expect((await sweep(["run", "mine.ts"], { cwd })).status).toBe(0)
    const { believed } = JSON.parse((await sweep(["best", "--json"], { cwd })).stdout) as {
      believed: { params: { x: number } }
    }
    expect(believed.params.x).toBeLessThanOrEqual(20 / 30)
    expect((await sweep(["best"], { cwd })).stdout).toMatch(/Values are noisy/)
    expect((await sweep(["replay"], { cwd })).status).toBe(0)
  })

  it("on a metric that train does not return fail the trial, and say which metric", async () => {
    const cwd = written(file("{ atMost: 20 }", "{ loss: params.x } as never"))
    const { status, stderr, stdout } = await sweep(["run", "mine.ts"], { cwd })
    expect(status).toBe(1)
    expect(stdout + stderr).toContain('the study has a constraint on "latency", but train returned "loss"')
  })
})
