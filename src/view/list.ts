/** The studies of a store. */
import type { StudySummary } from "../store/StudyReader.ts"
import { formatAge, formatNumber, formatSeconds } from "./format.ts"
import { objectiveWords } from "./objectives.ts"
import { span, type Span } from "./spans.ts"
import { renderTable, type Column } from "./table.ts"
import { wrap } from "./text.ts"
import type { Theme } from "./theme.ts"

const finishedIn = ({ counts }: StudySummary): number =>
  (counts.complete ?? 0) + (counts.pruned ?? 0) + (counts.failed ?? 0)

const columns: ReadonlyArray<Column> = [
  { name: "study", priority: Number.POSITIVE_INFINITY },
  { name: "objective", priority: 4 },
  { name: "finished", align: "right", priority: 6 },
  { name: "best", align: "right", priority: 7 },
  { name: "trial", align: "right", priority: 3 },
  { name: "state", priority: 5.5 },
  { name: "running", align: "right", priority: 2 },
  { name: "failed", align: "right", priority: 2 },
  { name: "last activity", align: "right", priority: 5 },
  { name: "age", align: "right", priority: 1.5 },
  { name: "file", priority: 1 }
]

/** Where a study stands. `open`: more trials may be run, and none is running. */
const stateOf = ({ counts, study }: StudySummary): "running" | "stopped" | "complete" | "open" => {
  if ((counts.running ?? 0) > 0) return "running"
  if (study.stopped !== undefined) return "stopped"
  const unfinished = (counts.waiting ?? 0) + (counts.paused ?? 0)
  const finished = (counts.complete ?? 0) + (counts.pruned ?? 0) + (counts.failed ?? 0)
  return unfinished === 0 && finished >= study.budgetTrials ? "complete" : "open"
}

/** Between several objectives no trial is the best. */
const incumbentIn = ({ incumbent, study }: StudySummary) =>
  study.spec.objectives === undefined ? incumbent : undefined

const row = (summary: StudySummary, now: number, theme: Theme): ReadonlyArray<Span> => {
  const { counts, study } = summary
  const incumbent = incumbentIn(summary)
  const failed = counts.failed ?? 0
  return [
    span(study.name, theme.heading),
    objectiveWords(study.spec),
    `${finishedIn(summary)}/${study.budgetTrials}`,
    incumbent?.value === undefined ? "–" : span(formatNumber(incumbent.value), theme.good),
    incumbent === undefined ? "–" : String(incumbent.number),
    stateOf(summary),
    String(counts.running ?? 0),
    failed > 0 ? span(String(failed), theme.bad) : "0",
    formatAge(now - summary.lastActivityAt),
    formatSeconds(now - study.createdAt),
    study.file ?? "–"
  ]
}

/** The studies as a table, in the given order. */
export const renderList = (request: {
  readonly summaries: ReadonlyArray<StudySummary>
  readonly now: number
  readonly width: number
  readonly theme: Theme
}): string => {
  const { now, summaries, theme, width } = request
  if (summaries.length === 0) return wrap("No studies yet. Start one: sweep run <study file>", width).join("\n")
  return renderTable({
    columns,
    rows: summaries.map((summary) => row(summary, now, theme)),
    width,
    theme,
    advice: "widen the terminal or use --json"
  }).join("\n")
}

/** The studies as plain data. What there is not is null. */
export const listJson = (summaries: ReadonlyArray<StudySummary>) =>
  summaries.map((summary) => ({
    study: summary.study.name,
    file: summary.study.file ?? null,
    state: stateOf(summary),
    objective: summary.study.spec.objective,
    ...(summary.study.spec.objectives === undefined ? {} : { objectives: summary.study.spec.objectives }),
    trials: summary.study.budgetTrials,
    finished: finishedIn(summary),
    counts: summary.counts,
    incumbent:
      incumbentIn(summary) === undefined
        ? null
        : {
            number: incumbentIn(summary)!.number,
            value: incumbentIn(summary)!.value ?? null,
            params: incumbentIn(summary)!.params
          },
    createdAt: summary.study.createdAt,
    lastActivityAt: summary.lastActivityAt
  }))
