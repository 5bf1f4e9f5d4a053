/** The lower lines of the live view: the running trials and those that ended last. */
import { endedSpans } from "../endedLine.ts"
import { formatNumber, formatSeconds } from "../format.ts"
import { describeParams } from "../params.ts"
import { fitLine, span, type Span } from "../spans.ts"
import { sparkline } from "../sparkline.ts"
import { renderTable, type Column } from "../table.ts"
import type { Theme } from "../theme.ts"
import type { LiveState, RunningTrial } from "./LiveState.ts"

const mostRows = 20
const curveWidth = 10
const always = Number.POSITIVE_INFINITY

const columns = (metric: string): ReadonlyArray<Column> => [
  { name: "trial", align: "right", priority: always },
  { name: "slot", priority: 2 },
  { name: "elapsed", align: "right", priority: 6 },
  { name: "step", align: "right", priority: 5 },
  { name: metric, align: "right", priority: 7 },
  { name: "curve", priority: 4 },
  { name: "params", priority: 3 }
]

const stepText = ({ fold, step }: RunningTrial): string => {
  if (step === undefined) return ""
  return fold === undefined ? String(step) : `${step}/fold ${fold}`
}

const row = (trial: RunningTrial, now: number, theme: Theme): ReadonlyArray<Span> => [
  trial.attempt > 1 ? `${trial.number} (${trial.attempt})` : String(trial.number),
  trial.slot,
  formatSeconds(now - trial.startedAt),
  stepText(trial),
  trial.value === undefined ? "" : formatNumber(trial.value),
  span(sparkline(trial.curve, curveWidth), theme.accent),
  trial.waitsFor === undefined
    ? span(describeParams(trial.params), theme.quiet)
    : span(`waits: ${trial.waitsFor}`, theme.warning)
]

/** A table of the running trials in at most `room` lines; the last line counts those that have no room. */
export const runningLines = (
  state: LiveState,
  room: number,
  width: number,
  now: number,
  theme: Theme
): ReadonlyArray<string> => {
  const trials = [...state.running.values()]
  if (trials.length === 0 || room < 2) return []
  const fits = Math.min(mostRows, trials.length <= room - 1 ? trials.length : room - 2)
  const hidden = trials.length - fits
  const metric = state.started?.objective.metric ?? "value"
  return [
    ...(fits === 0
      ? []
      : renderTable({
          columns: columns(metric),
          rows: trials.slice(0, fits).map((trial) => row(trial, now, theme)),
          width,
          theme
        })),
    ...(hidden > 0 ? [fitLine([span(`and ${hidden} more running`, theme.quiet)], width)] : [])
  ]
}

/** The trials that ended last in at most `room` lines, the latest first. */
export const recentLines = (state: LiveState, room: number, width: number, theme: Theme): ReadonlyArray<string> =>
  state.recent
    .slice(0, Math.max(0, room))
    .map(({ event, step }) => fitLine(endedSpans(event, state.started, step, theme), width))
