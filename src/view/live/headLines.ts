/** The upper lines of the live view: what is searched, how far it is, and the best so far. */
import { spaced } from "../facts.ts"
import { formatCount, formatNumber, formatPercent, formatSeconds } from "../format.ts"
import { frontWords, objectiveWords } from "../objectives.ts"
import { describeParams } from "../params.ts"
import { fitLine, span, type Span } from "../spans.ts"
import { displayWidth } from "../text.ts"
import type { Theme } from "../theme.ts"
import { pausedTrials, slotsOf, stoppedTrials, type LiveState } from "./LiveState.ts"
import { budgetUsed, estimateTimeLeft, timeBudgetLeft } from "./timeLeft.ts"

/** Study, objective, backend and slots. */
export const titleLine = (state: LiveState, width: number, theme: Theme): string => {
  const { started } = state
  if (started === undefined) return fitLine([span("starting", theme.quiet)], width)
  return fitLine(
    spaced([
      span(started.study, theme.heading),
      objectiveWords(started),
      ...(started.backend === undefined ? [] : [span(started.backend.name, theme.accent)]),
      span(formatCount(slotsOf(state), "slot"), theme.quiet)
    ]),
    width
  )
}

const widestBar = 30

const bar = (share: number, width: number, theme: Theme): string => {
  const full = Math.floor(share * width)
  return theme.good("█".repeat(full)) + theme.quiet("░".repeat(width - full))
}

const timesLeft = (state: LiveState, now: number): string => {
  const estimate = estimateTimeLeft(state, now)
  const budget = timeBudgetLeft(state, now)
  return [
    ...(estimate === undefined ? [] : [`about ${formatSeconds(Math.min(estimate, budget ?? estimate))} left`]),
    ...(budget === undefined ? [] : [`time budget ends in ${formatSeconds(budget)}`])
  ].join(", ")
}

/** A bar of the budget that is used, the trials that have stopped for good or for now, and the time left. */
export const progressLine = (state: LiveState, width: number, now: number, theme: Theme): string => {
  const trials = state.started?.trials ?? 0
  const { of, share } = budgetUsed(state, now)
  const percent = `${formatPercent(share)}${of === "trials" ? "" : ` of the ${of}`}`
  const text = `  ${stoppedTrials(state)}/${trials}  ${percent}  ${timesLeft(state, now)}`.trimEnd()
  const barWidth = Math.min(widestBar, width - displayWidth(text))
  return barWidth < 5 ? fitLine([text.trim()], width) : bar(share, barWidth, theme) + text
}

/** Trials by state: running ones at this moment, ended ones of this run. */
export const countsLine = (state: LiveState, width: number, theme: Theme): string => {
  const before = state.started?.finished ?? 0
  return fitLine(
    spaced([
      `${state.running.size} running`,
      span(`${state.complete} complete`, theme.good),
      ...(pausedTrials(state) > 0 ? [`${pausedTrials(state)} paused`] : []),
      ...(state.pruned > 0 ? [span(`${state.pruned} pruned`, theme.warning)] : []),
      ...(state.failed > 0 ? [span(`${state.failed} failed`, theme.bad)] : []),
      ...(state.retried > 0 ? [`${state.retried} retried`] : []),
      ...(before > 0 ? [span(`${before} from earlier runs`, theme.quiet)] : [])
    ]),
    width
  )
}

/** Memory of one GPU. */
export interface GpuUse {
  /** As in the labels of the slots. */
  readonly id: string
  readonly usedMiB: number
  readonly totalMiB: number
}

const gibibytes = (mebibytes: number): string => (mebibytes / 1024).toFixed(1)

/** `gpu 0  3.2 of 79.6 GiB`; nothing where there is no GPU. */
export const gpuLines = (gpus: ReadonlyArray<GpuUse>, width: number, theme: Theme): ReadonlyArray<string> =>
  gpus.length === 0
    ? []
    : [
        fitLine(
          spaced(
            gpus.map(({ id, totalMiB, usedMiB }) =>
              span(`gpu ${id}: ${gibibytes(usedMiB)} of ${gibibytes(totalMiB)} GiB`, theme.quiet)
            )
          ),
          width
        )
      ]

/** The incumbent: `best 0.9731  trial 12  learningRate 0.0021`; with several objectives, the ranges of the front. */
export const incumbentLine = ({ front = [], incumbent, started }: LiveState, width: number, theme: Theme): string => {
  if (started !== undefined && front.length > 0) return fitLine([span(frontWords(started, front), theme.good)], width)
  const parts: ReadonlyArray<Span> =
    incumbent === undefined
      ? [span("no complete trial yet", theme.quiet)]
      : [
          span(`best ${formatNumber(incumbent.value)}`, theme.good),
          `trial ${incumbent.number}`,
          span(describeParams(incumbent.params), theme.quiet)
        ]
  return fitLine(spaced(parts), width)
}

/** Why no new trials are started; nothing while they are. */
export const stoppingLines = (state: LiveState, width: number, theme: Theme): ReadonlyArray<string> => {
  if (state.stopping === undefined) return []
  const left = state.running.size
  const waiting = left > 0 ? `, ${formatCount(left, "trial")} still running` : ""
  return [fitLine([span(`stopping: ${state.stopping.reason}${waiting}`, theme.warning)], width)]
}
