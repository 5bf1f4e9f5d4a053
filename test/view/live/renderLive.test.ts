import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import type { StudyEvent } from "../../../src/schedule/events.ts"
import { noKeys } from "../../../src/view/live/keys.ts"
import { initialState } from "../../../src/view/live/LiveState.ts"
import { reduce } from "../../../src/view/live/reduce.ts"
import { renderLive } from "../../../src/view/live/renderLive.ts"
import { displayWidth } from "../../../src/view/text.ts"
import { colourTheme, plainTheme } from "../../../src/view/theme.ts"
import { anyEvent } from "../arbitraries.ts"
import { eventsOfRun } from "../run.ts"
import { epoch, params, started } from "../samples.ts"

const events = eventsOfRun(16)
const now = (events.at(-1)?.at ?? 0) + 1000
const draw = (some: ReadonlyArray<StudyEvent>, width: number, height: number, at = now) =>
  renderLive(some.reduce(reduce, initialState), { width, height, now: at, theme: plainTheme }).split("\n")

describe("renderLive", () => {
  it("shows the run in a terminal of 80 × 24", () => {
    assert.deepStrictEqual(draw(events, 80, 24), [
      "digits  maximize accuracy  wasm  4 slots",
      "██████░░░░░░░░░░░░░░░░░  16/60  26%  about 27s left, time budget ends in 19m 47s",
      "4 running  12 complete  3 pruned  1 failed",
      "best 0.9657  trial 0  learningRate 1e-4  units 16  optimizer adam  data digits",
      "",
      "trial  slot   elapsed  step  accuracy  curve      params",
      "   16  cpu 0       1s     9      0.92  ▁▄▆▇▇████  learningRate 0.006654  units …",
      "   17  cpu 1       1s     9      0.85  ▁▄▆▇▇████  learningRate 0.00865  units 3…",
      "   18  cpu 2       1s     3      0.83  ▁▆█        learningRate 0.01125  units 3…",
      "   19  cpu 3       1s     9      0.93  ▁▄▆▇▇████  learningRate 0.01462  units 3…",
      "",
      "trial 15 complete accuracy 0.9057 in 2.7s  learningRate 0.005119  units 31  opt…",
      "trial 14 complete accuracy 0.8657 in 2.7s  learningRate 0.003937  units 30  opt…",
      "trial 13 pruned at step 3: 0.71 at step 3 is below the median 0.83 of 4 trials",
      "trial 12 complete accuracy 0.8957 in 2.7s  learningRate 0.00233  units 28  opti…",
      "trial 11 complete accuracy 0.9657 in 2.7s  learningRate 0.001792  units 27  opt…"
    ])
  })

  it("leaves out what matters least in a low terminal, and counts the trials without a row", () => {
    assert.deepStrictEqual(draw(events, 40, 9), [
      "digits  maximize accuracy  wasm  4 slots",
      "16/60  26%  about 27s left, time budget…",
      "4 running  12 complete  3 pruned  1 fai…",
      "best 0.9657  trial 0  learningRate 1e-4…",
      "",
      "trial  elapsed  step  accuracy",
      "   16       1s     9      0.92",
      "and 3 more running"
    ])
    assert.deepStrictEqual(draw(events, 40, 3), [
      "16/60  26%  about 27s left, time budget…",
      "best 0.9657  trial 0  learningRate 1e-4…"
    ])
    assert.deepStrictEqual(draw(events, 40, 1), [""])
  })

  it("says which budget the bar is of, where it is not that of the trials", () => {
    const line = (change: Partial<typeof started>, at: number) =>
      draw([{ ...started, ...change }], 100, 24, epoch + at)[1]
    assert.strictEqual(
      line({ timeMillis: 100_000 }, 50_000),
      "███████████████░░░░░░░░░░░░░░░  0/60  50% of the time  time budget ends in 50s"
    )
    const gpu = { seconds: 40, used: 10, share: 0.5 }
    assert.strictEqual(
      line({ timeMillis: undefined, gpu }, 0),
      "███████░░░░░░░░░░░░░░░░░░░░░░░  0/60  25% of the GPU seconds"
    )
  })

  it("shows at most twenty running trials", () => {
    const many = Array.from({ length: 64 }, (_, number) => ({
      _tag: "TrialStarted" as const,
      at: epoch,
      number,
      attempt: 1,
      params: params(0.1, 16),
      slot: `gpu ${number}`
    }))
    const lines = draw([started, ...many], 80, 60, epoch)
    assert.strictEqual(lines.filter((line) => line.includes("gpu")).length, 20)
    assert.strictEqual(lines.at(-1), "and 44 more running")
  })

  it("says why it is stopping, also where there is little room", () => {
    const stopping = { _tag: "StudyStopping", at: now, reason: "interrupted", running: 4 } as const
    const line = "stopping: interrupted, 4 trials still running"
    assert.strictEqual(draw([...events, stopping], 80, 24)[4], line)
    assert.deepStrictEqual(draw([...events, stopping], 80, 2), [line])
  })

  it("is honest before anything has happened", () => {
    assert.deepStrictEqual(draw([], 80, 24)[0], "starting")
    assert.deepStrictEqual(draw([{ ...started, timeMillis: undefined }], 80, 24).slice(1), [
      "░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  0/60  0%",
      "0 running  0 complete",
      "no complete trial yet"
    ])
  })

  it("shows the memory of GPUs, and below everything what the keys do, where there is room", () => {
    const gpus = [
      { id: "0", usedMiB: 3277, totalMiB: 81_559 },
      { id: "1", usedMiB: 0, totalMiB: 81_559 }
    ]
    const state = events.reduce(reduce, initialState)
    const lines = renderLive(state, { width: 80, height: 24, now, theme: plainTheme, gpus, keys: noKeys }).split("\n")
    assert.strictEqual(lines[3], "gpu 0: 3.2 of 79.6 GiB  gpu 1: 0.0 of 79.6 GiB")
    assert.deepStrictEqual(lines.slice(-2), ["", "s stop a trial  + - trials at once  q quit"])
    assert.strictEqual(lines.filter((line) => /^ +\d+ +cpu/.test(line)).length, 4)
    const low = { width: 80, height: 9, now, theme: plainTheme }
    assert.notInclude(renderLive(state, { ...low, keys: noKeys }), "q quit")
    assert.include(renderLive(state, { ...low, keys: { typed: "1" } }), "stop trial 1▏")
  })

  it("never has more lines than height - 1, nor a line wider than the terminal", () => {
    fc.assert(
      fc.property(
        fc.array(anyEvent, { maxLength: 60 }),
        fc.integer({ min: 1, max: 140 }),
        fc.integer({ min: 1, max: 60 }),
        fc.boolean(),
        fc.option(fc.record({ typed: fc.constant("12") }), { nil: undefined }),
        (some, width, height, coloured, keys) => {
          const theme = coloured ? colourTheme : plainTheme
          const frame = renderLive(some.reduce(reduce, initialState), {
            width,
            height,
            now: epoch,
            theme,
            ...(keys === undefined ? {} : { keys, gpus: [{ id: "0", usedMiB: 1, totalMiB: 2 }] })
          })
          const lines = frame === "" ? [] : frame.split("\n")
          assert.isAtMost(lines.length, height - 1)
          for (const line of lines) assert.isAtMost(displayWidth(line), width)
        }
      ),
      { numRuns: 300 }
    )
  })
})
