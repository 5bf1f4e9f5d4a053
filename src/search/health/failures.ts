/** Where in the space trials fail. */
import { hypergeometricTail } from "../math/counts.ts"
import type { Scalar } from "../SearchSpace.ts"
import { dimensionsOf, valuesOf, type Dimension } from "../space/dimensions.ts"
import { isFinished } from "../Trial.ts"
import { gridSize } from "../space/units.ts"
import type { Examination, Failures } from "./Finding.ts"

const level = 0.01
const fewestFailures = 3
/** Thresholds of one param that are looked at: at quantiles where there are more values. */
const mostThresholds = 20

interface Place {
  readonly where: Failures["where"]
  readonly bound: Scalar
  readonly contains: (value: Scalar) => boolean
}

/** The distinct values below the largest, thinned out. */
const thresholds = (values: ReadonlyArray<number>): ReadonlyArray<number> => {
  const sorted = [...new Set(values)].toSorted((a, b) => a - b).slice(0, -1)
  if (sorted.length <= mostThresholds) return sorted
  return Array.from(
    { length: mostThresholds },
    (_, k) => sorted[Math.floor(((k + 0.5) * sorted.length) / mostThresholds)]!
  )
}

const placesOf = ({ distribution }: Dimension, values: ReadonlyArray<Scalar>): ReadonlyArray<Place> => {
  if (distribution._tag === "float" || distribution._tag === "int")
    return thresholds(values.map(Number)).flatMap((bound): ReadonlyArray<Place> => [
      { where: ">", bound, contains: (value) => Number(value) > bound },
      { where: "<=", bound, contains: (value) => Number(value) <= bound }
    ])
  return [...new Set(values)].map((bound) => ({ where: "==", bound, contains: (value) => value === bound }))
}

const commonest = (reasons: ReadonlyArray<string | undefined>): string | undefined =>
  [...Map.groupBy(reasons, (reason) => reason)].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0]

/**
 * The place, above or up to a threshold of a number or at one value of another param, that tells failed trials best from
 * the others: the least probability of Fisher's exact test. Undefined where that, times the number of places looked at
 * (Bonferroni), is above 1 %.
 */
export const clusteredFailures = ({ space, trials }: Examination): Failures | undefined => {
  const ended = trials.filter(({ state }) => isFinished(state))
  const failed = ended.filter(({ state }) => state === "failed").length
  if (failed < fewestFailures || failed === ended.length) return undefined
  const dimensions = dimensionsOf(space)
  const rows = ended.map((trial) => ({ trial, values: valuesOf(dimensions, trial.params) }))
  let looks = 0
  let best: Failures | undefined
  for (const [index, dimension] of dimensions.entries()) {
    if (gridSize(dimension.distribution) === 1) continue
    const having = rows.flatMap(({ trial, values }) => {
      const value = values[index]
      return value === undefined ? [] : [{ value, trial }]
    })
    const failedHaving = having.filter(({ trial }) => trial.state === "failed").length
    for (const { bound, contains, where } of placesOf(
      dimension,
      having.map(({ value }) => value)
    )) {
      const there = having.filter(({ value }) => contains(value))
      const failedThere = there.filter(({ trial }) => trial.state === "failed")
      looks++
      const p = hypergeometricTail(failedThere.length, there.length, failedHaving, having.length)
      if (failedThere.length < fewestFailures || (best !== undefined && p >= best.p)) continue
      best = {
        check: "failures",
        param: dimension.path.join("."),
        where,
        bound,
        failedThere: failedThere.length,
        there: there.length,
        failedElsewhere: failedHaving - failedThere.length,
        elsewhere: having.length - there.length,
        reason: commonest(failedThere.map(({ trial }) => trial.failure)),
        p,
        looks: 0
      }
    }
  }
  if (best === undefined || best.p * looks > level) return undefined
  return { ...best, p: best.p * looks, looks }
}
