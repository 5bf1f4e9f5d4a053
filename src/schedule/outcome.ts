/** How an attempt ended, as the store records it. */
import type { ObjectiveSpec, Objectives } from "../search/objectives/direction.ts"
import type { Study } from "../search/Study.ts"
import type { Claimed, Failure, Outcome } from "../store/records.ts"
import type { TrainOutcome, TrialFailed } from "../train/Trainer.ts"

/**
 * The outcome of a `train` that ended by itself or by a verdict: a result in which an objective is missing or not finite
 * is a failure.
 */
export const outcomeOf = ({ objectives }: Pick<Study, "objectives">, result: TrainOutcome): Outcome => {
  if (result._tag === "stopped") return { _tag: "pruned", reason: result.verdict.reason }
  const { metrics } = result
  const missing = objectives.filter(({ metric }) => metrics[metric] === undefined)
  if (missing.length > 0) return failed({ reason: "missingMetric", message: messageOf(objectives, missing, metrics) })
  const wild = objectives.find(({ metric }) => !Number.isFinite(metrics[metric]))
  if (wild === undefined) return { _tag: "complete", metrics }
  const { metric } = wild
  return failed({ reason: "notFinite", message: `train returned ${metrics[metric]} as ${JSON.stringify(metric)}` })
}

const quoted = (names: ReadonlyArray<string>): string => names.map((name) => JSON.stringify(name)).join(", ")

const messageOf = (
  objectives: Objectives,
  missing: ReadonlyArray<ObjectiveSpec>,
  metrics: Readonly<Record<string, number>>
): string => {
  const wanted = objectives.map(({ metric }) => metric)
  const returned = Object.keys(metrics)
  const had = returned.length === 0 ? "no metrics" : quoted(returned)
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
