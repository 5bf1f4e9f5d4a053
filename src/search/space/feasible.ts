/** Points that satisfy a hard constraint, also where hardly any do. */
import type { Rng } from "../math/rng.ts"
import type { Params, Scalar, SearchSpace } from "../SearchSpace.ts"
import { type Dimension, dimensionsOf, paramsOf, valuesOf } from "./dimensions.ts"
import { countPoints, gridAxes, pointsOf } from "./points.ts"
import { fits, fromUnit, toUnit } from "./units.ts"
import { approach, walk } from "./walk.ts"

/** A hard constraint: params for which it returns false are never proposed. */
export type Where = (params: Params) => boolean

/** Which point is wanted. */
export interface FeasibleRequest {
  readonly space: SearchSpace
  readonly where: Where | undefined
  readonly rng: Rng
  /** Points to start from where drawing at random finds none; those that do not satisfy `where` are passed over. */
  readonly known?: ReadonlyArray<Params>
  /** Points that must not come out, such as those that were tried. Default: none. */
  readonly isTaken?: (params: Params) => boolean
}

/** So many points are drawn at random before anything cleverer is done: one in 200 is found 99 times of 100. */
const plainDraws = 1_000
/** So many more are drawn towards the edges of the space, to find a first point that satisfies the constraint. */
const edgeDraws = 9_000
/** Up to so many points, a finite space is looked at as a whole before it is called empty. */
export const listable = 65_536
const walks = 8

/** How many points are looked at before a constraint is called impossible in a space that is not finite. */
export const mostDraws = plainDraws + edgeDraws

/**
 * One point that satisfies `where` and is not taken. Uniform over such points where a draw of 1,000 finds one; else from
 * the whole list, where the space is finite and its list not too long; else by a walk inside the constraint, from a known
 * point or from one found near the edges of the space. Undefined where all that fails: for a listed space that is a proof.
 */
export const drawFeasible = (request: FeasibleRequest): Params | undefined => {
  const { isTaken, rng, space, where } = request
  const dimensions = dimensionsOf(space)
  const satisfies = (params: Params): boolean => where === undefined || where(params)
  const isFree = (params: Params): boolean => isTaken === undefined || !isTaken(params)

  const drawn: Array<Scalar> = []
  for (let draw = 0; draw < plainDraws; draw++) {
    dimensions.forEach(({ distribution }, index) => (drawn[index] = fromUnit(distribution, rng.uniform())))
    const params = paramsOf(dimensions, drawn)
    if (satisfies(params) && isFree(params)) return params
  }
  if ((countPoints(space) ?? Infinity) <= listable) {
    const left = listed(dimensions, (params) => satisfies(params) && isFree(params))
    return left[rng.below(left.length)]
  }
  let hasWalked = false
  for (const start of startsOf(request, dimensions, satisfies)) {
    hasWalked = true
    const params = paramsOf(dimensions, walk(dimensions, satisfies, start, rng))
    if (isFree(params)) return params
  }
  // A walk stays on its side of a gap: where all that it reaches is taken, there may be another side.
  if (!hasWalked) return undefined
  for (const values of likelyPoints(dimensions, rng)) {
    const params = paramsOf(dimensions, values)
    if (satisfies(params) && isFree(params)) return params
  }
  return undefined
}

/**
 * A point that satisfies `where` and lies close to the wanted one: that itself where it satisfies; else the nearest to it
 * on a path from each of the known points, or from one that `drawFeasible` finds. Undefined where there is none.
 */
export const repair = (request: FeasibleRequest, wanted: Params): Params | undefined => {
  const { known = [], rng, space, where } = request
  if (where === undefined || where(wanted)) return wanted
  const dimensions = dimensionsOf(space)
  const goal = filled(dimensions, wanted, rng)
  if (goal === undefined) return undefined
  const fitting = known.filter((params) => filled(dimensions, params, rng) !== undefined && where(params))
  const starts = fitting.length > 0 ? fitting : [drawFeasible(request)].filter((params) => params !== undefined)
  let best: { readonly params: Params; readonly distance: number } | undefined
  for (const start of starts) {
    const values = approach(dimensions, where, filled(dimensions, start, rng)!, goal)
    const params = paramsOf(dimensions, values)
    const distance = squaredDistance(dimensions, values, goal)
    const isTaken = request.isTaken?.(params) === true
    if (!isTaken && (best === undefined || distance < best.distance)) best = { params, distance }
  }
  return best?.params
}

