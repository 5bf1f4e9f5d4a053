/** Why a trial is where it is: every decision about it, in words and numbers. */
import type { StoredAttempt, StoredDecision, StoredTrial } from "../store/records.ts"
import type { TrialHistory } from "../store/StudyReader.ts"
import { renderFacts, type Fact } from "./facts.ts"
import { formatDuration } from "./format.ts"
import { fitLine, span } from "./spans.ts"
import type { Theme } from "./theme.ts"

/** What happened to a trial, and why. */
export interface Decided {
  readonly what: string
  readonly why: string
  /** Of what an attempt decided or came to. */
  readonly attempt?: number
}

const proposed = ({ createdRevision, evidence, parent, sawRevision, sourceStep }: StoredTrial): Decided => {
  if (parent !== undefined)
    return {
      what: "proposed",
      why: `as a copy of trial ${parent} at step ${sourceStep}${evidence === undefined ? "" : `: ${evidence.reason}`}`
    }
  const lag = createdRevision - 1 - sawRevision
  const saw = `it saw the study at revision ${sawRevision}${lag > 0 ? `, ${lag} before it was written down` : ""}`
  return {
    what: "proposed",
    why: evidence === undefined ? `nothing is on record; ${saw}` : `by ${evidence.model}: ${evidence.reason}; ${saw}`
  }
}

/** The verdict that ended an attempt, if one did. */
const lastVerdict = (decisions: ReadonlyArray<StoredDecision>, attempt: number, verdict: StoredDecision["verdict"]) =>
  decisions.findLast((decision) => decision.attempt === attempt && decision.verdict === verdict)

const atStep = ({ fold, step }: Pick<StoredDecision, "step" | "fold">): string =>
  `at step ${step}${fold === undefined ? "" : ` of fold ${fold}`}`

const howItStarted = ({ attempt, resumption, source }: StoredAttempt): ReadonlyArray<Decided> => {
  const from = source === undefined ? "" : `, from the checkpoint at step ${source.step} of attempt ${source.attempt}`
  if (resumption !== undefined) return [{ what: "resumed", why: `${resumption.reason}${from}`, attempt }]
  return source === undefined ? [] : [{ what: "went on", why: from.slice(2), attempt }]
}

const howItEnded = (history: TrialHistory, one: StoredAttempt, now: number): Decided => {
  const { decisions, trial } = history
  const { attempt, ended, endedAt, failure, host, pid, startedAt } = one
  const took = formatDuration((endedAt ?? now) - startedAt)
  const failed = failure === undefined ? "no reason is on record" : `${failure.reason}: ${failure.message}`
  if (ended === undefined) return { what: "running", why: `for ${took}, by process ${pid} on ${host}`, attempt }
  switch (ended) {
    case "complete":
      return {
        what: "complete",
        why:
          trial.infeasible === undefined
            ? `train came to its end after ${took}`
            : `train came to its end after ${took}, outside the outcome constraints: ${trial.infeasible}`,
        attempt
      }
    case "pruned": {
      const verdict = lastVerdict(decisions, attempt, "Prune")
      const why = verdict?.reason ?? trial.prunedBecause ?? "no reason is on record"
      return { what: verdict === undefined ? "pruned" : `pruned ${atStep(verdict)}`, why, attempt }
    }
    case "paused": {
      const verdict = lastVerdict(decisions, attempt, "Pause")
      const what = verdict === undefined ? "paused" : `paused ${atStep(verdict)}`
      return { what, why: verdict?.reason ?? trial.pausedBecause ?? "no reason is on record", attempt }
    }
    case "failed":
      return { what: "failed", why: failed, attempt }
    case "retry":
      return { what: "to be retried", why: failed, attempt }
    case "released":
      return { what: "given back", why: `its run was interrupted after ${took}, which is no failure`, attempt }
    case "lost":
      return { what: "lost", why: failed, attempt }
  }
}

const standsSo = ({ attempts, study, trial }: TrialHistory): ReadonlyArray<Decided> => {
  const stopped =
    study.stopped === undefined ? "" : ` ${study.stopped.rule} has stopped the study: ${study.stopped.reason}.`
  const last = attempts.at(-1)
  switch (trial.state) {
    case "waiting": {
      const because =
        last === undefined
          ? "no slot has been free for it yet"
          : `attempt ${last.attempt} ended without a result, and attempt ${last.attempt + 1} has not begun`
      return [{ what: "waiting", why: `${because}; the next free slot of a run takes it.${stopped}` }]
    }
    case "paused":
      return [
        {
          what: "waiting",
          why: `it goes on from step ${trial.pausedStep ?? 0} when the pruner ${study.spec.pruner.name} finds it worth more than a new trial.${stopped}`
        }
      ]
    case "pruned":
      return last?.ended === "pruned" || trial.prunedBecause === undefined
        ? []
        : [{ what: "pruned", why: trial.prunedBecause }]
    case "failed":
      return last?.ended === "failed" || trial.failure === undefined
        ? []
        : [{ what: "failed", why: `${trial.failure.reason}: ${trial.failure.message}` }]
    default:
      return []
  }
}

/** Everything that was decided about a trial, in the order in which it happened. */
export const decidedOf = (history: TrialHistory, now: number): ReadonlyArray<Decided> => [
  proposed(history.trial),
  ...history.attempts.flatMap((one) => [...howItStarted(one), howItEnded(history, one, now)]),
  ...standsSo(history)
]

/** One line for what the trial is, then what was decided and why. */
export const renderWhy = (request: {
  readonly history: TrialHistory
  readonly now: number
  readonly width: number
  readonly theme: Theme
}): string => {
  const { history, now, theme, width } = request
  const { study, trial } = history
  const several = history.attempts.length > 1
  const facts = decidedOf(history, now).map(({ attempt, what, why }): Fact => [
    several && attempt !== undefined ? `${what} (attempt ${attempt})` : what,
    why
  ])
  return [
    fitLine([span(`${study.name}, trial ${trial.number}`, theme.heading), `  ${trial.state}`], width),
    ...renderFacts(facts, width, theme)
  ].join("\n")
}

/** The same as plain data. */
export const whyJson = (history: TrialHistory, now: number) => ({
  study: history.study.name,
  trial: history.trial.number,
  state: history.trial.state,
  decided: decidedOf(history, now)
})
