/** How wide the kernels of a density are. */
import type { Column } from "../gp/columns.ts"

/** Which columns exist in a row, as a text. */
export const patternOf = (row: Float64Array): string => {
  let pattern = ""
  for (const unit of row) pattern += Number.isNaN(unit) ? "0" : "1"
  return pattern
}

/**
 * The standard deviation of each row's kernel in column `k`, in parts of the range: the larger of the distances to the
 * neighbours among the rows of the same pattern, in [least, 1] (Bergstra et al. 2011, sec. 4). The two outer points have
 * one neighbour, a lone point the bounds. On a grid never below half a cell, so that a kernel reaches the next value.
 */
export const bandwidths = (
  column: Column,
  k: number,
  rows: ReadonlyArray<Float64Array>,
  patterns: ReadonlyArray<string>,
  least: number
): Float64Array => {
  const widths = new Float64Array(rows.length).fill(1)
  const groups = new Map<string, Array<number>>()
  rows.forEach((row, index) => {
    if (Number.isNaN(row[k]!)) return
    const group = groups.get(patterns[index]!)
    if (group === undefined) groups.set(patterns[index]!, [index])
    else group.push(index)
  })
  const floor = column.size === undefined ? least : Math.max(least, 0.5 / column.size)
  for (const group of groups.values()) {
    group.sort((a, b) => rows[a]![k]! - rows[b]![k]!)
    group.forEach((index, place) => {
      const here = rows[index]![k]!
      const before = place > 0 ? here - rows[group[place - 1]!]![k]! : group.length > 1 ? 0 : here
      const after = place < group.length - 1 ? rows[group[place + 1]!]![k]! - here : group.length > 1 ? 0 : 1 - here
      widths[index] = Math.min(1, Math.max(floor, before, after))
    })
  }
  return widths
}
