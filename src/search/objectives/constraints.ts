/** Outcome constraints: bounds on metrics of a result, known only when a trial has ended. A trial outside of one cannot be the best. */
import { InvalidDefinition } from "../../errors.ts"
import { shown } from "../shown.ts"

/** Between which values a metric must lie, both ends included. One of the two may be left out. */
export interface OutcomeBounds {
  readonly atMost?: number
  readonly atLeast?: number
}

/** A metric with its bounds, as data. */
export interface ConstraintSpec extends OutcomeBounds {
  readonly metric: string
}

const sides = ["atMost", "atLeast"] as const

const boundsOf = (metric: string, bounds: unknown): ConstraintSpec => {
  const hint = `Write constraints: { ${metric}: { atMost: 20 } }, or atLeast, or both.`
  const what = `The constraint on ${JSON.stringify(metric)}`
  if (typeof bounds !== "object" || bounds === null || Array.isArray(bounds) || Object.keys(bounds).length === 0)
    throw new InvalidDefinition(`${what} is ${shown(bounds)}, which names no bound.`, hint)
  for (const [side, bound] of Object.entries(bounds)) {
    if (!sides.includes(side as never)) throw new InvalidDefinition(`${what} has no setting "${side}".`, hint)
    if (typeof bound !== "number" || !Number.isFinite(bound))
      throw new InvalidDefinition(`${what} has ${side} ${shown(bound)}, which is not a finite number.`, hint)
  }
  const { atLeast, atMost } = bounds as OutcomeBounds
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost)
    throw new InvalidDefinition(
      `${what} can never hold: at least ${atLeast} and at most ${atMost}.`,
      "Put the smaller number at atLeast."
    )
  return {
    metric,
    ...(atMost === undefined ? {} : { atMost }),
    ...(atLeast === undefined ? {} : { atLeast })
  }
}

/** Reads the constraints of a study file. Throws `InvalidDefinition`. */
export const constraintSpecs = (
  constraints: Readonly<Record<string, OutcomeBounds>> | undefined
): ReadonlyArray<ConstraintSpec> => {
  if (constraints === undefined) return []
  if (typeof constraints !== "object" || constraints === null || Array.isArray(constraints))
    throw new InvalidDefinition(
      `constraints must be an object, but it is ${shown(constraints)}.`,
      "Write constraints: { latency: { atMost: 20 } }, with the name of a number that train returns. A constraint on params is where."
    )
  return Object.entries(constraints).map(([metric, bounds]) => boundsOf(metric, bounds))
}

/** How many one-sided bounds there are: the length of a trial's violations. */
export const boundCount = (specs: ReadonlyArray<ConstraintSpec>): number =>
  specs.reduce((count, { atLeast, atMost }) => count + Number(atMost !== undefined) + Number(atLeast !== undefined), 0)

/** How far metrics are beyond each bound, in the metric's own unit, in the order of `specs`, atMost before atLeast: 0 or less is inside. NaN where the metric is missing. */
export const violationsOf = (
  specs: ReadonlyArray<ConstraintSpec>,
  metrics: Readonly<Record<string, number>>
): ReadonlyArray<number> =>
  specs.flatMap(({ atLeast, atMost, metric }) => {
    const value = metrics[metric] ?? Number.NaN
    return [...(atMost === undefined ? [] : [value - atMost]), ...(atLeast === undefined ? [] : [atLeast - value])]
  })

/** Whether a trial with these violations may be the best. */
export const isFeasible = (violations: ReadonlyArray<number> | undefined): boolean =>
  violations === undefined || violations.every((violation) => violation <= 0)

/** Of each trial, how far it is outside of all bounds together, each measured in what it is exceeded by in the mean. */
export const totalExcess = (violations: ReadonlyArray<ReadonlyArray<number>>): ReadonlyArray<number> => {
  const beyond = violations.map((bounds) => bounds.map((violation) => Math.max(0, violation)))
  const typical = beyond[0]!.map((_, bound) => {
    const exceeded = beyond.flatMap((bounds) => (bounds[bound]! > 0 ? [bounds[bound]!] : []))
    return exceeded.reduce((sum, violation) => sum + violation / exceeded.length, 0) || 1
  })
  return beyond.map((bounds) => bounds.reduce((sum, violation, bound) => sum + violation / typical[bound]!, 0))
}

/** Which constraints metrics are outside of, such as `latency 25 is above 20`; undefined where they satisfy them all. */
export const violatedConstraints = (
  specs: ReadonlyArray<ConstraintSpec>,
  metrics: Readonly<Record<string, number>>
): string | undefined => {
  const violated = specs.flatMap(({ atLeast, atMost, metric }) => {
    const value = metrics[metric]!
    if (atMost !== undefined && !(value <= atMost)) return [`${metric} ${value} is above ${atMost}`]
    return atLeast !== undefined && !(value >= atLeast) ? [`${metric} ${value} is below ${atLeast}`] : []
  })
  return violated.length === 0 ? undefined : violated.join(", ")
}

/** A constraint in words: `latency at most 20`. */
export const describeConstraint = ({ atLeast, atMost, metric }: ConstraintSpec): string =>
  [
    metric,
    [
      ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
      ...(atMost === undefined ? [] : [`at most ${atMost}`])
    ].join(" and ")
  ].join(" ")
