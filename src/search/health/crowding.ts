/** Where in the ranges of the params the best trials lie. */
import { fewestTrials, importances } from "../importance/importance.ts"
import { binomialTail } from "../math/counts.ts"
import { dimensionsOf, valuesOf, type Dimension } from "../space/dimensions.ts"
import { gridSize, toUnit, valueAt } from "../space/units.ts"
import type { Edge, Examination, LogScale, Unchecked } from "./Finding.ts"

/** The outermost part of a range, as a share of it. */
const zone = 0.1
const bestShare = 0.15
const fewestBest = 8
const level = 0.01
/** A param whose interval of importance reaches below this may lie anywhere without any effect. */
const leastShare = 0.02
/** A log scale is advised where a range spans as much. */
const leastRatio = 100

const isOrdered = ({ distribution: { _tag } }: Dimension): boolean =>
  _tag === "float" || _tag === "int" || _tag === "ordinal"

/** The share of the range that its outermost part takes: at least one value of a grid. */
const zoneOf = ({ distribution }: Dimension): number => {
  const size = gridSize(distribution)
  return size === undefined ? zone : Math.max(1, Math.floor(zone * size)) / size
}

const boundOf = ({ distribution }: Dimension, side: Edge["side"]): Edge["bound"] => {
  if (distribution._tag === "float" || distribution._tag === "int") return distribution[side]
  return valueAt(distribution, side === "low" ? 0 : gridSize(distribution)! - 1)
}

/** The bounds of a linear range that spans orders of magnitude. */
const wideAndLinear = ({ distribution }: Dimension): { readonly low: number; readonly high: number } | undefined => {
  if ((distribution._tag !== "float" && distribution._tag !== "int") || distribution.log) return undefined
  const { high, low } = distribution
  return low > 0 && high / low >= leastRatio ? { low, high } : undefined
}

/**
 * Params whose best trials, three in twenty of the complete ones, crowd at an end of the range: more than chance would put there, at a
 * level of 1 % for all ends together. Only params that matter are looked at, for a sampler may leave the others anywhere.
 */
export const crowded = ({
  seed,
  space,
  trials
}: Examination): ReadonlyArray<Edge | LogScale> | ReadonlyArray<Unchecked> => {
  const complete = trials.flatMap(({ params, value }) => (value === undefined ? [] : [{ params, value }]))
  const important = importances(space, complete, seed)
  if (important === undefined) {
    const because = `it takes ${fewestTrials} complete trials, and more in a space of many params`
    return [
      { check: "edge", because },
      { check: "logScale", because }
    ]
  }
  const best = complete
    .toSorted((a, b) => a.value - b.value)
    .slice(0, Math.max(fewestBest, Math.round(bestShare * complete.length)))
  const dimensions = dimensionsOf(space)
  const matter = new Set(important.params.filter(({ low }) => low >= leastShare).map(({ name }) => name))
  const looked = dimensions.filter(
    (dimension) =>
      isOrdered(dimension) && (gridSize(dimension.distribution) ?? 3) > 2 && matter.has(dimension.path.join("."))
  )
  return looked.flatMap((dimension): ReadonlyArray<Edge | LogScale> => {
    const index = dimensions.indexOf(dimension)
    const places = best.flatMap(({ params }) => {
      const value = valuesOf(dimensions, params)[index]
      return value === undefined ? [] : [toUnit(dimension.distribution, value)]
    })
    const [size, param] = [zoneOf(dimension), dimension.path.join(".")]
    const found = (["low", "high"] as const).flatMap((side): ReadonlyArray<Edge> => {
      const inZone = places.filter((place) => (side === "low" ? place <= size : place >= 1 - size)).length
      const p = Math.min(1, binomialTail(inZone, places.length, size) * 2 * looked.length)
      if (p > level || inZone < places.length / 2) return []
      const bound = boundOf(dimension, side)
      return [{ check: "edge", param, side, bound, crowded: inZone, best: places.length, zone: size, p }]
    })
    const range = wideAndLinear(dimension)
    return found.map((edge): Edge | LogScale => {
      const { best: all, crowded: inZone, p, side } = edge
      return side === "low" && range !== undefined
        ? { check: "logScale", param, ...range, crowded: inZone, best: all, p }
        : edge
    })
  })
}
