/** What a person sees of `sweep run` on a terminal of 80 × 24. */
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../support/folder.ts"
import { runInPty, type Screen } from "../support/pty.ts"
import { fixture, sweepBin } from "../support/sweep.ts"

const has = (screen: Screen, text: string | RegExp) =>
  screen.lines.some((line) => (typeof text === "string" ? line.includes(text) : text.test(line)))
const cursorCalls = (raw: string) =>
  raw
    .split("\u001b[?25")
    .slice(1)
    .map((rest) => rest[0])

describe("sweep run on a terminal of 80 × 24", () => {
  it("draws running trials and the incumbent, then gives the cursor back and ends with the leaderboard", async () => {
    const run = await runInPty([process.execPath, sweepBin, "run", fixture("terminal.ts"), "--parallel", "2"], {
      columns: 80,
      rows: 24,
      cwd: temporaryFolder()
    })
    expect(run.status).toBe(0)
    for (const screen of run.timeline) {
      expect(screen.wrapped, screen.lines.join("\n")).toBe(false)
      expect(screen.lines).toHaveLength(24)
      for (const line of screen.lines) expect(line.length).toBeLessThanOrEqual(80)
    }
    const live = run.timeline.filter((screen) => screen.cursorHidden)
    expect(live.some((screen) => has(screen, /cpu 0 .*▁/) && has(screen, /cpu 1 .*▁/))).toBe(true)
    expect(live.some((screen) => has(screen, /^best 0\.\d+ {2}trial \d+ {2}learningRate /))).toBe(true)
    expect(live.some((screen) => has(screen, /█.* \d\/6 /))).toBe(true)

    expect(cursorCalls(run.raw)).toEqual(["l", "h"])
    expect(run.screen.cursorHidden).toBe(false)
    expect(has(run.screen, /^rank {2}trial {2}accuracy {2}learningRate {2}units {2}duration$/)).toBe(true)
    expect(run.screen.lines.filter((line) => /^ +=?\d+ +\d+ +0\.\d+ /.test(line))).toHaveLength(6)
    expect(has(run.screen, "terminal: complete (6 of 6)")).toBe(true)
  })

  it("gives the cursor back when Ctrl-C ends the run, and says how to resume", async () => {
    let pressed = 0
    const run = await runInPty([process.execPath, sweepBin, "run", fixture("terminal.ts"), "--parallel", "2"], {
      cwd: temporaryFolder(),
      onScreen: (screen, keyboard) => {
        if (pressed === 0 && has(screen, /^best 0\.\d+/)) {
          pressed = 1
          keyboard.write("\u0003")
        } else if (pressed === 1 && has(screen, "Ctrl-C again")) {
          pressed = 2
          keyboard.write("\u0003")
        }
      }
    })
    expect(run.status).toBe(130)
    expect(cursorCalls(run.raw).at(-1)).toBe("h")
    expect(run.history.join("\n")).toContain("go on with: sweep run")
    expect(run.history.join("\n")).toContain("rank  trial")
  })

  it("draws without colours where NO_COLOR says so", async () => {
    const run = await runInPty([process.execPath, sweepBin, "run", fixture("cheap.ts")], {
      cwd: temporaryFolder(),
      env: { NO_COLOR: "1" }
    })
    expect(run.status).toBe(0)
    expect(
      run.raw
        .split("\u001b[")
        .slice(1)
        .filter((rest) => /^\d+m/.test(rest))
    ).toEqual([])
  })
})
