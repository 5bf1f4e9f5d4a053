/** The intervals of [0, 1] that are rounded to one value. */
import { fromUnit } from "../space/units.ts"
import type { Column } from "./gp/columns.ts"

/** The interval that is rounded to the same value as `unit`, which is in [0, 1]; empty, at `unit`, where the column is continuous. */
export const cellOf = ({ distribution, size }: Column, unit: number): readonly [low: number, high: number] => {
  if (size === undefined) return [unit, unit]
  if (distribution._tag === "int" && distribution.log) {
    const value = Number(fromUnit(distribution, unit))
    const low = Math.log(distribution.low - 0.5)
    const range = Math.log(distribution.high + 0.5) - low
    return [(Math.log(value - 0.5) - low) / range, (Math.log(value + 0.5) - low) / range]
  }
  const index = Math.min(size - 1, Math.floor(unit * size))
  return [index / size, (index + 1) / size]
}
