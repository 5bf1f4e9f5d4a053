/** How one trial ended, in one line. */
import type { TrialEnded } from "../schedule/events.ts"
import { formatDuration, formatNumber } from "./format.ts"
import { objectiveValues, type WithObjectives } from "./objectives.ts"
import { describeParams } from "./params.ts"
import { span, type Span } from "./spans.ts"
import type { Theme } from "./theme.ts"

/** `trial 12 complete accuracy 0.9731 (best) in 12.3s  learningRate 0.0021 …`, or why it was pruned or failed. */
export const endedSpans = (
  event: TrialEnded,
  spec: WithObjectives | undefined,
  lastStep: number | undefined,
  theme: Theme
): ReadonlyArray<Span> => {
  const { end, number } = event
  const duration = ` in ${formatDuration(event.durationMillis)}`
  const params = span(`  ${describeParams(event.params)}`, theme.quiet)
  if (end.state === "complete") {
    const several = spec?.objectives !== undefined
    const values = several
      ? objectiveValues(spec, end.metrics)
      : `${spec?.objective.metric ?? "value"} ${formatNumber(end.value)}`
    const value = `complete ${values}${end.incumbent ? (several ? " (on the front)" : " (best)") : ""}`
    if (end.infeasible !== undefined)
      return [`trial ${number} ${value}`, span(`, infeasible: ${end.infeasible}`, theme.warning), duration, params]
    return [`trial ${number} `, end.incumbent ? span(value, theme.good) : value, duration, params]
  }
  if (end.state === "pruned") {
    const step = lastStep === undefined ? "" : ` at step ${lastStep}`
    return [`trial ${number} `, span(`pruned${step}`, theme.warning), `: ${end.reason}`]
  }
  return [`trial ${number} `, span(`failed: ${end.failure.reason}`, theme.bad), `, ${end.failure.message}`]
}