const squaredDistance = (
  dimensions: ReadonlyArray<Dimension>,
  a: ReadonlyArray<Scalar>,
  b: ReadonlyArray<Scalar>
): number => {
  let sum = 0
  dimensions.forEach(({ distribution }, index) => {
    const isEqual = a[index] === b[index]
    const isNumber = distribution._tag === "float" || distribution._tag === "int" || distribution._tag === "ordinal"
    if (!isEqual) sum += isNumber ? (toUnit(distribution, a[index]!) - toUnit(distribution, b[index]!)) ** 2 : 1
  })
  return sum
}

const listed = (dimensions: ReadonlyArray<Dimension>, isWanted: (params: Params) => boolean): ReadonlyArray<Params> => {
  const found: Array<Params> = []
  for (const values of pointsOf(dimensions, gridAxes(dimensions))) {
    const params = paramsOf(dimensions, values)
    if (isWanted(params)) found.push(params)
  }
  return found
}

/** Values in every dimension, also those that do not exist at the point. */
const filled = (dimensions: ReadonlyArray<Dimension>, params: Params, rng: Rng): ReadonlyArray<Scalar> | undefined => {
  const values = valuesOf(dimensions, params)
  const isInside = dimensions.every(({ distribution, parent }, index) => {
    const exists = parent === undefined || values[parent.index] === parent.is
    return !exists || fits(distribution, values[index])
  })
  return isInside
    ? dimensions.map(({ distribution }, index) => values[index] ?? fromUnit(distribution, rng.uniform()))
    : undefined
}

/** Points to walk from, each satisfying the constraint. */
function* startsOf(
  { known = [], rng }: FeasibleRequest,
  dimensions: ReadonlyArray<Dimension>,
  satisfies: (params: Params) => boolean
): Generator<ReadonlyArray<Scalar>> {
  const starts = known.flatMap((params) => {
    const values = filled(dimensions, params, rng)
    return values !== undefined && satisfies(params) ? [values] : []
  })
  if (starts.length === 0) {
    for (const values of likelyPoints(dimensions, rng)) {
      if (!satisfies(paramsOf(dimensions, values))) continue
      starts.push(values)
      break
    }
  }
  if (starts.length === 0) return
  for (let turn = 0; turn < walks; turn++) yield starts[rng.below(starts.length)]!
}

/** The middle of the space, in every dimension. */
export const middleOf = (dimensions: ReadonlyArray<Dimension>): ReadonlyArray<Scalar> =>
  dimensions.map(({ distribution }) => fromUnit(distribution, 0.5))

const places = 32

/** The middle of the space, what comes of it by changing one value, then points towards the edges: `edgeDraws` in all. */
function* likelyPoints(dimensions: ReadonlyArray<Dimension>, rng: Rng): Generator<ReadonlyArray<Scalar>> {
  const middle = middleOf(dimensions)
  yield middle
  let count = 1
  for (let index = 0; index < dimensions.length; index++)
    for (let place = 0; place <= places && count < edgeDraws; place++, count++)
      yield middle.with(index, fromUnit(dimensions[index]!.distribution, place / places))
  for (; count < edgeDraws; count++) yield drawTowardsEdges(dimensions, rng)
}

/**
 * A point most of whose values lie close to an end of their range: what constraints leave over is mostly a corner (sums
 * and products below a limit), an edge, or a diagonal (one param not above another).
 */
const drawTowardsEdges = (dimensions: ReadonlyArray<Dimension>, rng: Rng): ReadonlyArray<Scalar> => {
  const style = rng.below(4)
  const power = 2 ** (1 + rng.below(7))
  const lowness = rng.uniform()
  const shared = rng.uniform()
  return dimensions.map(({ distribution, isBranch }) => {
    const unit = rng.uniform()
    if (isBranch || style === 0) return fromUnit(distribution, unit)
    if (style === 1) return fromUnit(distribution, shared + (unit - 0.5) / power)
    const near = unit ** power
    return fromUnit(distribution, rng.uniform() < (style === 2 ? lowness : Math.round(lowness)) ? near : 1 - near)
  })
}
