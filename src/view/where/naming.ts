/** The names of a condition: our own first, then a param's, then a metric's. */
import type { Scalar } from "../../search/SearchSpace.ts"
import type { Lookup } from "./Condition.ts"

/** What every trial has under a name of ours; durations are in seconds. */
export const ownNames = [
  "number",
  "trial",
  "state",
  "value",
  "duration",
  "attempts",
  "seed",
  "reason",
  "interval",
  "expected",
  "tied"
] as const

/** A value, where the trial has one, for each name of ours; `More` are those that only some views have. */
export type OwnValues<More extends string = never> = Readonly<
  Record<(typeof ownNames)[number] | More, Scalar | undefined>
>

/** Every name, the plain ones of params and metrics among them. */
export const namesAmong = (
  own: ReadonlyArray<string>,
  params: ReadonlyArray<string>,
  metrics: ReadonlyArray<string>
): ReadonlySet<string> =>
  new Set([
    ...params,
    ...metrics,
    ...own,
    ...params.map((name) => `params.${name}`),
    ...metrics.map((name) => `metrics.${name}`)
  ])

/** Looks a name up in one trial. */
export const lookupAmong =
  (own: OwnValues, param: Lookup, metric: Lookup): Lookup =>
  (name) => {
    if (Object.hasOwn(own, name)) return own[name as keyof OwnValues]
    if (name.startsWith("params.")) return param(name.slice("params.".length))
    if (name.startsWith("metrics.")) return metric(name.slice("metrics.".length))
    return param(name) ?? metric(name)
  }
