/** Every combination of the space's values, in the order of the definition. */
import { InvalidDefinition } from "../../errors.ts"
import { shown } from "../shown.ts"
import type { Sampler } from "../Sampler.ts"
import type { LeafDistribution, Scalar, SearchSpace } from "../SearchSpace.ts"
import { dimensionsOf, keyOf, paramsOf, type Dimension } from "../space/dimensions.ts"
import { pointsOf } from "../space/points.ts"
import { fromUnit, gridSize, valueAt } from "../space/units.ts"

/** Settings of the grid sampler. */
export interface GridOptions {
  /**
   * How many values, equally spaced from low to high (on the log scale where there is one), stand for a continuous
   * param: for all of them, or by the name of the param ("optimizer.sgd.momentum" inside a branch).
   */
  readonly points?: number | Readonly<Record<string, number>>
}

const pointsFor = (key: string, { points }: GridOptions): number | undefined =>
  typeof points === "number" ? points : points?.[key]

const spaced = (distribution: LeafDistribution, points: number): ReadonlyArray<Scalar> =>
  Array.from({ length: points }, (_, index) => fromUnit(distribution, points === 1 ? 0.5 : index / (points - 1)))

const axisOf = ({ distribution, key }: Dimension, options: GridOptions): ReadonlyArray<Scalar> => {
  const points = pointsFor(key, options)
  if (points !== undefined && (distribution._tag === "float" || distribution._tag === "int"))
    return [...new Set(spaced(distribution, points))]
  const size = gridSize(distribution)
  if (size === undefined) {
    const { high, low } = distribution as { readonly low: number; readonly high: number }
    throw new InvalidDefinition(
      `The grid sampler needs a finite number of values, but ${JSON.stringify(key)} is a float(${low}, ${high}) without a step.`,
      `Give it a step: float(${low}, ${high}, { step: ${Number(((high - low) / 4).toPrecision(2))} }), or say how many points: grid({ points: { ${JSON.stringify(key)}: 5 } }).`
    )
  }
  return Array.from({ length: size }, (_, index) => valueAt(distribution, index))
}

/** How many combinations the space has; undefined where a param is continuous and no number of points is given for it. */
export const combinations = (space: SearchSpace, options: GridOptions = {}): number | undefined => {
  let total = 1
  for (const [name, distribution] of Object.entries(space)) {
    let size: number | undefined
    if (distribution._tag === "branch") {
      size = 0
      for (const [branch, inner] of Object.entries(distribution.branches)) {
        const below = combinations(inner, { ...options, ...inside(options, `${name}.${branch}.`) })
        if (below === undefined) return undefined
        size += below
      }
    } else {
      const isNumber = distribution._tag === "float" || distribution._tag === "int"
      const points = isNumber ? pointsFor(name, options) : undefined
      size = points === undefined ? gridSize(distribution) : new Set(spaced(distribution, points)).size
    }
    if (size === undefined) return undefined
    total *= size
  }
  return total
}

const inside = ({ points }: GridOptions, prefix: string): GridOptions =>
  typeof points === "object"
    ? {
        points: Object.fromEntries(
          Object.entries(points).flatMap(([key, value]) =>
            key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : []
          )
        )
      }
    : {}

const checkPoints = ({ points }: GridOptions): void => {
  const counts =
    typeof points === "object" && points !== null ? Object.values(points) : points === undefined ? [] : [points]
  for (const count of counts) {
    if (!Number.isSafeInteger(count) || count < 1) {
      throw new InvalidDefinition(
        `grid: points must be a whole number of at least 1, but it is ${shown(count)}.`,
        "Write grid({ points: 5 }), or one number by the name of each param."
      )
    }
  }
}

/** Points for a param that is not there, or has no numbers, are a slip of the pen. */
const checkNames = (dimensions: ReadonlyArray<Dimension>, { points }: GridOptions): void => {
  if (typeof points !== "object") return
  const numbers = dimensions.flatMap(({ distribution: { _tag }, key }) =>
    _tag === "float" || _tag === "int" ? [key] : []
  )
  const unknown = Object.keys(points).find((name) => !numbers.includes(name))
  if (unknown !== undefined) {
    throw new InvalidDefinition(
      `grid: points has ${shown(unknown)}, but the space has no float or int of that name.`,
      numbers.length === 0 ? "Leave points out." : `It has ${numbers.join(", ")}.`
    )
  }
}

/** The first point, in the grid's order, that satisfies `where` and no trial has. So a gap left by anything is filled. */
export const grid = (options: GridOptions = {}): Sampler => {
  checkPoints(options)
  return {
    _tag: "Sampler",
    name: "grid",
    settings: options.points === undefined ? {} : { points: options.points },
    check: (space) => {
      const dimensions = dimensionsOf(space)
      checkNames(dimensions, options)
      for (const dimension of dimensions) axisOf(dimension, options)
    },
    suggest: ({ history, space, where }) => {
      const dimensions = dimensionsOf(space)
      const axes = dimensions.map((dimension) => axisOf(dimension, options))
      const taken = new Set(history.trials.map(({ params }) => keyOf(dimensions, params)))
      let rank = 0
      let refused = 0
      for (const values of pointsOf(dimensions, (index) => axes[index]!)) {
        rank++
        const params = paramsOf(dimensions, values)
        if (taken.has(keyOf(dimensions, params))) continue
        if (where !== undefined && !where(params)) {
          refused++
          continue
        }
        return { params, evidence: { model: "grid", reason: `point ${rank} of the grid` } }
      }
      const allowed = refused === 0 ? "" : " that satisfy the constraint (where)"
      return { exhausted: `all ${rank - refused} points of the grid${allowed} were tried` }
    }
  }
}
