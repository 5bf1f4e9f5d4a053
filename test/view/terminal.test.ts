import { assert, describe, it } from "@effect/vitest"
import { fileURLToPath } from "node:url"
import { runInPty, type Screen } from "../support/pty.ts"

const driver = fileURLToPath(new URL("fixtures/liveDriver.ts", import.meta.url))
const command = (ending: string) => [process.execPath, driver, ending]
const visible = (screen: Screen) => screen.lines.filter((line) => line !== "")
const has = (screen: Screen, text: string) => screen.lines.some((line) => line.includes(text))

const cursorCalls = (raw: string) =>
  raw
    .split("\u001b[?25")
    .slice(1)
    .map((rest) => rest[0])

describe("the live view in a terminal of 80 × 24", () => {
  it("shows the run while it runs, and the leaderboard after it", async () => {
    const run = await runInPty(command("twice"), { columns: 80, rows: 24 })
    assert.strictEqual(run.status, 0)

    for (const screen of run.timeline) {
      assert.isFalse(screen.wrapped, screen.lines.join("\n"))
      assert.strictEqual(screen.lines.length, 24)
    }
    const midRun = run.timeline.filter((screen) => has(screen, " running  "))
    assert.isAbove(midRun.length, 3)
    assert.isTrue(midRun.every((screen) => screen.cursorHidden))
    assert.isTrue(midRun.some((screen) => has(screen, "best 0.9657  trial 0  learningRate 1e-4")))
    assert.isTrue(midRun.some((screen) => screen.lines.some((line) => /^ +\d+ {2}cpu 2 .*▁/.test(line))))
    assert.isTrue(midRun.every((screen) => visible(screen).filter((line) => line.startsWith("digits")).length <= 1))

    assert.deepStrictEqual(cursorCalls(run.raw), ["l", "h"])
    const after = visible(run.screen)
    assert.deepStrictEqual(after.slice(0, 4), [
      "before",
      "a line that stays",
      "digits  maximize accuracy  3 complete, 1 pruned, 1 failed, 1 running, budget 60",
      "rank  trial  accuracy  learningRate  units  optimizer  optimizer.mome…  duration"
    ])
    assert.isFalse(has(run.screen, "████"))
  })

  it("gives the cursor back when the process exits without a word", async () => {
    const run = await runInPty(command("exit"))
    assert.strictEqual(run.status, 3)
    assert.deepStrictEqual(cursorCalls(run.raw), ["l", "h"])
    assert.isFalse(run.screen.cursorHidden)
  })

  it("draws itself anew when the terminal is resized, and leaves nothing behind", async () => {
    let resized = false
    const quiet = new Set<string>()
    const run = await runInPty(command("wait"), {
      onScreen: async (screen, keyboard) => {
        if (screen.lines.some((line) => /^ +19 {2}cpu 3 .* 9 /.test(line))) quiet.add(screen.lines.join("\n"))
        // The third frame in which only times have changed: the next one is a second away, so none is drawn meanwhile.
        if (resized || quiet.size < 3) return
        resized = true
        await keyboard.resize(50, 40)
      }
    })
    assert.isTrue(resized)
    const narrow = run.timeline.filter((screen) => screen.lines.length === 40)
    const settled = narrow.filter((screen) => !screen.wrapped && has(screen, "4 running"))
    assert.isAbove(settled.length, 0)
    const last = settled.at(-1)
    assert.isDefined(last)
    assert.isTrue(visible(last).every((line) => line.length <= 50))
    assert.strictEqual(last.lines.filter((line) => line.startsWith("digits")).length, 1)
    assert.strictEqual(run.history.filter((line) => line.includes("4 running")).length, 0)
    assert.isTrue(has(run.screen, "rank  trial  accuracy"))
  })
})
