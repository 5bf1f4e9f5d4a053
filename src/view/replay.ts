/** What came of a replay. */
import type { Difference } from "../schedule/replay/compare.ts"
import type { Replayed } from "../schedule/replay/replay.ts"
import { sectionTitle } from "./facts.ts"
import { renderTable, type Column } from "./table.ts"
import { cleanText, wrap } from "./text.ts"
import type { Theme } from "./theme.ts"

const columns: ReadonlyArray<Column> = [
  { name: "trial", align: "right", priority: Number.POSITIVE_INFINITY },
  { name: "decision", priority: 6 },
  { name: "part", priority: 5 },
  { name: "stored", priority: 4 },
  { name: "recomputed", priority: 3 }
]

const counted = (count: number, noun: string): string =>
  `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`

const decisionOf = ({ attempt, fold, step, what }: Difference): string =>
  what !== "verdict"
    ? `${what}${attempt === undefined ? "" : `, attempt ${attempt}`}`
    : `verdict at step ${step}${fold === undefined ? "" : `, fold ${fold}`}${attempt === 1 ? "" : `, attempt ${attempt}`}`

const shown = (value: unknown): string => (value === undefined ? "–" : cleanText(JSON.stringify(value)))

const numbersOf = (trials: ReadonlyArray<number>): string =>
  `${trials.length === 1 ? "trial" : "trials"} ${trials.slice(0, 8).join(", ")}${trials.length > 8 ? ", …" : ""}`

/** The verdict in one line, what differs as a table, and what was passed over, with why. */
export const renderReplay = (request: {
  readonly study: string
  readonly replayed: Replayed
  readonly width: number
  readonly theme: Theme
}): string => {
  const { replayed, study, theme, width } = request
  const { differences, passedOver, proposals, resumptions, verdicts } = replayed
  const resumed = resumptions === 0 ? "" : ` and ${counted(resumptions, "resumption")}`
  const between = resumed === "" ? " and" : ","
  const done = `${study}: ${counted(proposals, "proposal")}${between} ${counted(verdicts, "verdict")}${resumed} recomputed`
  const end = differences.length === 0 ? "every bit is the same" : `${counted(differences.length, "value")} differ`
  return [
    ...wrap(`${done}: ${end}.`, width).map(differences.length === 0 ? theme.good : theme.bad),
    ...[...passedOver].flatMap(([why, trials]) => wrap(`Passed over (${numbersOf(trials)}): ${why}.`, width)),
    ...(differences.length === 0
      ? []
      : [
          ...sectionTitle("differences", width, theme),
          ...renderTable({
            columns,
            rows: differences.map((difference) => [
              String(difference.trial),
              decisionOf(difference),
              difference.path,
              shown(difference.stored),
              shown(difference.recomputed)
            ]),
            width,
            theme,
            advice: "widen the terminal or use --json"
          })
        ])
  ].join("\n")
}

/** The same as plain data. */
export const replayJson = (study: string, { differences, passedOver, proposals, resumptions, verdicts }: Replayed) => ({
  study,
  proposals,
  verdicts,
  resumptions,
  differences,
  passedOver: [...passedOver].map(([because, trials]) => ({ because, trials }))
})
