/** Values to and from the unit interval, on which samplers work. */
import type { FloatDistribution, IntDistribution, LeafDistribution, Scalar } from "../SearchSpace.ts"

const clampUnit = (unit: number): number => (unit > 0 ? Math.min(unit, 1) : 0)

/** Numbers of a stepped float: low + index · step, free of accumulated rounding, and never outside the bounds by it. */
const onGrid = ({ high, low, step = 0 }: FloatDistribution, index: number): number =>
  index === 0 ? low : Math.min(high, Number((low + index * step).toPrecision(15)))

const steps = (distribution: { readonly low: number; readonly high: number }, step: number): number =>
  Math.round((distribution.high - distribution.low) / step)

/** How many values a distribution can draw; undefined where it is continuous. */
export const gridSize = (distribution: LeafDistribution): number | undefined => {
  switch (distribution._tag) {
    case "float":
      return distribution.step === undefined ? undefined : steps(distribution, distribution.step) + 1
    case "int":
      return steps(distribution, distribution.step) + 1
    case "choice":
    case "ordinal":
      return distribution.values.length
    case "bool":
      return 2
    case "constant":
      return 1
  }
}

/** The value at an index of a distribution's grid. The index is whole and in [0, gridSize). */
export const valueAt = (distribution: LeafDistribution, index: number): Scalar => {
  switch (distribution._tag) {
    case "float":
      return onGrid(distribution, index)
    case "int":
      return distribution.low + index * distribution.step
    case "choice":
    case "ordinal":
      return distribution.values[index]!
    case "bool":
      return index === 1
    case "constant":
      return distribution.value
  }
}

/** Each grid value owns an interval as long as the others', the outer two reaching half a step beyond the bounds. */
const numberRange = ({
  high,
  log,
  low,
  step
}: FloatDistribution | IntDistribution): readonly [low: number, high: number] => {
  const half = (step ?? 0) / 2
  return log ? [Math.log(low - half), Math.log(high + half)] : [low - half, high + half]
}

const numberFromUnit = (distribution: FloatDistribution | IntDistribution, unit: number): Scalar => {
  const [low, high] = numberRange(distribution)
  const raw = low + unit * (high - low)
  const value = distribution.log ? Math.exp(raw) : raw
  const bounded = Math.min(distribution.high, Math.max(distribution.low, value))
  if (distribution.step === undefined) return bounded
  const index = Math.min(
    steps(distribution, distribution.step),
    Math.round((bounded - distribution.low) / distribution.step)
  )
  return valueAt(distribution, index)
}

/**
 * The value at a place in [0, 1]; uniform places give the distribution's own law. Numbers with a grid are rounded to it.
 * Choices, ordinals and bools cut [0, 1] into equal parts.
 */
export const fromUnit = (distribution: LeafDistribution, unit: number): Scalar => {
  const place = clampUnit(unit)
  if (distribution._tag === "float" || distribution._tag === "int") return numberFromUnit(distribution, place)
  const size = gridSize(distribution)!
  return valueAt(distribution, Math.min(size - 1, Math.floor(place * size)))
}

/** The place of a value in [0, 1]: the middle of its interval where the distribution has a grid. Clamped. */
export const toUnit = (distribution: LeafDistribution, value: Scalar): number => {
  switch (distribution._tag) {
    case "float":
    case "int": {
      const [low, high] = numberRange(distribution)
      const raw = distribution.log ? Math.log(Number(value)) : Number(value)
      return clampUnit((raw - low) / (high - low))
    }
    case "choice":
    case "ordinal":
      return (distribution.values.indexOf(value as never) + 0.5) / distribution.values.length
    case "bool":
      return value === true ? 0.75 : 0.25
    case "constant":
      return 0.5
  }
}

/** Whether a distribution can draw a value. */
export const fits = (distribution: LeafDistribution, value: unknown): boolean => {
  switch (distribution._tag) {
    case "float":
    case "int":
      return (
        typeof value === "number" &&
        value >= distribution.low &&
        value <= distribution.high &&
        (distribution.step === undefined ||
          Math.abs(
            (value - distribution.low) / distribution.step - Math.round((value - distribution.low) / distribution.step)
          ) < 1e-6)
      )
    case "choice":
    case "ordinal":
      return distribution.values.includes(value as never)
    case "bool":
      return typeof value === "boolean"
    case "constant":
      return value === distribution.value
  }
}
