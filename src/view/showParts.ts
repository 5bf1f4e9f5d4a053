/** The tables of one trial: its curves, verdicts and attempts. */
import type { Usage } from "../search/Trial.ts"
import { isInForce } from "../store/checkpoints.ts"
import type { StoredAttempt, StoredReport } from "../store/records.ts"
import type { TrialHistory } from "../store/StudyReader.ts"
import { renderFacts } from "./facts.ts"
import { formatBytes, formatCount, formatDuration, formatNumber } from "./format.ts"
import { fitLine, span } from "./spans.ts"
import { sparkline } from "./sparkline.ts"
import { renderTable, type Column } from "./table.ts"
import { cleanText, displayWidth, padEnd } from "./text.ts"
import type { Theme } from "./theme.ts"

const lastRows = 10
const advice = "widen the terminal or use --json"
const always = Number.POSITIVE_INFINITY

const numberOrDash = (value: number | undefined): string => (value === undefined ? "–" : formatNumber(value))

/** Names of the reported metrics, the objective's first. */
const metricsOf = (history: TrialHistory, reports: ReadonlyArray<StoredReport>): ReadonlyArray<string> => {
  const names = new Set(reports.flatMap((report) => Object.keys(report.metrics)))
  const { metric } = history.study.spec.objective
  return names.delete(metric) ? [metric, ...names] : [...names]
}

/** A sparkline for each metric over all that is in force, and its last reports. */
export const renderCurves = (history: TrialHistory, width: number, theme: Theme): ReadonlyArray<string> => {
  const reports = history.reports
    .filter((report) => isInForce(history.trial, report))
    .toSorted((a, b) => (a.fold ?? -1) - (b.fold ?? -1) || a.step - b.step)
  const earlier = history.reports.length - reports.length
  const superseded =
    earlier === 0
      ? []
      : [fitLine([span(`${formatCount(earlier, "report")} of earlier attempts, superseded`, theme.quiet)], width)]
  if (reports.length === 0) return superseded
  const metrics = metricsOf(history, reports)
  const names = Math.min(Math.floor(width / 2), Math.max(...metrics.map((metric) => displayWidth(cleanText(metric)))))
  const folded = reports.some((report) => report.fold !== undefined)
  const cells = (report: StoredReport): ReadonlyArray<string> =>
    [String(report.step)].concat(
      folded ? String(report.fold ?? "–") : [],
      metrics.map((metric) => numberOrDash(report.metrics[metric]))
    )
  const column = (name: string): Column => ({ name, align: "right", priority: name === "step" ? always : 1 })
  return [
    ...metrics.map((metric) => {
      const series = reports.flatMap((report) => report.metrics[metric] ?? [])
      const line = sparkline(series, Math.min(40, width - names - 2))
      return `${fitLine([span(padEnd(cleanText(metric), names), theme.quiet)], names)}  ${theme.accent(line)}`
    }),
    "",
    ...(reports.length > lastRows
      ? [fitLine([span(`the last ${lastRows} of ${reports.length} reports`, theme.quiet)], width)]
      : []),
    ...renderTable({
      columns: ["step", ...(folded ? ["fold"] : []), ...metrics].map(column),
      rows: reports.slice(-lastRows).map(cells),
      width,
      theme,
      advice
    }),
    ...superseded
  ]
}

/** The verdicts that changed something, and the last one that let the trial go on. */
export const renderVerdicts = (history: TrialHistory, width: number, theme: Theme): ReadonlyArray<string> => {
  const { decisions } = history
  if (decisions.length === 0) return []
  const continued = decisions.filter((decision) => decision.verdict === "Continue")
  const lastContinued = continued.at(-1)
  const shown = decisions.filter((decision) => decision.verdict !== "Continue" || decision === lastContinued)
  return [
    ...(continued.length > 1
      ? [fitLine([span(`${continued.length} times Continue, the last one shown`, theme.quiet)], width)]
      : []),
    ...renderFacts(
      shown.map(({ attempt, fold, reason, step, verdict }) => [
        `${attempt === history.trial.attempt ? "" : `attempt ${attempt}, `}step ${step}${fold === undefined ? "" : `, fold ${fold}`}`,
        reason === undefined ? verdict : `${verdict}: ${reason}`
      ]),
      width,
      theme
    )
  ]
}

/** What an attempt took of the machine: "cpu 12.3s, 240 MiB, gpu 25s, 3100 MiB of it". */
const usageText = ({ cpuMillis, gpuMiB, gpuSeconds, peakMiB }: Partial<Usage> = {}): string =>
  [
    ...(cpuMillis === undefined ? [] : [`cpu ${formatDuration(cpuMillis)}`]),
    ...(peakMiB === undefined ? [] : [`${Math.round(peakMiB)} MiB`]),
    ...(gpuSeconds === undefined ? [] : [`gpu ${formatDuration(1000 * gpuSeconds)}`]),
    ...(gpuMiB === undefined ? [] : [`${Math.round(gpuMiB)} MiB of it`])
  ].join(", ")

/** The checkpoints of the trial that are there, the latest last. */
export const renderCheckpoints = (
  { checkpoints }: TrialHistory,
  width: number,
  theme: Theme
): ReadonlyArray<string> => {
  const there = checkpoints.filter(({ removedAt }) => removedAt === undefined)
  const removed = checkpoints.length - there.length
  return [
    ...renderFacts(
      there.map(({ bytes, place, step }) => [`step ${step}`, `${formatBytes(bytes)} in ${place}`]),
      width,
      theme
    ),
    ...(removed === 0 ? [] : [fitLine([span(`${formatCount(removed, "checkpoint")} removed`, theme.quiet)], width)])
  ]
}

const originOf = ({ problems = [], resumption, source, trial }: StoredAttempt): string => {
  const whose = source === undefined || source.trial === trial ? "" : ` of trial ${source.trial}`
  return [
    ...(source === undefined ? [] : [`step ${source.step}${whose}`]),
    ...problems,
    ...(resumption === undefined ? [] : [resumption.reason])
  ].join("; ")
}

/** Every execution of the trial: where, how long, from where it went on, and how it ended. */
export const renderAttempts = (
  { attempts }: TrialHistory,
  now: number,
  width: number,
  theme: Theme
): ReadonlyArray<string> => {
  if (attempts.length === 0) return []
  const someUsed = attempts.some(({ usage }) => usage !== undefined)
  const hasOrigin = attempts.some((attempt) => originOf(attempt) !== "")
  return renderTable({
    columns: [
      { name: "attempt", align: "right", priority: always },
      { name: "ended", priority: always },
      { name: "duration", align: "right", priority: 4 },
      ...(someUsed ? [{ name: "used", priority: 2.5 }] : []),
      { name: "host", priority: 2 },
      { name: "pid", align: "right", priority: 1 },
      ...(hasOrigin ? [{ name: "went on from", priority: 5 }] : []),
      { name: "failure", priority: 3 }
    ],
    rows: attempts.map((execution) => {
      const { attempt, ended, endedAt, failure, host, pid, startedAt, usage } = execution
      return [
        String(attempt),
        ended === undefined ? "running" : ended,
        formatDuration((endedAt ?? now) - startedAt),
        ...(someUsed ? [usageText(usage)] : []),
        host,
        String(pid),
        ...(hasOrigin ? [cleanText(originOf(execution))] : []),
        failure === undefined ? "" : span(`${failure.reason}: ${failure.message}`, theme.bad)
      ]
    }),
    width,
    theme,
    advice
  })
}
