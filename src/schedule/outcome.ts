/** How an attempt ended, as the store records it. */
import { violatedConstraints } from "../search/objectives/constraints.ts"
import type { ObjectiveSpec, Objectives } from "../search/objectives/direction.ts"
import type { Study } from "../search/Study.ts"
import type { Claimed, Failure, Outcome } from "../store/records.ts"
import type { TrainOutcome, TrialFailed } from "../train/Trainer.ts"

/**
 * The outcome of a `train` that ended by itself or by a verdict: a result in which a metric of an objective or of a
 * constraint is missing or not finite is a failure. `step` is that of the report that a verdict stopped it at.
 */
export const outcomeOf = (
  { constraints, objectives }: Pick<Study, "objectives" | "constraints">,
  result: TrainOutcome,
  step = 0
): Outcome => {
  if (result._tag === "stopped") {
    const { _tag, reason } = result.verdict
    return _tag === "Prune" ? { _tag: "pruned", reason } : { _tag: "paused", step, reason }
  }
  const { metrics } = result
  const missing = objectives.filter(({ metric }) => metrics[metric] === undefined)
  if (missing.length > 0) return failed({ reason: "missingMetric", message: messageOf(objectives, missing, metrics) })
  const unbounded = constraints.filter(({ metric }) => metrics[metric] === undefined).map(({ metric }) => metric)
  if (unbounded.length > 0) {
    const message = `the study has a constraint on ${quoted(unbounded)}, but train returned ${returnedIn(metrics)}. Return ${unbounded.length === 1 ? "it" : "them"} too, or take the constraint out.`
    return failed({ reason: "missingMetric", message })
  }
  const wild = [...objectives, ...constraints].find(({ metric }) => !Number.isFinite(metrics[metric]))
  if (wild === undefined) {
    const infeasible = violatedConstraints(constraints, metrics)
    return { _tag: "complete", metrics, ...(infeasible === undefined ? {} : { infeasible }) }
  }
  const { metric } = wild
  return failed({ reason: "notFinite", message: `train returned ${metrics[metric]} as ${JSON.stringify(metric)}` })
}

const quoted = (names: ReadonlyArray<string>): string => names.map((name) => JSON.stringify(name)).join(", ")

const returnedIn = (metrics: Readonly<Record<string, number>>): string => quoted(Object.keys(metrics)) || "no metrics"

const messageOf = (
  objectives: Objectives,
  missing: ReadonlyArray<ObjectiveSpec>,
  metrics: Readonly<Record<string, number>>
): string => {
  const wanted = objectives.map(({ metric }) => metric)
  const had = returnedIn(metrics)
  return wanted.length === 1
    ? `the objective is ${quoted(wanted)}, but train returned ${had}. Return { ${wanted[0]} }, or name one of them as the objective.`
    : `the objectives are ${quoted(wanted)}, but train returned ${had}: ${quoted(missing.map(({ metric }) => metric))} is missing. Return { ${wanted.join(", ")} }.`
}

const failed = (failure: Failure): Outcome => ({ _tag: "failed", failure })

const allowed = (retry: Study["retry"], reason: Failure["reason"]): number => {
  switch (reason) {
    case "crash":
      return retry.crash
    case "outOfMemory":
      return retry.outOfMemory
    case "timeout":
      return retry.timeout
    default:
      // The same code on the same params with the same seed would do the same again.
      return 0
  }
}

/** The outcome of an attempt that failed: one more try where the study's policy has one left, else the trial's failure. */
export const outcomeOfFailure = (retry: Study["retry"], claimed: Claimed, failure: Failure): Outcome => {
  const before = claimed.failures[failure.reason] ?? 0
  return { _tag: before < allowed(retry, failure.reason) ? "retry" : "failed", failure }
}

/** A trainer's failure as the store records it. */
export const failureOf = ({ detail, message, reason }: TrialFailed): Failure => ({
  reason,
  message,
  ...(detail === undefined ? {} : { detail })
})

/** An outcome as it may be stored: what errors say is redacted, for they may have been made from anything. */
export const storable = (outcome: Outcome, redact: (text: string) => string): Outcome => {
  if (!("failure" in outcome)) return outcome
  const { detail, message, reason } = outcome.failure
  return {
    ...outcome,
    failure: { reason, message: redact(message), ...(detail === undefined ? {} : { detail: redact(detail) }) }
  }
}
