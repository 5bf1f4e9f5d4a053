/** `sweep plot` in a real terminal, through a pipe, and into a file. */
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { runInPty } from "../support/pty.ts"
import { fixture, sweep, sweepBin } from "../support/sweep.ts"

let cwd: string

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), "hypersweep-test-"))
  const run = await sweep(["run", fixture("page.ts"), "--reporter", "lines"], { cwd })
  expect(run.status, run.stderr).toBe(0)
}, 120_000)

afterAll(() => rmSync(cwd, { recursive: true, force: true }))

describe("sweep plot", () => {
  it.each([
    [80, 24],
    [200, 50]
  ])("is drawn in a terminal of %i × %i", async (columns, rows) => {
    const command = [process.execPath, sweepBin, "plot", "history"]
    const { raw, screen, status } = await runInPty(command, { columns, rows, cwd })
    expect(status).toBe(0)
    expect(screen.wrapped).toBe(false)
    expect(raw).toContain("\u001b[")
    expect(screen.lines.some((line) => line.includes("│") && /[⠁-⣿]/.test(line))).toBe(true)
    expect(existsSync(join(cwd, "page-history.svg"))).toBe(false)
  })

  it("has no colours with NO_COLOR, and no escape codes through a pipe", async () => {
    const command = [process.execPath, sweepBin, "plot", "history"]
    const { raw } = await runInPty(command, { cwd, env: { NO_COLOR: "1" } })
    expect(raw).not.toContain("\u001b[3")
    const { status, stdout } = await sweep(["plot", "slice", "--terminal", "--params", "x"], { cwd })
    expect(status).toBe(0)
    expect(stdout).not.toContain("\u001b")
    expect(stdout).toMatch(/ x /)
    expect(stdout).not.toContain("script")
  })

  it("is a file elsewhere, and refuses params that are not there", async () => {
    const drawn = await sweep(["plot", "contour"], { cwd })
    expect(drawn.stdout).toBe("page-contour.svg\n")
    expect(existsSync(join(cwd, "page-contour.svg"))).toBe(true)
    const refused = await sweep(["plot", "rank", "--params", "y"], { cwd })
    expect(refused.status).toBe(2)
    expect(refused.stderr).toContain('--params names "y"')
  })
})
