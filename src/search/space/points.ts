/** All points of a finite space. */
import type { Scalar, SearchSpace } from "../SearchSpace.ts"
import type { Dimension } from "./dimensions.ts"
import { gridSize, valueAt } from "./units.ts"

/** How many points a space has; undefined where one of its params is continuous. */
export const countPoints = (space: SearchSpace): number | undefined => {
  let total = 1
  for (const distribution of Object.values(space)) {
    let size: number | undefined
    if (distribution._tag === "branch") {
      size = 0
      for (const inner of Object.values(distribution.branches)) {
        const below = countPoints(inner)
        if (below === undefined) return undefined
        size += below
      }
    } else size = gridSize(distribution)
    if (size === undefined) return undefined
    total *= size
  }
  return total
}

/** The values of one axis of a grid, by the index of its dimension. */
export type Axis = (index: number) => ReadonlyArray<Scalar>

/** The values that each dimension of a finite space can take. */
export const gridAxes = (dimensions: ReadonlyArray<Dimension>): Axis => {
  const axes = dimensions.map(({ distribution }) =>
    Array.from({ length: gridSize(distribution)! }, (_, index) => valueAt(distribution, index))
  )
  return (index) => axes[index]!
}

/**
 * Every combination of the axes' values, the last dimension turning fastest, undefined in the dimensions that do not exist
 * in it. The same array is given each time, with other values.
 */
export function* pointsOf(
  dimensions: ReadonlyArray<Dimension>,
  axis: Axis
): Generator<ReadonlyArray<Scalar | undefined>> {
  const values: Array<Scalar | undefined> = []
  const fill = function* (index: number): Generator<ReadonlyArray<Scalar | undefined>> {
    if (index === dimensions.length) {
      yield values
      return
    }
    const { parent } = dimensions[index]!
    if (parent !== undefined && values[parent.index] !== parent.is) {
      values[index] = undefined
      yield* fill(index + 1)
      return
    }
    for (const value of axis(index)) {
      values[index] = value
      yield* fill(index + 1)
    }
  }
  yield* fill(0)
}
