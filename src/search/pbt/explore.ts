/** Explore: the params of a copy, near those of its parent (Jaderberg et al. 2017, "Population based training"). */
import type { Rng } from "../math/rng.ts"
import type { LeafDistribution, Params, Scalar, SearchSpace } from "../SearchSpace.ts"
import { type Dimension, dimensionsOf, paramsOf, valuesOf } from "../space/dimensions.ts"
import { type Where, repair } from "../space/feasible.ts"
import { fromUnit, gridSize, toUnit, valueAt } from "../space/units.ts"
import type { PbtSettings } from "./PbtSettings.ts"

const neighbour = (distribution: LeafDistribution, value: Scalar, direction: number): Scalar => {
  const size = gridSize(distribution)!
  const index = Math.min(size - 1, Math.floor(toUnit(distribution, value) * size))
  return valueAt(distribution, Math.min(size - 1, Math.max(0, index + direction)))
}

/** A value times a factor, inside of its distribution. On a grid it moves by at least one place, where there is one. */
const scaled = (distribution: LeafDistribution, value: Scalar, factor: number): Scalar => {
  if (distribution._tag === "ordinal") return neighbour(distribution, value, factor < 1 ? -1 : 1)
  if ((distribution._tag !== "float" && distribution._tag !== "int") || typeof value !== "number") return value
  const wanted = Math.min(distribution.high, Math.max(distribution.low, value * factor))
  if (gridSize(distribution) === undefined) return wanted
  const rounded = fromUnit(distribution, toUnit(distribution, wanted))
  return rounded === value && factor !== 1 ? neighbour(distribution, value, wanted < value ? -1 : 1) : rounded
}

const isCategory = ({ _tag }: LeafDistribution): boolean => _tag === "choice" || _tag === "bool"

/**
 * Each param that may change is drawn anew with the probability `resample`; else numbers are multiplied by one of the
 * factors, ordinals move to a neighbour, and categories stay. Where a branch changes, what hangs on it is drawn anew.
 * Honours `where`: after 100 attempts the closest point to the wanted one that satisfies it. Undefined where there is none.
 */
export const explored = (
  space: SearchSpace,
  where: Where | undefined,
  parent: Params,
  { explore, factors, resample }: PbtSettings,
  rng: Rng
): Params | undefined => {
  const dimensions = dimensionsOf(space)
  const before = valuesOf(dimensions, parent)
  const mayChange = ({ path }: Dimension) => explore === undefined || explore.includes(path[0]!)
  const draw = (): Params =>
    paramsOf(
      dimensions,
      dimensions.map((dimension, index) => {
        const { distribution } = dimension
        // The same number of draws whatever comes of them, so that one param's luck is not another's.
        const [chance, place, pick] = [rng.uniform(), rng.uniform(), rng.below(factors.length)]
        const value = before[index]
        if (value === undefined) return fromUnit(distribution, place)
        if (!mayChange(dimension)) return value
        if (chance < resample) return fromUnit(distribution, place)
        return isCategory(distribution) ? value : scaled(distribution, value, factors[pick]!)
      })
    )
  const wanted = draw()
  if (where === undefined || where(wanted)) return wanted
  for (let attempt = 1; attempt < 100; attempt++) {
    const params = draw()
    if (where(params)) return params
  }
  return repair({ space, where, rng, known: [parent] }, wanted)
}
