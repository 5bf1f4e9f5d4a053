/** Who belongs to the population, and where each member stands among the others. */
import type { CurvePoint, Trial, TrialState } from "../Trial.ts"
import type { PbtSettings } from "./PbtSettings.ts"

/** A trial as it is compared. */
export interface Member {
  readonly number: number
  readonly state: TrialState
  readonly points: ReadonlyArray<CurvePoint>
  /** How far it has come: a copy begins where its parent was. */
  readonly step: number
}

/** A trial as a member. */
export const memberOf = ({ curve, number, parent, state }: Trial): Member => ({
  number,
  state,
  points: curve,
  step: Math.max(curve.at(-1)?.step ?? 0, parent?.step ?? 0)
})

/** The last comparison that lies in (after, step]; 0 where none does. */
export const comparisonIn = (after: number, step: number, interval: number): number => {
  const last = Math.floor(step / interval) * interval
  return last > after ? last : 0
}

/** What a member reported at a comparison: the first report from there on, before the next one. */
export const valueAt = (points: ReadonlyArray<CurvePoint>, step: number, interval: number): number | undefined =>
  points.find((point) => point.step >= step && point.step < step + interval)?.value

/** How many are better, of how many, and how many of them are too few to stay. */
export interface Standing {
  readonly better: number
  readonly of: number
  readonly replaced: number
}

/** Where a value stands among the others of a comparison. */
export const standingOf = (value: number, others: ReadonlyArray<number>, quantile: number): Standing => {
  const of = others.length + 1
  return { better: others.filter((other) => other < value).length, of, replaced: Math.floor(quantile * of) }
}

/** Whether someone in this place is replaced. Ties stay. */
export const isReplaced = ({ better, of, replaced }: Standing): boolean => better >= of - replaced

const isUnderWay = ({ state }: Member): boolean => state === "waiting" || state === "running" || state === "paused"

/**
 * Whether a paused member has lost its place: everyone has come as far as it, and it is among those that are replaced. It
 * is not resumed any more.
 */
const hasLost = (
  member: Member,
  all: ReadonlyArray<Member>,
  { interval, population, quantile }: PbtSettings
): boolean => {
  if (member.state !== "paused" || all.length < population) return false
  const step = comparisonIn(0, member.step, interval)
  const value = valueAt(member.points, step, interval)
  if (step === 0 || value === undefined) return false
  if (all.some((other) => isUnderWay(other) && other.step < step)) return false
  const others = all.flatMap(({ number, points }) =>
    number === member.number ? [] : (valueAt(points, step, interval) ?? [])
  )
  return isReplaced(standingOf(value, others, quantile))
}

/** Those that belong to the population, and those that have lost their place, each in their order. */
export const populationOf = (
  all: ReadonlyArray<Member>,
  settings: PbtSettings
): { readonly members: ReadonlyArray<Member>; readonly gone: ReadonlyArray<Member> } => {
  const members: Array<Member> = []
  const gone: Array<Member> = []
  for (const member of all) {
    const isOut = member.state === "pruned" || member.state === "failed" || hasLost(member, all, settings)
    ;(isOut ? gone : members).push(member)
  }
  return { members, gone }
}
