/** Which observations are better than which, and which of them are learned from when there are many. */
import { isFeasible, totalExcess } from "../../objectives/constraints.ts"
import type { Observations } from "./observations.ts"

/** Whether a row may be the best. One that was stopped early has not said. */
export const mayBeBest = ({ complete, violations }: Observations, index: number): boolean =>
  violations.length === 0 || (index < complete && isFeasible(violations[index]))

/** Indices of the rows, best first: by value, behind them those outside of a constraint, the nearer to all of them the better. */
export const bestFirst = (observations: Observations): ReadonlyArray<number> => {
  const { complete, values, violations } = observations
  const all = Array.from(values, (_, index) => index)
  const byValue = (a: number, b: number): number => values[a]! - values[b]! || a - b
  if (violations.length === 0) return all.sort(byValue)
  const excess = totalExcess(violations)
  const outside = (index: number): number => (index < complete ? excess[index]! : 0)
  return all.sort((a, b) => outside(a) - outside(b) || byValue(a, b))
}

/** At most `limit` of the indices, which come best first, rising: the better half of the limit, then the most recent of the others. */
export const chooseSubset = (order: ReadonlyArray<number>, limit: number): ReadonlyArray<number> => {
  if (order.length <= limit) return [...order].sort((a, b) => a - b)
  const best = order.slice(0, limit >> 1)
  const recent = order
    .slice(limit >> 1)
    .sort((a, b) => b - a)
    .slice(0, limit - (limit >> 1))
  return [...best, ...recent].sort((a, b) => a - b)
}
