/** Slots of GPUs end to end, on a machine whose nvidia-smi is a stand-in: the cards are made up, the processes are real. */
import { chmodSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { fixture, sweep } from "../support/sweep.ts"

/** A folder with a nvidia-smi that knows some cards of 1000 MiB, nothing of them used. */
const machineWith = (cards: number): { readonly cwd: string; readonly env: Readonly<Record<string, string>> } => {
  const cwd = temporaryFolder()
  const file = join(cwd, "nvidia-smi")
  const lines = Array.from({ length: cards }, (_, index) => `echo "${index}, Stand-in, 1000"`).join("; ")
  writeFileSync(file, `#!/bin/sh\ncase "$1" in *index,name*) ${lines};; *memory.free*) echo 1000;; *) echo "";; esac\n`)
  chmodSync(file, 0o755)
  return { cwd, env: { PATH: `${cwd}:${process.env["PATH"]}` } }
}

interface Row {
  readonly value: number
  readonly metrics: Readonly<Record<string, number>>
}

const rows = async (cwd: string): Promise<ReadonlyArray<Row>> => {
  const { stdout } = await sweep(["leaderboard", "--json"], { cwd })
  return (JSON.parse(stdout) as { readonly trials: ReadonlyArray<Row> }).trials
}

describe("trials that share GPUs", { timeout: 180_000 }, () => {
  it("run two to a card of four, each shown its own card alone", async () => {
    const { cwd, env } = machineWith(4)
    const ended = await sweep(["run", fixture("sharing.ts"), "--reporter", "lines"], {
      cwd,
      env: { ...env, SWEEP_TOGETHER: "8" }
    })
    expect(ended.stdout).toContain("8 slots")
    expect(ended.status).toBe(0)
    const trials = await rows(cwd)
    expect(trials.map(({ value }) => value).sort()).toEqual([0, 0, 1, 1, 2, 2, 3, 3])
    expect(trials.map(({ metrics }) => metrics["together"])).toEqual(Array.from({ length: 8 }, () => 8))
    const shown = await sweep(["show", "0"], { cwd })
    expect(shown.stdout).toMatch(/MiB, gpu [\d.]+m?s/)
  })

  it("wait where the card has no memory for both, and say for what", async () => {
    const { cwd, env } = machineWith(1)
    const ended = await sweep(["run", fixture("sharing.ts"), "--trials", "4", "--reporter", "lines"], {
      cwd,
      env: { ...env, SWEEP_GPU_MEMORY: "600" }
    })
    expect(ended.status).toBe(0)
    expect(ended.stdout).toMatch(/trial \d waits: 600 MiB of gpu 0, where 400 of 1000 MiB are not taken/)
    expect((await rows(cwd)).map(({ value }) => value)).toEqual([0, 0, 0, 0])
  })

  it("keep to the cards that CUDA_VISIBLE_DEVICES names", async () => {
    const { cwd, env } = machineWith(4)
    const ended = await sweep(["run", fixture("sharing.ts"), "--trials", "2", "--reporter", "lines"], {
      cwd,
      env: { ...env, CUDA_VISIBLE_DEVICES: "3" }
    })
    expect(ended.stdout).toContain("2 slots")
    expect((await rows(cwd)).map(({ value }) => value)).toEqual([3, 3])
  })
})
