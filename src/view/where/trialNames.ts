/** What conditions and orders can be about: everything that a leaderboard shows of a trial, by name. */
import type { StoredStudy, StoredTrial } from "../../store/records.ts"
import type { Certainty } from "../certainty.ts"
import { metricNames, paramNames } from "../columns.ts"
import { flattenParams } from "../params.ts"
import { durationOf } from "../ranking.ts"
import type { Lookup } from "./Condition.ts"
import { lookupAmong, namesAmong, ownNames, type OwnValues } from "./naming.ts"

/** Every name, the plain ones of params and metrics among them. */
export const trialNames = (study: StoredStudy, trials: ReadonlyArray<StoredTrial>): ReadonlySet<string> => {
  const params = paramNames(study, trials)
  const metrics = [study.spec.objective.metric, ...metricNames(study, trials)]
  return namesAmong(ownNames, params, metrics)
}

/** Looks names up in a trial. Durations are in seconds. A name of ours goes before a param's, a param's before a metric's. */
export const lookupIn = (trial: StoredTrial, certainty?: Certainty): Lookup => {
  const flat = new Map(flattenParams(trial.params))
  const known = certainty?.trials.get(trial.number)
  const duration = durationOf(trial)
  const values: OwnValues = {
    number: trial.number,
    trial: trial.number,
    state: trial.state,
    value: trial.value,
    duration: duration === undefined ? undefined : duration / 1000,
    attempts: trial.attempt,
    seed: trial.seed,
    reason: trial.failure === undefined ? trial.prunedBecause : trial.failure.reason,
    interval: known?.halfWidth,
    expected: known?.expected,
    tied: known?.tiedWithFirst
  }
  return lookupAmong(
    values,
    (name) => flat.get(name),
    (name) => trial.metrics?.[name]
  )
}
