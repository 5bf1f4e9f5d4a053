/** One trial whole. */
import { objectivesOf } from "../search/objectives/direction.ts"
import type { StoredTrial } from "../store/records.ts"
import type { TrialHistory } from "../store/StudyReader.ts"
import { renderFacts, metricFacts, paramFacts, sectionTitle, spaced, type Fact } from "./facts.ts"
import { formatDuration } from "./format.ts"
import { provenanceFacts } from "./provenance.ts"
import { durationOf } from "./ranking.ts"
import { renderAttempts, renderCheckpoints, renderCurves, renderVerdicts } from "./showParts.ts"
import { fitLine, span, type Span } from "./spans.ts"
import { cleanText, wrap } from "./text.ts"
import type { Theme } from "./theme.ts"

/** What one trial is drawn from. */
export interface ShowRequest {
  readonly history: TrialHistory
  readonly now: number
  readonly width: number
  readonly theme: Theme
}

const stateSpan = ({ infeasible, state }: StoredTrial, theme: Theme): Span => {
  if (infeasible !== undefined) return span(`${state}, infeasible`, theme.warning)
  const paint = { complete: theme.good, failed: theme.bad, pruned: theme.warning }
  return state === "complete" || state === "failed" || state === "pruned" ? span(state, paint[state]) : state
}

const failureLines = (trial: StoredTrial, width: number, theme: Theme): ReadonlyArray<string> => {
  if (trial.failure === undefined) return []
  const { detail, message, reason } = trial.failure
  return [
    ...sectionTitle("failure", width, theme),
    ...wrap(cleanText(`${reason}: ${message}`), width, "  ").map(theme.bad),
    ...(detail ?? "")
      .trimEnd()
      .split("\n")
      .flatMap((line) => wrap(cleanText(line).trimEnd(), width, "    "))
      .map(theme.quiet)
  ]
}

const facts = ({
  evidence,
  infeasible,
  parent,
  pausedBecause,
  prunedBecause,
  seed,
  attempt,
  sawRevision,
  sourceStep
}: StoredTrial): ReadonlyArray<Fact> => [
  ["seed", String(seed)],
  ["attempts", String(attempt)],
  ...(parent === undefined ? [] : [["copy of", `trial ${parent}, from its checkpoint of step ${sourceStep}`] as const]),
  ...(infeasible === undefined ? [] : [["infeasible because", infeasible] as const]),
  ...(prunedBecause === undefined ? [] : [["pruned because", prunedBecause] as const]),
  ...(pausedBecause === undefined ? [] : [["paused because", pausedBecause] as const]),
  ...(evidence === undefined ? [] : [["proposed by", `${evidence.model}: ${evidence.reason}`] as const]),
  ["proposal saw", `revision ${sawRevision}`]
]

const lineageFacts = ({ children }: TrialHistory): ReadonlyArray<Fact> =>
  children.length === 0
    ? []
    : [["copied by", `${children.length === 1 ? "trial" : "trials"} ${children.join(", ")}`] as const]

/** Params, value, metrics, curves, verdicts, attempts and failure of one trial. */
export const renderShow = ({ history, now, theme, width }: ShowRequest): string => {
  const { study, trial } = history
  const duration = durationOf(trial, now)
  const section = (title: string, lines: ReadonlyArray<string>): ReadonlyArray<string> =>
    lines.length === 0 ? [] : [...sectionTitle(title, width, theme), ...lines]
  return [
    fitLine(
      spaced([
        span(`${study.name}, trial ${trial.number}`, theme.heading),
        stateSpan(trial, theme),
        ...(trial.value === undefined
          ? []
          : [
              objectivesOf(study.spec)
                .map(({ metric }, index) => `${metric} ${index === 0 ? trial.value : trial.metrics?.[metric]}`)
                .join("  ")
            ]),
        ...(duration === undefined ? [] : [span(`in ${formatDuration(duration)}`, theme.quiet)])
      ]),
      width
    ),
    ...section("params", renderFacts(paramFacts(trial.params), width, theme)),
    ...section("metrics", renderFacts(metricFacts(trial.metrics ?? {}), width, theme)),
    ...section("record", renderFacts([...facts(trial), ...lineageFacts(history)], width, theme)),
    ...section("reports", renderCurves(history, width, theme)),
    ...section("verdicts", renderVerdicts(history, width, theme)),
    ...section("checkpoints", renderCheckpoints(history, width, theme)),
    ...section("made with", renderFacts(provenanceFacts(history.attempts.at(-1)?.provenance), width, theme)),
    ...section("attempts", renderAttempts(history, now, width, theme)),
    ...failureLines(trial, width, theme)
  ].join("\n")
}

/** One trial as plain data: everything that is stored of it. */
export const showJson = ({ attempts, checkpoints, children, decisions, reports, study, trial }: TrialHistory) => ({
  study: study.name,
  objective: study.spec.objective,
  ...(study.spec.objectives === undefined ? {} : { objectives: study.spec.objectives }),
  trial: { ...trial, durationMillis: durationOf(trial) ?? null },
  attempts,
  reports,
  decisions,
  checkpoints,
  children
})
