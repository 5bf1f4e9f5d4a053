/** A run as GitHub Actions shows it: a group of lines, annotations, and a summary in Markdown. */
import type { StudyEnded, StudyEvent } from "../schedule/events.ts"
import { formatCount, formatNumber } from "./format.ts"
import { initialState } from "./live/LiveState.ts"
import { reduce } from "./live/reduce.ts"
import { leaderboardMarkdown } from "./leaderboardData.ts"
import { lineFor } from "./lines.ts"
import { frontWords } from "./objectives.ts"
import { describeParams } from "./params.ts"
import { endSummary } from "./summary.ts"
import { cleanText } from "./text.ts"

/** GitHub keeps as many annotations of a step, and drops the others. */
const mostErrors = 9

const escapeData = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")

const escapeProperty = (text: string): string => escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C")

const annotation = (kind: "error" | "warning" | "notice", title: string, text: string): string =>
  `::${kind} title=${escapeProperty(cleanText(title))}::${escapeData(text.split("\n").map(cleanText).join("\n"))}`

/** A line of a log must not be taken for a command. */
const harmless = (line: string): string => (line.startsWith("::") ? ` ${line}` : line)

/** A reporter that gives lines to `write`, without line ends. */
export const githubReporter = (write: (line: string) => void) => {
  let state = initialState
  let isOpen = false
  let errors = 0
  const close = (): void => {
    if (isOpen) write("::endgroup::")
    isOpen = false
  }
  const annotate = (event: StudyEvent): void => {
    if (event._tag !== "TrialEnded" || event.end.state !== "failed") return
    const { message, reason } = event.end.failure
    if (++errors <= mostErrors)
      write(
        annotation("error", `trial ${event.number} failed: ${reason}`, `${message} (${describeParams(event.params)})`)
      )
  }
  const conclude = (ended: StudyEnded): void => {
    const { front = [], incumbent, started } = state
    const study = started?.study ?? "study"
    if (errors > mostErrors)
      write(annotation("error", study, `${formatCount(errors - mostErrors, "more trial")} failed`))
    const best =
      incumbent === undefined
        ? started === undefined || front.length === 0
          ? "no complete trial"
          : frontWords(started, front)
        : `best ${started?.objective.metric ?? "value"} ${formatNumber(incumbent.value)}, trial ${incumbent.number}: ${describeParams(incumbent.params)}`
    write(annotation("notice", `${study}: ${endSummary(ended)}`, best))
  }
  return {
    onEvent: (event: StudyEvent): void => {
      const line = lineFor(event, state)
      state = reduce(state, event)
      if (event._tag === "StudyStarted") {
        close()
        write(`::group::${escapeData(cleanText(`study ${event.study}`))}`)
        isOpen = true
      }
      if (line !== undefined) write(harmless(line))
      annotate(event)
      if (event._tag !== "StudyEnded") return
      close()
      conclude(event)
    },
    stop: close
  }
}

/** What a run came to, as Markdown for GITHUB_STEP_SUMMARY. */
export const githubSummary = (ended: StudyEnded, board: Parameters<typeof leaderboardMarkdown>[0]): string => {
  const name = board.study.name.replace(/[\\|<>*_`[\]]/g, (character) => `\\${character}`)
  return [`## ${cleanText(name)}`, "", `${endSummary(ended)}`, "", leaderboardMarkdown(board), "", ""].join("\n")
}
