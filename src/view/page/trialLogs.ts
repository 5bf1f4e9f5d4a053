/** The ends of trials' logs in a report: those that failed and the best few, folded, and no more than a file should hold. */
import { stripVTControlCharacters } from "node:util"
import { formatCount, formatNumber } from "../format.ts"
import { html, type Html } from "./html.ts"
import type { PageTrial } from "./PageTrial.ts"

/** The end of one trial's log. */
export interface TrialLog {
  readonly trial: PageTrial
  /** Without escape sequences; in whole lines, unless a single one is longer than what is kept. */
  readonly end: string
  /** Whether there was more of it. */
  readonly cut: boolean
}

/** How many failed trials (the latest) and how many of the best, and how many characters of each log. */
export const logLimits = { failed: 20, best: 5, characters: 4000 } as const

/** A line as a terminal shows it at last: a carriage return begins it anew, as progress bars do. */
const settled = (line: string): string => {
  const kept = line.replace(/\r+$/, "")
  return kept.slice(kept.lastIndexOf("\r") + 1).replace(/(?!\t)\p{Cc}/gu, "")
}

const endOf = (log: string): { readonly end: string; readonly cut: boolean } => {
  const text = stripVTControlCharacters(log).split("\n").map(settled).join("\n").trimEnd()
  if (text.length <= logLimits.characters) return { end: text, cut: false }
  const tail = text.slice(-logLimits.characters)
  const whole = tail.slice(tail.indexOf("\n") + 1)
  return { end: whole === "" ? tail : whole, cut: true }
}

const chosen = (trials: ReadonlyArray<PageTrial>): ReadonlyArray<PageTrial> => {
  const failed = trials.filter(({ state }) => state === "failed")
  const ranked = trials.filter(({ rank }) => rank !== undefined).toSorted((a, b) => a.rank! - b.rank!)
  return [...ranked.slice(0, logLimits.best), ...failed.slice(-logLimits.failed)]
}

/** The logs that a report shows, of trials by rising number. `read` gives the log of an attempt, or the end of it. */
export const trialLogs = (
  trials: ReadonlyArray<PageTrial>,
  read: (trial: number, attempt: number) => string | undefined
): ReadonlyArray<TrialLog> =>
  chosen(trials).flatMap((trial) => {
    const { cut, end } = endOf(read(trial.number, trial.attempt) ?? "")
    return end === "" ? [] : [{ trial, end, cut }]
  })

/** The element of a trial's log: the page's script finds it by this. */
export const logId = (trial: number): string => `log-${trial}`

const headline = ({ trial: { number, rank, reason, state, value } }: TrialLog): string => {
  if (state === "failed") return `trial ${number}, ${reason === undefined ? "failed" : `failed: ${reason}`}`
  return `trial ${number}, rank ${rank}${value === undefined ? "" : `, ${formatNumber(value)}`}`
}

/** The section of the report; nothing where nobody logged anything. */
export const logSection = (logs: ReadonlyArray<TrialLog>): Html | undefined => {
  if (logs.length === 0) return undefined
  const { best, characters, failed } = logLimits
  return html`<section aria-labelledby="logs">
    <h2 id="logs">Logs</h2>
    <p class="says">
      What trials printed: of the best ${best} and the last ${failed} that failed, at most ${characters} characters from
      the end of their last attempt.
    </p>
    ${logs.map(
      (log) =>
        html`<details id="${logId(log.trial.number)}">
          <summary>
            ${headline(log)} (${formatCount(log.end.split("\n").length, "line")}${log.cut && ", the end"})
          </summary>
          <pre tabindex="0">${log.end}</pre>
        </details>`
    )}
  </section>`
}
