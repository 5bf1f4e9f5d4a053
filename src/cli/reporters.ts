/** What draws a run while it goes on. */
import type { StudyEvent } from "../schedule/events.ts"
import { githubReporter } from "../view/githubActions.ts"
import { eventLine } from "../view/json.ts"
import { linesReporter, startLine } from "../view/lines.ts"
import { startLiveView, type LiveView } from "../view/live/liveView.ts"
import { wrap } from "../view/text.ts"
import type { ReporterName } from "./names.ts"
import { now, outputTheme, outputWidth, print } from "./terminal.ts"

/** Something that draws a run. */
export interface Reporter {
  readonly onEvent: (event: StudyEvent) => void
  /** A line for the person who watches. */
  readonly note: (line: string) => void
  /** What it draws on, where it is a live view. */
  readonly live?: LiveView
  /** Gives the terminal back. */
  readonly stop: () => void
}

const nothing = (): void => {}

const toStderr = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/** `default`: the live view on a terminal, lines elsewhere. `silent`: notes only, on stderr. */
export const startReporter = (name: ReporterName | "silent"): Reporter => {
  process.stdout.once("error", () => toStderr("Nobody reads the output any more. The study goes on; Ctrl-C ends it."))
  if (name === "silent") return { onEvent: nothing, note: toStderr, stop: nothing }
  if (name === "github-actions") {
    const { onEvent, stop } = githubReporter(print)
    return { onEvent, note: toStderr, stop }
  }
  if (name === "json") return { onEvent: (event) => print(eventLine(event)), note: toStderr, stop: nothing }
  if (name === "lines" || process.stdout.isTTY !== true) {
    return { onEvent: linesReporter(print, outputTheme()).onEvent, note: toStderr, stop: nothing }
  }
  const view = startLiveView({ stream: process.stdout, now, theme: outputTheme() })
  const onEvent = (event: StudyEvent): void => {
    if (event._tag === "StudyStarted") view.print(wrap(startLine(event), outputWidth()).join("\n"))
    view.onEvent(event)
  }
  return { onEvent, note: view.print, live: view, stop: view.stop }
}
