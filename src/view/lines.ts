/** A run as plain lines, for where there is no terminal. */
import type { StudyEvent, StudyStarted, TrialResumed, TrialReturned } from "../schedule/events.ts"
import { endedSpans } from "./endedLine.ts"
import { formatCount, formatDuration, formatNumber } from "./format.ts"
import { initialState, type LiveState } from "./live/LiveState.ts"
import { reduce } from "./live/reduce.ts"
import { frontWords, objectiveWords } from "./objectives.ts"
import { describeParams } from "./params.ts"
import { fitLine } from "./spans.ts"
import { endSummary } from "./summary.ts"
import { cleanText } from "./text.ts"
import { plainTheme, type Theme } from "./theme.ts"

const backendPart = ({ name, passedOver, reason }: NonNullable<StudyStarted["backend"]>): string =>
  `backend ${name} (${[reason, ...passedOver.map((other) => `not ${other.name}: ${other.reason}`)].join("; ")})`

/** The first line of a run: what is searched, how, where, and on what it computes. */
export const startLine = (event: StudyStarted): string => {
  const { backend, front = [], incumbent } = event
  return [
    `study ${event.study}: ${objectiveWords(event)}`,
    `${formatCount(event.trials, "trial")}${event.finished > 0 ? ` (${event.finished} finished)` : ""}`,
    ...((event.paused ?? 0) === 0 ? [] : [`${event.paused} paused`]),
    ...(event.timeMillis === undefined ? [] : [`for at most ${formatDuration(event.timeMillis)}`]),
    formatCount(event.slots.length, "slot"),
    `sampler ${event.sampler}`,
    `pruner ${event.pruner}`,
    ...(backend === undefined ? [] : [backendPart(backend)]),
    ...(incumbent === undefined ? [] : [`best ${formatNumber(incumbent.value)} (trial ${incumbent.number})`]),
    ...(front.length === 0 ? [] : [frontWords(event, front)]),
    `store ${event.store}`
  ].join(", ")
}

const returnLine = ({ because, number }: TrialReturned): string =>
  "retry" in because
    ? `trial ${number} is tried again: ${because.retry.reason}, ${because.retry.message}`
    : "paused" in because
      ? `trial ${number} is paused at step ${because.step}: ${because.paused}`
      : `trial ${number} waits again: ${because.released}`

const resumeLine = ({ from, number, problems }: TrialResumed): string => {
  const whose = from === undefined || from.trial === number ? "" : ` of trial ${from.trial}`
  const where = from === undefined ? "begins at the beginning" : `goes on from step ${from.step}${whose}`
  return [`trial ${number} ${where}`, ...problems].join("; ")
}

/** The line for an event, where it deserves one. `before` is the state before the event. */
export const lineFor = (event: StudyEvent, before: LiveState, theme: Theme = plainTheme): string | undefined => {
  switch (event._tag) {
    case "StudyStarted":
      return cleanText(startLine(event))
    case "TrialWaits":
      return event.reason === "" ? undefined : cleanText(`trial ${event.number} waits: ${event.reason}`)
    case "TrialStarted":
    case "TrialReported":
      return undefined
    case "TrialResumed":
      return cleanText(resumeLine(event))
    case "TrialEnded": {
      const step = before.running.get(event.number)?.step
      return fitLine(endedSpans(event, before.started, step, theme), Number.POSITIVE_INFINITY)
    }
    case "TrialReturned":
      return cleanText(returnLine(event))
    case "SlotsChanged":
      return `${formatCount(event.slots, "trial")} at once from here on`
    case "StudyStopping":
      return cleanText(
        `stopping: ${event.reason}${event.running > 0 ? `, ${formatCount(event.running, "trial")} still running` : ""}`
      )
    case "StudyEnded": {
      const { front = [], incumbent, started } = before
      const best =
        incumbent === undefined
          ? started === undefined || front.length === 0
            ? ""
            : `, ${frontWords(started, front)}`
          : `, best ${formatNumber(incumbent.value)} (trial ${incumbent.number}: ${describeParams(incumbent.params)})`
      return cleanText(endSummary(event) + best)
    }
  }
}

/** A reporter that gives the lines of a run to `write`, without line ends. */
export const linesReporter = (write: (line: string) => void, theme: Theme = plainTheme) => {
  let state = initialState
  return {
    onEvent: (event: StudyEvent): void => {
      const line = lineFor(event, state, theme)
      state = reduce(state, event)
      if (line !== undefined) write(line)
    }
  }
}
