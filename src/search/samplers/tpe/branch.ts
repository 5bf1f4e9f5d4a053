/** The trials that took the same branches. */
import type { Rng } from "../../math/rng.ts"
import type { Column } from "../gp/columns.ts"
import type { Outcome } from "../outcomes.ts"
import { Density } from "./Density.ts"
import { splitTrials, type Split } from "./split.ts"

/** With fewer trials of its own a branch is not judged by them alone. */
const fewest = 4

/** A split of the trials of one combination of branches, and whether a row is of it. */
export interface BranchSplit {
  readonly split: Split
  readonly isOwn: (row: Float64Array) => boolean
}

/**
 * A combination of branches, drawn as often as good trials have it, with the trials that took it split among themselves.
 * Looking for the largest l/g over all branches alone stays with the branch whose trials were good first. undefined in a
 * space without branches, and where fewer than 4 trials took the one that was drawn.
 */
export const splitBranch = (
  columns: ReadonlyArray<Column>,
  { good }: Split,
  finished: ReadonlyArray<Outcome>,
  pending: ReadonlyArray<Float64Array>,
  rng: Rng
): BranchSplit | undefined => {
  const branches = columns.flatMap(({ isBranch }, k) => (isBranch ? [k] : []))
  if (branches.length === 0) return undefined
  const drawn = new Density(columns, good.rows, good.weights, 1).draw(rng)
  // Object.is, as the entry of a branch that does not exist is NaN.
  const isOwn = (row: Float64Array): boolean => branches.every((k) => Object.is(row[k], drawn[k]))
  const own = finished.filter(({ row }) => isOwn(row))
  return own.length < fewest ? undefined : { split: splitTrials(own, pending.filter(isOwn)), isOwn }
}
