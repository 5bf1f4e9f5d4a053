/** One frame of the live view. */
import type { Theme } from "../theme.ts"
import { countsLine, incumbentLine, progressLine, stoppingLines, titleLine } from "./headLines.ts"
import type { LiveState } from "./LiveState.ts"
import { recentLines, runningLines } from "./trialLines.ts"

/** The terminal and the moment that a frame is drawn for. */
export interface Frame {
  readonly width: number
  readonly height: number
  readonly now: number
  readonly theme: Theme
}

const mostRecent = 5

/** A block under an empty line, where there is room for both. */
const below = (room: number, block: (room: number) => ReadonlyArray<string>): ReadonlyArray<string> => {
  const lines = room < 2 ? [] : block(room - 1)
  return lines.length === 0 ? [] : ["", ...lines]
}

/** The run in at most `height - 1` lines, none wider than `width`. Where room is short, what matters least is left out. */
export const renderLive = (state: LiveState, { height, now, theme, width }: Frame): string => {
  const room = Math.max(0, height - 1)
  const incumbent = incumbentLine(state, width, theme)
  const progress = progressLine(state, width, now, theme)
  const stopping = stoppingLines(state, width, theme)
  const full = [titleLine(state, width, theme), progress, countsLine(state, width, theme), incumbent, ...stopping]
  const head = full.length <= room ? full : [...stopping, progress, incumbent].slice(0, room)
  const running = below(room - head.length, (left) => runningLines(state, left, width, now, theme))
  const recent = below(room - head.length - running.length, (left) =>
    recentLines(state, Math.min(mostRecent, left), width, theme)
  )
  return [...head, ...running, ...recent].join("\n")
}
