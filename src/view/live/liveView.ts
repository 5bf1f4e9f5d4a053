/** The live view: draws a run into the lower end of a terminal, again and again. The only place that knows log-update. */
import { Writable } from "node:stream"
import type { WriteStream } from "node:tty"
import { createLogUpdate } from "log-update"
import type { StudyEvent } from "../../schedule/events.ts"
import { displayWidth } from "../text.ts"
import type { Theme } from "../theme.ts"
import type { GpuUse } from "./headLines.ts"
import type { Keys } from "./keys.ts"
import { initialState, type LiveState } from "./LiveState.ts"
import { reduce } from "./reduce.ts"
import { renderLive } from "./renderLive.ts"

/** What a live view needs of its terminal. */
export type LiveStream = Pick<WriteStream, "columns" | "rows" | "isTTY" | "on" | "off" | "write" | "writableNeedDrain">

/** What a live view is started with. */
export interface LiveViewOptions {
  readonly stream: LiveStream
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly theme: Theme
  /** Default 10. */
  readonly maxFramesPerSecond?: number
}

/** A live view. Its timers keep no process alive. */
export interface LiveView {
  readonly onEvent: (event: StudyEvent) => void
  /** What the run has come to. */
  readonly state: () => LiveState
  /** Says what the keys do, and what was typed; to be called only where keys do something. */
  readonly showKeys: (keys: Keys) => void
  readonly showGpus: (gpus: ReadonlyArray<GpuUse>) => void
  /** Writes lines that stay, above the live region. */
  readonly print: (text: string) => void
  /** Clears the live region and gives the cursor back until `resume`, for a process that is about to be stopped. */
  readonly pause: () => void
  readonly resume: () => void
  /** Clears the live region and gives the cursor back. The second call does nothing. */
  readonly stop: () => void
}

const hideCursor = "\u{1B}[?25l"
const showCursor = "\u{1B}[?25h"
const eraseLineAbove = "\u{1B}[1A\u{1B}[2K"
/** Elapsed times are shown in seconds. */
const tickMillis = 1000

/** Some terminals say that they have no columns and no rows; they are taken for the usual ones. */
const columnsOf = (stream: LiveStream): number => stream.columns || 80
const rowsOf = (stream: LiveStream): number => stream.rows || 24

/** The stream as log-update sees it. */
const sized = (stream: LiveStream): Writable =>
  Object.defineProperties(
    new Writable({
      decodeStrings: false,
      write: (chunk: string, _encoding, done) => {
        stream.write(chunk)
        done()
      }
    }),
    {
      columns: { get: () => columnsOf(stream) },
      rows: { get: () => rowsOf(stream) },
      isTTY: { get: () => stream.isTTY }
    }
  )

/** Takes the lower end of the terminal until `stop`. Signals are the caller's: it must call `stop` before it exits. */
export const startLiveView = ({ maxFramesPerSecond = 10, now, stream, theme }: LiveViewOptions): LiveView => {
  const log = createLogUpdate(sized(stream), { showCursor: true })
  const frameMillis = 1000 / maxFramesPerSecond
  let state = initialState
  let keys: Keys | undefined
  let gpus: ReadonlyArray<GpuUse> = []
  let stopped = false
  let paused = false
  let drawnAt = Number.NEGATIVE_INFINITY
  let pending: NodeJS.Timeout | undefined
  let drawn: ReadonlyArray<string> = []
  let drawnWidth = 0

  const draw = () => {
    pending = undefined
    if (stopped || paused) return
    drawnAt = now()
    // A terminal that cannot keep up gets no frame more; the next event or tick tries again.
    if (stream.writableNeedDrain) return
    drawnWidth = columnsOf(stream)
    const frame = renderLive(state, {
      width: drawnWidth,
      height: rowsOf(stream),
      now: drawnAt,
      theme,
      gpus,
      ...(keys === undefined ? {} : { keys })
    })
    drawn = frame.split("\n")
    log(frame)
  }

  const schedule = () => {
    if (stopped || pending !== undefined) return
    const wait = Math.min(frameMillis, Math.max(0, drawnAt + frameMillis - now()))
    pending = setTimeout(draw, wait).unref()
  }

  /** A narrower terminal has broken the lines of the last frame into more lines than were drawn. */
  const clear = () => {
    const columns = columnsOf(stream)
    if (columns < drawnWidth) {
      const extra = drawn.reduce((sum, line) => sum + Math.max(0, Math.ceil(displayWidth(line) / columns) - 1), 0)
      stream.write(eraseLineAbove.repeat(extra))
    }
    log.clear()
    drawn = []
  }

  const resize = () => {
    clear()
    schedule()
  }

  const onExit = () => {
    stream.write(showCursor)
  }

  stream.write(hideCursor)
  stream.on("resize", resize)
  process.on("exit", onExit)
  const ticks = setInterval(schedule, tickMillis).unref()
  schedule()

  return {
    onEvent: (event) => {
      state = reduce(state, event)
      schedule()
    },
    state: () => state,
    showKeys: (typed) => {
      keys = typed
      schedule()
    },
    showGpus: (used) => {
      gpus = used
      schedule()
    },
    pause: () => {
      if (stopped || paused) return
      paused = true
      clear()
      stream.write(showCursor)
    },
    resume: () => {
      if (stopped || !paused) return
      paused = false
      stream.write(hideCursor)
      schedule()
    },
    print: (text) => {
      clear()
      stream.write(`${text}\n`)
      schedule()
    },
    stop: () => {
      if (stopped) return
      stopped = true
      clearTimeout(pending)
      clearInterval(ticks)
      stream.off("resize", resize)
      process.off("exit", onExit)
      clear()
      stream.write(showCursor)
    }
  }
}
