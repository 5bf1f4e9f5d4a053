import { afterEach, assert, beforeEach, describe, it, vi } from "@effect/vitest"
import { EventEmitter } from "node:events"
import { startLiveView, type LiveStream } from "../../../src/view/live/liveView.ts"
import { plainTheme } from "../../../src/view/theme.ts"
import { eventsOfRun } from "../run.ts"

class FakeTerminal extends EventEmitter {
  columns = 80
  rows = 24
  readonly isTTY = true
  writableNeedDrain = false
  readonly written: Array<string> = []
  write(text: string | Uint8Array): boolean {
    this.written.push(String(text))
    return true
  }
}

const open = (terminal: FakeTerminal) =>
  startLiveView({ stream: terminal as unknown as LiveStream, now: Date.now, theme: plainTheme })

const events = eventsOfRun(16)
const frames = (terminal: FakeTerminal) => terminal.written.filter((text) => text.includes("\u001b[?2026h")).length

describe("startLiveView", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: events[0]?.at ?? 0 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it("draws at most ten frames a second, however many events come", () => {
    const terminal = new FakeTerminal()
    const view = open(terminal)
    for (const event of events) {
      view.onEvent(event)
      vi.advanceTimersByTime(2)
    }
    const seconds = (events.length * 2) / 1000
    assert.isAtMost(frames(terminal), Math.ceil(seconds * 10) + 1)
    assert.isAtLeast(frames(terminal), Math.floor(seconds * 10) - 1)
    view.stop()
  })

  it("goes on drawing elapsed times when nothing happens", () => {
    const terminal = new FakeTerminal()
    const view = open(terminal)
    for (const event of events) view.onEvent(event)
    vi.advanceTimersByTime(200)
    const before = frames(terminal)
    vi.advanceTimersByTime(3000)
    assert.strictEqual(frames(terminal) - before, 3)
    view.stop()
  })

  it("draws nothing into a terminal that cannot keep up", () => {
    const terminal = new FakeTerminal()
    const view = open(terminal)
    terminal.writableNeedDrain = true
    for (const event of events) view.onEvent(event)
    vi.advanceTimersByTime(5000)
    assert.strictEqual(frames(terminal), 0)
    view.stop()
  })

  it("leaves no listener, no timer and no word behind", () => {
    const before = process.listenerCount("exit")
    const terminal = new FakeTerminal()
    const view = open(terminal)
    vi.advanceTimersByTime(500)
    view.stop()
    const length = terminal.written.length
    view.stop()
    for (const event of events) view.onEvent(event)
    terminal.emit("resize")
    vi.advanceTimersByTime(5000)
    assert.strictEqual(terminal.written.length, length)
    assert.strictEqual(terminal.written.at(-1), "\u001b[?25h")
    assert.strictEqual(vi.getTimerCount(), 0)
    assert.strictEqual(terminal.listenerCount("resize"), 0)
    assert.strictEqual(process.listenerCount("exit"), before)
  })

  it("takes a terminal that knows no size for one of 80 × 24", () => {
    const terminal = new FakeTerminal()
    terminal.columns = 0
    terminal.rows = 0
    const view = open(terminal)
    for (const event of events) view.onEvent(event)
    vi.advanceTimersByTime(500)
    assert.include(terminal.written.join(""), "best 0.9657")
    view.stop()
  })
})
