/** How an attempt ended, as the store records it. */
import type { Study } from "../search/Study.ts"
import type { Claimed, Failure, Outcome } from "../store/records.ts"
import type { TrainOutcome, TrialFailed } from "../train/Trainer.ts"

/** The outcome of a `train` that ended by itself or by a verdict: a result without a usable objective is a failure. */
export const outcomeOf = (study: Pick<Study, "objective">, result: TrainOutcome): Outcome => {
  if (result._tag === "stopped") return { _tag: "pruned", reason: result.verdict.reason }
  const { metric } = study.objective
  const value = result.metrics[metric]
  if (value === undefined) {
    const returned = Object.keys(result.metrics)
    const had = returned.length === 0 ? "no metrics" : returned.map((name) => JSON.stringify(name)).join(", ")
    return failed({
      reason: "missingMetric",
      message: `the objective is ${JSON.stringify(metric)}, but train returned ${had}. Return { ${metric} }, or name one of them as the objective.`
    })
  }
  if (!Number.isFinite(value))
    return failed({ reason: "notFinite", message: `train returned ${value} as ${JSON.stringify(metric)}` })
  return { _tag: "complete", metrics: result.metrics }
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
