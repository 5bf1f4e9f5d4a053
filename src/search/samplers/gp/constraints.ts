/** Where trials keep to the outcome constraints. */
import type { Evidence } from "../../Trial.ts"
import { sumOf, type Acquisition } from "./acquisition.ts"
import type { Observations } from "./observations.ts"
import { logChanceBelow } from "./probit.ts"
import { sideModel, type SideRequest } from "./side.ts"

/** No region is given up for good. */
const leastChance = Math.log(1e-8)

/** Of a bound, whether all of them are kept, and what was fitted. */
export interface Constraining {
  /** The sum of ln P(bound j is kept at x). */
  readonly logChance: Acquisition
  readonly fitted: NonNullable<Evidence["fitted"]>
}

/**
 * ln P(every bound is kept at x), with a Gaussian process per bound over how far trials were beyond it, the bounds taken as
 * independent (Gardner et al. 2014, "Bayesian optimization with inequality constraints"). Violations v are compressed to
 * sign(v) ln(1 + |v|/median |v|) (Eriksson and Poloczek 2021, "Scalable constrained Bayesian optimization"), so that far-off
 * trials do not blur where the bound is. undefined where there are no constraints.
 */
export const constraining = (
  { complete, rows, violations, counts }: Observations,
  request: Pick<SideRequest, "columns" | "trials" | "seed" | "number" | "choose">
): Constraining | undefined => {
  if (complete === 0 || violations.length === 0) return undefined
  const bounds = violations[0]!.map((_, bound) => {
    const amounts = violations.map((one) => one[bound]!)
    const compress = compressed(amounts)
    const model = sideModel({
      ...request,
      name: `bound${bound}`,
      rows: rows.slice(0, complete),
      values: amounts.map(compress),
      counts: counts.subarray(0, complete)
    })
    return {
      logChance: logChanceBelow(model.surrogate, model.standardise(0), 1e-6, leastChance),
      fitted: model.fitted
    }
  })
  return {
    logChance: bounds.map(({ logChance }) => logChance).reduce((all, one) => sumOf(all, one)),
    fitted: Object.assign({}, ...bounds.map(({ fitted }) => fitted)) as Constraining["fitted"]
  }
}

const compressed = (amounts: ReadonlyArray<number>): ((violation: number) => number) => {
  const sizes = amounts.map(Math.abs).sort((a, b) => a - b)
  const typical = sizes[sizes.length >> 1]! || sizes.at(-1)! || 1
  return (violation) => Math.sign(violation) * Math.log1p(Math.abs(violation) / typical)
}
