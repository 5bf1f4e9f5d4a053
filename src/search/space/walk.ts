/** From a point inside a constraint to other points inside it. */
import type { Rng } from "../math/rng.ts"
import type { Params, Scalar } from "../SearchSpace.ts"
import { type Dimension, paramsOf } from "./dimensions.ts"
import { fromUnit, toUnit } from "./units.ts"

/** How often every dimension is moved. */
const sweeps = 4
/** A move that is refused so often stays where it is: the interval is 2⁻³⁰ of the range by then. */
const shrinkings = 40
/** How often another value of a choice is tried. */
const choiceDraws = 4

const isNumeric = ({ distribution: { _tag } }: Dimension): boolean =>
  _tag === "float" || _tag === "int" || _tag === "ordinal"

/**
 * Slice sampling with the shrinkage procedure (Neal 2003, "Slice sampling", section 4), in turns one coordinate at a time
 * and along a diagonal of all numbers: the stationary law is uniform over the points that satisfy the constraint. `start`
 * satisfies it, and so does the result. Values are in all dimensions, those that do not exist at the point included.
 */
export const walk = (
  dimensions: ReadonlyArray<Dimension>,
  satisfies: (params: Params) => boolean,
  start: ReadonlyArray<Scalar>,
  rng: Rng
): ReadonlyArray<Scalar> => {
  let values = [...start]
  const exists = (index: number): boolean => {
    const parent = dimensions[index]!.parent
    return parent === undefined || (exists(parent.index) && values[parent.index] === parent.is)
  }
  const accepts = (next: Array<Scalar>): boolean => {
    const isAllowed = next.every((value, index) => value === values[index]) || satisfies(paramsOf(dimensions, next))
    if (isAllowed) values = next
    return isAllowed
  }
  /** A place on the line that `at` draws, 0 being here, by shrinking the interval towards here. */
  const slice = (from: number, to: number, at: (offset: number) => Array<Scalar>): void => {
    let [low, high] = [from, to]
    for (let step = 0; step < shrinkings; step++) {
      const offset = low + (high - low) * rng.uniform()
      if (accepts(at(offset))) return
      if (offset < 0) low = offset
      else high = offset
    }
  }
  const moveOne = (index: number): void => {
    const { distribution } = dimensions[index]!
    const draw = (unit: number): Array<Scalar> => values.with(index, fromUnit(distribution, unit))
    if (!exists(index)) values = draw(rng.uniform())
    else if (isNumeric(dimensions[index]!)) {
      const here = toUnit(distribution, values[index]!)
      slice(-here, 1 - here, (offset) => draw(here + offset))
    } else for (let turn = 0; turn < choiceDraws && !accepts(draw(rng.uniform())); turn++);
  }
  const moveAll = (isStraight: boolean): void => {
    const signs = dimensions.map((dimension, index) => {
      if (!isNumeric(dimension) || !exists(index)) return 0
      return isStraight || rng.uniform() < 0.5 ? 1 : -1
    })
    const here = dimensions.map(({ distribution }, index) => toUnit(distribution, values[index]!))
    const room = (towards: number): number =>
      signs.reduce<number>((least, sign, index) => {
        const unit = here[index]!
        return sign === 0 ? least : Math.min(least, sign === towards ? 1 - unit : unit)
      }, 1)
    const [below, above] = [room(-1), room(1)]
    slice(-below, above, (offset) =>
      values.map((value, index) =>
        signs[index] === 0 ? value : fromUnit(dimensions[index]!.distribution, here[index]! + signs[index]! * offset)
      )
    )
  }
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (let index = 0; index < dimensions.length; index++) moveOne(index)
    moveAll(sweep % 2 === 0)
  }
  return values
}

/**
 * The point next to `wanted` that a path from `start` reaches inside the constraint: coordinate by coordinate the wanted
 * value is taken where that is allowed, and otherwise approached by halving the way to it. `start` satisfies the
 * constraint, and so does the result. What samplers repair a refused candidate with.
 */
export const approach = (
  dimensions: ReadonlyArray<Dimension>,
  satisfies: (params: Params) => boolean,
  start: ReadonlyArray<Scalar>,
  wanted: ReadonlyArray<Scalar>
): ReadonlyArray<Scalar> => {
  let values = [...start]
  const tryTo = (index: number, value: Scalar): boolean => {
    const next = values.with(index, value)
    const isAllowed = satisfies(paramsOf(dimensions, next))
    if (isAllowed) values = next
    return isAllowed
  }
  dimensions.forEach((dimension, index) => {
    const { distribution } = dimension
    const goal = wanted[index]!
    if (values[index] === goal || tryTo(index, goal) || !isNumeric(dimension)) return
    let [inside, outside] = [toUnit(distribution, values[index]!), toUnit(distribution, goal)]
    for (let halving = 0; halving < shrinkings && Math.abs(outside - inside) > 1e-3; halving++) {
      const middle = (inside + outside) / 2
      if (tryTo(index, fromUnit(distribution, middle))) inside = middle
      else outside = middle
    }
  })
  return values
}
