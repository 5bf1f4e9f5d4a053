/** The experiments really train: at small scale, from the command line. */
import { describe, expect, it } from "vitest"
import * as Effect from "effect/Effect"
import { goOn } from "../../src/search/Pruner.ts"
import type { Params } from "../../src/search/SearchSpace.ts"
import { makeProcessTrainer } from "../../src/train/process/trainer.ts"
import { temporaryFolder } from "../support/folder.ts"
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { sweep } from "../support/sweep.ts"

const experiment = (name: string): string => fileURLToPath(new URL(`../../experiments/${name}`, import.meta.url))

interface Best {
  readonly number: number
  readonly value: number
  readonly params: Params
  readonly seed: number
  readonly metrics: Readonly<Record<string, number>>
}

describe("digits", () => {
  it(
    "trains, names the backend, and gives the same accuracy when the best params are trained again",
    { timeout: 180_000 },
    async () => {
      const cwd = temporaryFolder()
      const env = { SWEEP_EXAMPLES: "240" }
      const run = await sweep(["run", experiment("digits.ts"), "--trials", "3"], { cwd, env })
      expect(run.stderr).toBe("")
      expect(run.status).toBe(0)
      expect(run.stdout).toMatch(/backend (wasm|tensorflow)/)

      const best = JSON.parse((await sweep(["best", "--json"], { cwd })).stdout) as Best
      expect(best.value).toBeGreaterThan(0)
      expect(best.metrics["loss"]).toBeGreaterThan(0)
      const again = await Effect.runPromise(
        Effect.scoped(
          Effect.gen(function* () {
            const trainer = yield* makeProcessTrainer({
              prepare: { _tag: "prepare", studyFile: experiment("digits.ts"), backend: "wasm", seed: 7 },
              folder: cwd,
              env: { ...process.env, ...env },
              spare: false
            })
            const assignment = { number: best.number, attempt: 1, params: best.params, seed: best.seed }
            return yield* trainer.run(assignment, { index: 0, gpus: [], label: "cpu 0" }, () => Effect.succeed(goOn))
          })
        )
      )
      if (run.stdout.includes("backend wasm")) expect(again).toEqual({ _tag: "returned", metrics: best.metrics })
    }
  )
})

describe("flowers", () => {
  it("cross-validates on five folds and learns", { timeout: 180_000 }, async () => {
    const cwd = temporaryFolder()
    const run = await sweep(["run", experiment("flowers.ts"), "--trials", "3", "--pruner", "none"], { cwd })
    expect(run.status).toBe(0)
    const best = JSON.parse((await sweep(["best", "--json"], { cwd })).stdout) as Best
    expect(best.value).toBeGreaterThan(0.6)
    const show = JSON.parse((await sweep(["show", String(best.number), "--json"], { cwd })).stdout) as {
      readonly reports: ReadonlyArray<unknown>
    }
    expect(show.reports).toHaveLength(5)
  })
})

describe("sentiment", () => {
  it(
    "tries every way of fine-tuning and the control by five folds, and keeps the test split sealed",
    { timeout: 400_000 },
    async () => {
      const cwd = temporaryFolder()
      const env = { SWEEP_EXAMPLES: "30", XDG_CACHE_HOME: cwd }
      const run = await sweep(["run", experiment("sentiment.ts"), "--trials", "5", "--pruner", "none"], { cwd, env })
      expect(run.stderr).toBe("")
      expect(run.status).toBe(0)
      const board = await sweep(["leaderboard", "--json"], { cwd })
      const { trials } = JSON.parse(board.stdout) as { readonly trials: ReadonlyArray<Best> }
      const ways = trials.map(({ params }) => (params["way"] as { readonly type: string }).type)
      expect(ways.sort()).toEqual(["bagOfWords", "features", "full", "gradual", "layers"])
      expect(run.stdout + board.stdout).not.toContain("testAccuracy")
      const show = JSON.parse((await sweep(["show", "0", "--json"], { cwd })).stdout) as {
        readonly reports: ReadonlyArray<{ readonly fold?: number; readonly metrics: object }>
      }
      expect(show.reports.filter(({ fold }) => fold !== undefined)).toHaveLength(5)
      const unsealed = JSON.parse((await sweep(["best", "--unseal", "--json"], { cwd })).stdout) as {
        readonly sealed: Readonly<Record<string, number>>
      }
      expect(unsealed.sealed["testAccuracy"]).toBeGreaterThanOrEqual(0)
    }
  )
})

describe("drawings", () => {
  it("pre-trains once, and fine-tunes what it has kept", { timeout: 300_000 }, async () => {
    const cwd = temporaryFolder()
    const env = { SWEEP_CLASSES: "2", XDG_CACHE_HOME: cwd }
    const run = await sweep(["run", experiment("drawings.ts"), "--trials", "2"], { cwd, env })
    expect(run.stderr).toBe("")
    expect(run.status).toBe(0)
    expect(readdirSync(join(cwd, "hypersweep", "features"))).toHaveLength(1)
    const best = JSON.parse((await sweep(["best", "--json"], { cwd })).stdout) as Best
    expect(best.value).toBeGreaterThan(0.3)
    expect(best.metrics).not.toHaveProperty("testAccuracy")
  })
})
