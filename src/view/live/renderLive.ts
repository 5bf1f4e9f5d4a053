/** One frame of the live view. */
import type { Theme } from "../theme.ts"
import {
  countsLine,
  gpuLines,
  incumbentLine,
  progressLine,
  stoppingLines,
  titleLine,
  type GpuUse
} from "./headLines.ts"
import { keyLine, type Keys } from "./keys.ts"
import type { LiveState } from "./LiveState.ts"
import { recentLines, runningLines } from "./trialLines.ts"

/** The terminal and the moment that a frame is drawn for. */
export interface Frame {
  readonly width: number
  readonly height: number
  readonly now: number
  readonly theme: Theme
  /** What was typed; absent where no key does anything. */
  readonly keys?: Keys
  /** Memory of the GPUs in use; absent where there are none, or nothing is known of them. */
  readonly gpus?: ReadonlyArray<GpuUse>
}

const mostRecent = 5
/** In a lower terminal the trials need the line that says what the keys do. */
const fewestLinesForKeys = 10

/** A block under an empty line, where there is room for both. */
const below = (room: number, block: (room: number) => ReadonlyArray<string>): ReadonlyArray<string> => {
  const lines = room < 2 ? [] : block(room - 1)
  return lines.length === 0 ? [] : ["", ...lines]
}

/** The run in at most `height - 1` lines, none wider than `width`. Where room is short, what matters least is left out. */
export const renderLive = (state: LiveState, { gpus = [], height, keys, now, theme, width }: Frame): string => {
  const showsKeys = keys !== undefined && (keys.typed !== undefined ? height > 2 : height >= fewestLinesForKeys)
  const foot = showsKeys ? ["", keyLine(keys, state, width, theme)] : []
  const room = Math.max(0, height - 1 - foot.length)
  const incumbent = incumbentLine(state, width, theme)
  const progress = progressLine(state, width, now, theme)
  const stopping = stoppingLines(state, width, theme)
  const full = [
    titleLine(state, width, theme),
    progress,
    countsLine(state, width, theme),
    ...gpuLines(gpus, width, theme),
    incumbent,
    ...stopping
  ]
  const head = full.length <= room ? full : [...stopping, progress, incumbent].slice(0, room)
  const running = below(room - head.length, (left) => runningLines(state, left, width, now, theme))
  const recent = below(room - head.length - running.length, (left) =>
    recentLines(state, Math.min(mostRecent, left), width, theme)
  )
  return [...head, ...running, ...recent, ...foot].join("\n")
}
