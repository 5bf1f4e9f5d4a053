/** A study goes on after its space has grown in each of the ways that are promised, and its sampler learns from the old trials. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { sweep } from "../support/sweep.ts"

const text = (space: string, trials: number) => `
import { choice, float, gp, int, study } from "hypersweep"

export default study({
  space: { ${space} },
  objective: { minimize: "loss" },
  sampler: gp({ startup: 4 }),
  budget: { trials: ${trials} },
  seed: 3,
  isolation: "none",
  train: ({ params }) => ({ loss: (params.x - 1.5) ** 2 })
})
`

interface Trial {
  readonly number: number
  readonly state: string
  readonly params: { readonly [name: string]: unknown }
}

const small = `x: float(0, 1), kind: choice("a", "b"), optimizer: choice({ adam: {} })`

describe("a space that has grown", () => {
  it.each([
    [
      "a wider range",
      small.replace("float(0, 1)", "float(0, 2)"),
      (trials: ReadonlyArray<Trial>) => trials.some(({ params }) => Number(params["x"]) > 1)
    ],
    [
      "another choice and another branch",
      small.replace('"b"', '"b", "c"').replace("adam: {}", "adam: {}, sgd: { momentum: float(0, 0.9) }"),
      (trials: ReadonlyArray<Trial>) =>
        trials.some(({ params }) => params["kind"] === "c" || (params["optimizer"] as { type: string }).type === "sgd")
    ],
    [
      "another param with a default",
      `${small}, depth: int(1, 3, { default: 2 })`,
      (trials: ReadonlyArray<Trial>) => trials.every(({ params }) => Number(params["depth"]) >= 1)
    ]
  ])("%s keeps the old trials as evidence", async (_, grown, isUsed) => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, "mine.ts"), text(small, 6))
    expect((await sweep(["run", "mine.ts"], { cwd })).stdout).toContain("complete (6 of 6)")
    writeFileSync(join(cwd, "mine.ts"), text(grown, 12))
    const again = await sweep(["run", "mine.ts"], { cwd })
    expect(again.stdout + again.stderr).toContain("complete (12 of 12)")
    const board = JSON.parse((await sweep(["leaderboard", "--json"], { cwd })).stdout) as {
      trials: ReadonlyArray<Trial>
    }
    expect(board.trials).toHaveLength(12)
    expect(isUsed(board.trials.filter(({ number }) => number >= 6))).toBe(true)
    const last = JSON.parse((await sweep(["show", "11", "--json"], { cwd })).stdout) as {
      readonly trial: { readonly evidence: { readonly reason: string } }
    }
    expect(last.trial.evidence.reason).toMatch(/after (9|10|11) complete/)
  })
})
